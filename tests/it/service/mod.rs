//! What the salon sells, and the salon in the configuration.

pub mod roster;
pub mod services;
pub mod services_bad;
pub mod services_cli;
