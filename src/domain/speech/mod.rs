//! What callers say, as the voice model passes it on, turned into values: days and times, services, people. Pure; the
//! clock, the zone and the opening hours are passed in. What is not certain becomes a question, never a guess.

pub mod anchor;
pub mod json;
pub mod reading;
pub mod time;
