//! The voice agent's functions.

pub mod answer;
pub mod args;
pub(crate) mod call;
pub(crate) mod greeting;
pub mod json;
pub(crate) mod people;
pub(crate) mod reschedule;
