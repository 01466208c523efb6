//! The salon's page: one table of its routes, one door before them, a file per page.

mod account;
mod ask;
mod assets;
mod cookie;
mod day_board;
mod day_story;
pub(crate) mod door;
pub(crate) mod errors;
mod form;
mod frame;
mod login;
mod nav;
mod needs;
mod needs_change;
mod setup;
mod site;
pub mod table;
mod unsent;
mod visit;
mod when;
