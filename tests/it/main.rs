//! The integration tests, one binary.

mod booking;
mod client;
mod client_server;
mod harness;
