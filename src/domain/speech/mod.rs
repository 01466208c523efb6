//! What callers say, as the voice model passes it on, turned into values: days and times, services, people. Pure; the
//! clock, the zone and the opening hours are passed in. What is not certain becomes a question, never a guess.

pub mod anchor;
pub mod reading;
pub mod say;
#[cfg(test)]
mod say_tests;
pub mod time;
pub mod service;
