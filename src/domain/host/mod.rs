//! Hosts at Cal.com, and which staff member one is.

pub mod decision;
pub mod identity;
pub mod kinds;
pub mod matching;
pub(crate) mod matching_row;
pub(crate) mod matching_sentence;
pub(crate) mod matching_short;
pub(crate) mod matching_stored;
#[cfg(test)]
mod matching_tests;
pub(crate) mod ruled_out;
pub(crate) mod sync;
