//! SQLite, the only store. One writer thread that joins waiting writes into one commit; readers of their own.
//!
//! A function here is one statement: a write takes `&Tx`, a read `&Connection`. The caller opens the transaction
//! (`store.write(|tx| …)`), so that a change, its audit row and its follow-up join in one commit.

pub mod access;
pub mod alarm;
pub(crate) mod customer;
pub mod db;
pub mod file;
pub mod host;
pub mod messages;
pub mod quality;
pub mod service;
pub mod visit;

pub use db::store::Store;
