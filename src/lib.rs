//! Chairside: the hands of a hair salon's voice agent.
//!
//! The storeys, lowest first: `domain`, `config`, `calcom`, `retell`, `store`, `saga`, `frontdesk`,
//! `work`, `http`, `cli`. A module uses its own storey and those before it, never one after it;
//! `tests/it/tidy.rs` keeps that true. ARCHITECTURE.md tells what lives where and why.

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
pub mod recording;
pub(crate) mod replay;
pub mod retell;
pub mod saga;
pub mod sandbox;
pub mod server;
pub mod store;
pub mod work;
