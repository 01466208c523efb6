//! Customers as people look for them, and where they are named.

pub(crate) mod mentions;
pub(crate) mod search;
