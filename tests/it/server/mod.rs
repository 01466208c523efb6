//! The HTTP server: what it lets in, what it refuses, how long it waits.

pub mod bad_transport;
pub mod gate;
pub mod gate_answers;
pub mod gate_lanes;
pub mod gate_rows;
pub mod headers;
pub mod limits;
pub mod manager;
pub mod strangers;
