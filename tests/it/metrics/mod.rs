//! `/metrics`: read by a parser that is not ours, and only by whom it is for.

pub mod deploy;
pub mod parsed;
