//! Alarms: looking at the facts, keeping what was found, and what is shown of it.

pub mod evaluate;
pub mod gather;
pub mod view;
pub(crate) mod words;
