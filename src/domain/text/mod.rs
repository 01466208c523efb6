//! Words: when two spellings are the same, and which letters are no part of a name.

pub mod direction;
pub mod fold;
