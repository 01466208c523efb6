//! How good assigning and suggesting by name are, measured for `suggestions judge`: on labelled pairs, and on rosters
//! whose names are damaged on purpose. Nothing else uses it.

pub mod damaged;
pub(crate) mod figures;
pub(crate) mod names;
pub mod pairs;
pub(crate) mod rosters;
pub(crate) mod targets;
