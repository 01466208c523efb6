//! `replay`: recorded days through today's Chairside, offline.

pub(crate) mod against;
pub(crate) mod command;
