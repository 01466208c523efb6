//! The layout, the shipped configuration, the demo.

mod appliance_toml;
mod demo;
pub mod imports;
mod layout;
mod tidy;
