//! The integration tests, one binary.

mod gate;
mod gate_lanes;
mod gate_rows;
