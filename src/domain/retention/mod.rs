//! How long what is kept.

pub mod kind;
