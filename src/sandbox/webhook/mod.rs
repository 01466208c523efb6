//! Webhooks: which are due, and their delivery.

pub(crate) mod queue;
