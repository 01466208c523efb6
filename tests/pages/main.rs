//! Every page of the demo in a real browser, light and dark, narrow and wide, German and English.
//!
//! `./screenshots.sh DIR` writes a picture of each; `./accessibility.sh` runs axe-core on each. By name only:
//! `cargo test --test pages -- pictures DIR` and `cargo test --test pages -- axe AXE.JS`.

// Ends at the first thing that cannot be; what is shared with the other tests is not used whole.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod axe;
mod demo;
mod list;
mod look;
mod picture;
#[path = "../it/support/mod.rs"]
mod support;

use crate::demo::Demo;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let faults = match wanted[..] {
        ["pictures", folder] => picture::write(&Demo::start(), Path::new(folder)),
        ["axe", script] => axe::run(&Demo::start(), Path::new(script)),
        _ => vec!["pictures DIR, or axe AXE.JS".to_owned()],
    };
    for fault in &faults {
        eprintln!("{fault}");
    }
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
