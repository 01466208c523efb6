//! The integration tests, one binary.

// Tests end at the first thing that is not as it should be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod appliance_toml;
mod audit_list;
mod bare;
mod booking;
mod client;
mod client_server;
mod harness;
mod lifecycle;
mod lifecycle_cli;
mod mapping_properties;
mod sandbox;
mod sandbox_faults;
mod sandbox_lists;
mod sandbox_rules;
mod sandbox_shapes;
mod sandbox_tables;
mod sandbox_webhooks;
mod tamper;
mod tamper_cuts;
mod tamper_deeds;
mod tamper_salon;
mod tamper_ways;
mod tidy;
