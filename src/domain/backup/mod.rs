//! Backups: when one is due, and which are kept.

pub mod due;
pub mod keep;
