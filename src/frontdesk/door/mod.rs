//! **The one door.** Only the files in here write appointments and bookings.

pub(crate) mod against;
pub(crate) mod customer;
pub mod import;
pub mod look;
pub(crate) mod no_show;
pub(crate) mod own;
pub(crate) mod place;
pub mod record;
pub(crate) mod redecide;
pub mod resolve;
pub mod rules;
pub(crate) mod setting;
pub(crate) mod show;
pub mod walk_in;
pub(crate) mod warn;
