//! How well it goes: counts in, rates out.

pub(crate) mod rates;
