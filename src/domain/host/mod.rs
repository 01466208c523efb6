//! Hosts at Cal.com, and which staff member one is.

pub mod identity;
pub mod matching;
pub mod matching_kinds;
pub(crate) mod matching_ruled_out;
pub mod matching_sentence;
pub mod matching_short;
pub mod matching_stored;
#[cfg(test)]
mod matching_tests;
pub mod sync;
