//! `event-types`: what is at Cal.com for the services.

pub(crate) mod command;
pub(crate) mod wrong_lengths;
