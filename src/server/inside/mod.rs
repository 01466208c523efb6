//! The way to tiny_http behind the gate, and its answers.

pub(crate) mod answer;
pub(crate) mod pool;
pub(crate) mod probe;
pub(crate) mod socket;
