//! Being built.

pub mod sandbox;
