//! Words: when two spellings are the same.

pub mod fold;
