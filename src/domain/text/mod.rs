//! Texts as others send them: when two spellings are the same, which letters are no part of a name, and what is JSON.

pub mod direction;
pub mod fold;
pub(crate) mod json;
