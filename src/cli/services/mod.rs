//! `services`: what the salon sells.

pub(crate) mod arguments;
pub(crate) mod command;
pub(crate) mod edit;
pub(crate) mod print;
pub(crate) mod rehearse;
pub(crate) mod timeline;
