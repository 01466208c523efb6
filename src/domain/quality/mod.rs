//! How well it goes: counts in, rates out.

pub mod enough;
pub mod pauses;
pub mod rates;
#[cfg(test)]
mod rates_tests;
pub mod series;
pub mod share;
pub mod steps;
pub mod understanding;
