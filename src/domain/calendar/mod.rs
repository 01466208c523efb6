//! Time: intervals, opening hours, the zone, and reading and speaking of days and times.

pub(crate) mod day_window;
pub mod fetched;
pub mod foreign_clock;
pub mod interval;
pub(crate) mod lanes;
pub(crate) mod local_time;
pub(crate) mod nightly;
pub mod opening;
pub(crate) mod read;
#[cfg(test)]
mod read_tests;
pub(crate) mod speak;
pub mod zone;
