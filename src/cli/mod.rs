//! The command line: one file or folder per command.

mod absences;
mod appointments;
mod arguments;
mod audit;
mod backfill;
mod callbacks;
mod check_config;
mod desk;
mod event_types;
mod event_types_length;
mod hosts;
pub mod mappings;
mod outcome;
mod pauses;
pub mod replay;
pub mod run;
pub mod sagas;
pub mod sandbox;
mod serve;
pub mod services;
mod staff;
pub mod suggestions;
mod table;
mod warnings;
