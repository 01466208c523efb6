//! `doctor`, `status`, `healthcheck`: the whole program looked at, well and with one thing wrong at a time.

mod agent;
mod calls;
mod database;
mod elsewhere;
mod faults;
mod fix;
mod page;
mod setup;
mod status;
pub mod world;
