//! How good assigning and suggesting by name are, measured for `suggestions judge`: on labelled pairs, and on rosters
//! whose names are damaged on purpose. How well callers' words are understood, for `understand --judge`: on labelled
//! sets. Nothing else uses it.

pub mod damaged;
pub(crate) mod figures;
pub(crate) mod names;
pub mod pairs;
pub(crate) mod rosters;
pub(crate) mod speech;
pub(crate) mod targets;
