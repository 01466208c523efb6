//! What Cal.com has free, kept in memory: per event type and day, with how old it is.

pub(crate) mod cells;
pub mod memory;
pub mod moment;
