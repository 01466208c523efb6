//! What a program serves that has no configuration yet: the guided first run, and nothing else. Its own small table of
//! routes and its own door, as there is no salon, no database and no user for those of the page.

mod calcom;
mod came;
pub mod door;
mod keyed;
mod owner;
mod people;
mod retell;
mod review;
mod salon;
mod services;
mod shown;
mod table;
