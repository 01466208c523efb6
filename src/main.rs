//! The command line's door. Everything happens in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    chairside::cli::run::main()
}
