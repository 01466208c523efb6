//! The command line: one file or folder per command.

mod absences;
mod alerts;
pub(crate) mod appointments;
mod audit;
mod backfill;
mod callbacks;
mod check_config;
pub(crate) mod console;
mod correction;
mod customers;
pub(crate) mod event_types;
mod hosts;
mod left;
pub(crate) mod mappings;
pub(crate) mod messages;
mod pauses;
pub(crate) mod quality;
pub(crate) mod replay;
pub mod run;
pub(crate) mod sagas;
pub mod sandbox;
mod serve;
pub(crate) mod services;
mod staff;
pub(crate) mod suggestions;
pub(crate) mod understand;
mod warnings;
