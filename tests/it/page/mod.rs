//! The salon's page, seen by somebody with a browser that runs no script.

mod agent;
mod customers;
mod day;
mod queue;
mod services;
mod services_calcom;
mod users;
