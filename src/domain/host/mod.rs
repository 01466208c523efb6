//! Hosts at Cal.com, and which staff member one is.

pub mod decision;
pub mod identity;
pub mod kinds;
pub mod matching;
pub mod matching_sentence;
pub mod matching_short;
pub mod matching_stored;
#[cfg(test)]
mod matching_tests;
pub(crate) mod ruled_out;
pub mod sync;
