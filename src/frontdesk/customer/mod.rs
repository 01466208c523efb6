//! Customers, as the salon's own people correct them.

pub(crate) mod rename;
