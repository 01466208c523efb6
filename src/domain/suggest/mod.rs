//! Which staff member a host might be: evidence for a person, never a decision.

pub(crate) mod handle;
pub(crate) mod heard;
pub mod history;
pub(crate) mod likeness;
pub(crate) mod name;
pub(crate) mod near;
pub(crate) mod near_word;
pub mod points;
pub mod queue;
pub mod ranking;
#[cfg(test)]
mod ranking_tests;
pub mod sentence;
pub(crate) mod slip;
pub(crate) mod stored;
pub mod weights;
pub(crate) mod words;
