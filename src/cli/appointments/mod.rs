//! `appointments`: what is in the diary.

pub(crate) mod command;
pub(crate) mod visit;
