//! The first run: from a folder without a configuration to a salon that is served. What is asked for, step by step, what is
//! wrong with it, and what of it is written down at the end. Until then everything is kept in memory alone.

pub(crate) mod answers;
pub(crate) mod at_calcom;
pub(crate) mod at_retell;
pub mod begun;
pub(crate) mod faults;
pub(crate) mod people;
pub(crate) mod salon;
pub(crate) mod services;
