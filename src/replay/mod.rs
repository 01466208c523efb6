//! Replay: a recording through the same doors as live, with its own clock and its own Cal.com.

pub(crate) mod against;
pub(crate) mod calcom;
#[cfg(test)]
mod calcom_tests;
pub(crate) mod clock;
pub(crate) mod diary;
pub(crate) mod ids;
pub(crate) mod known;
pub(crate) mod player;
pub(crate) mod predecessor;
pub(crate) mod report;
