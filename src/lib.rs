//! Chairside: the hands of a hair salon's voice agent.
//!
//! First the storey (what kind of code), then the room (what it is about). A room uses itself and those before it, never one
//! after it; `tests/it/house/layout.rs` lists them in order and keeps that true. ARCHITECTURE.md is the map.

#![cfg_attr(test, allow(clippy::string_slice))]

pub mod appliance;
pub mod calcom;
pub mod cli;
pub mod config;
pub(crate) mod demo;
pub mod domain;
pub mod frontdesk;
pub mod http;
pub mod judge;
pub mod logging;
pub mod metrics;
pub mod ops;
pub(crate) mod post;
pub mod recording;
pub(crate) mod replay;
pub mod retell;
pub mod saga;
pub mod sandbox;
pub mod server;
pub mod store;
pub mod work;
