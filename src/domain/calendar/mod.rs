//! Time: intervals, opening hours, the zone, and reading and speaking of days and times.

pub mod foreign_clock;
pub mod interval;
pub mod local_time;
pub mod opening;
pub mod read;
#[cfg(test)]
mod read_tests;
pub mod speak;
pub mod zone;
