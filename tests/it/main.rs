//! The integration tests, one binary.

// Tests end at the first thing that is not as it should be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines
)]

mod agent;
mod alarm;
mod attack;
mod audit;
mod browser;
mod calcom;
mod config;
mod customer;
mod delivery;
mod docs;
mod doctor;
mod door;
mod event;
mod event_type;
mod first_run;
mod help;
mod host;
mod house;
mod log;
mod meddling;
mod message;
mod metrics;
mod ops;
mod package;
mod page;
mod phone;
mod quality;
mod recording;
mod sandbox;
mod schedule;
mod server;
mod service;
mod store;
mod support;
mod visit;
