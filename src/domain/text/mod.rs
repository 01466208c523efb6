//! Texts as others send them: when two spellings are the same, and what is JSON.

pub mod fold;
pub(crate) mod json;
