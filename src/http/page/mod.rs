//! The salon's page: one table of its routes, one door before them, a file per page.

mod account;
pub(crate) mod ask;
mod assets;
mod cookie;
mod day_board;
mod day_story;
pub(crate) mod door;
mod errors;
mod form;
mod frame;
mod login;
mod needs;
mod needs_change;
mod setup;
mod site;
pub mod table;
mod today;
mod visit;
mod when;
