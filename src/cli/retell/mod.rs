//! `retell print`, `retell push`, `retell diff`: the voice agent.

pub(crate) mod command;
pub(crate) mod print;
