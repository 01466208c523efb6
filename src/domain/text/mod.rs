//! Texts as others send them: when two spellings are the same, which letters are no part of a name, and what is JSON.

pub(crate) mod capital;
pub(crate) mod direction;
pub(crate) mod fold;
pub(crate) mod json;
pub(crate) mod letters;
pub(crate) mod phonetics;
pub(crate) mod word_list;
