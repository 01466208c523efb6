//! The salon's page: one table of its routes, one door before them, a room per kind of page.

mod access;
mod agent;
mod backups;
pub(crate) mod base;
mod customer;
mod day;
mod doctor;
pub(crate) mod door;
mod event;
mod mapping;
mod message;
mod needs;
mod own;
mod quality;
mod services;
mod settings;
pub mod table;
mod team;
mod welcome;
