//! The integration tests, one binary.

// Tests end at the first thing that is not as it should be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod booking;
mod client;
mod client_server;
mod gate;
mod gate_lanes;
mod gate_rows;
mod harness;
mod tidy;
