//! The salon's page, seen by somebody with a browser that runs no script.

mod agent;
mod answers;
mod audit;
mod bad_forms;
mod below;
mod customers;
mod day;
pub mod events;
mod first_run;
mod login;
mod mappings;
mod messages;
pub mod people;
mod quality;
mod queue;
mod services;
pub mod services_calcom;
mod sessions;
mod settings;
pub mod sick;
mod staff;
mod table;
mod users;
mod users_cli;
pub mod world;
