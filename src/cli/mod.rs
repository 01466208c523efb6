//! The command line: one file or folder per command.

mod absences;
pub(crate) mod appointments;
mod arguments;
mod audit;
mod backfill;
mod callbacks;
mod check_config;
mod correction;
mod desk;
pub(crate) mod event_types;
mod hosts;
mod left;
pub(crate) mod mappings;
pub(crate) mod messages;
mod outcome;
mod pauses;
mod print;
pub(crate) mod replay;
pub mod run;
pub(crate) mod sagas;
pub mod sandbox;
mod serve;
pub(crate) mod services;
mod staff;
pub(crate) mod suggestions;
mod table;
mod warnings;
