//! How well people are recognised whose names came damaged.

pub(crate) mod figures;
pub mod measure;
pub(crate) mod names;
pub(crate) mod rosters;
