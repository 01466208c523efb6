//! Webhooks: which are due, and their delivery.

pub(crate) mod payload;
pub(crate) mod queue;
