//! `sagas`: visits that are not settled.

pub(crate) mod command;
pub(crate) mod print;
