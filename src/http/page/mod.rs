//! The salon's page: one table of its routes, one door before them, a file per page.

mod account;
mod agent;
mod ask;
mod assets;
mod book;
mod cookie;
mod day_board;
mod day_story;
pub(crate) mod door;
pub(crate) mod errors;
mod fields;
mod form;
mod frame;
mod links;
mod login;
mod nav;
mod needs;
mod needs_change;
mod own;
mod setup;
mod site;
pub mod table;
mod unsent;
mod visit;
mod visit_change;
mod week;
mod when;
