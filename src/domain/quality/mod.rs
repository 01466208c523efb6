//! How well it goes: counts in, rates out.

pub mod rates;
