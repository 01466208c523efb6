//! Backups: which are kept.

pub mod keep;
