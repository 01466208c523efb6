//! The layout, the shipped configuration, the demo.

mod appliance_toml;
mod closed_pipe;
mod demo;
mod demo_stays;
pub mod imports;
mod layout;
mod points;
mod sending_toml;
mod tidy;
