//! `suggestions`: whom hosts without a mapping might be.

pub(crate) mod command;
pub(crate) mod judge;
pub(crate) mod print;
