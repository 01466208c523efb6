//! What a caller's words are understood as, without a database: for trying and for measuring.

pub mod example;
pub mod salon;
pub mod view;
