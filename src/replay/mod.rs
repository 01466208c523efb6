//! Replay: a recording through the same doors as live, with its own clock and its own Cal.com.

pub mod against;
pub mod calcom;
#[cfg(test)]
mod calcom_tests;
pub(crate) mod diary;
pub(crate) mod ids;
pub(crate) mod known;
pub mod player;
pub mod report;
