//! The way to tiny_http behind the gate.

pub(crate) mod pool;
pub(crate) mod socket;
pub(crate) mod ticket;
