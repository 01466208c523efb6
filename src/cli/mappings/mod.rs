//! `mappings`: which host is which staff member.

pub(crate) mod command;
pub(crate) mod print;
