//! `messages`: what customers are told.

pub(crate) mod command;
pub(crate) mod print;
