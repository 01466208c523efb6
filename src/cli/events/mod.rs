//! `events`: what came in, and what came of it.

pub(crate) mod command;
pub(crate) mod print;
