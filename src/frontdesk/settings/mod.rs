//! The configuration as it is in force, for people to look at: no secret is in it.

pub(crate) mod all;
mod at_calcom;
pub(crate) mod remaining;
mod salon;
pub(crate) mod section;
mod shown;
mod telling;
pub(crate) mod view;
pub(crate) mod warnings;
