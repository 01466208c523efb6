//! The command line's door. Everything happens in the library.

fn main() {}
