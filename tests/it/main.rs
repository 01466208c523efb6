//! The integration tests, one binary.

mod client;
mod client_server;
