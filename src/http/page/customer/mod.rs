//! Customers: found, shown, merged, handed out, forgotten.

pub(crate) mod card;
pub(crate) mod erase;
pub(crate) mod list;
pub(crate) mod merge;
