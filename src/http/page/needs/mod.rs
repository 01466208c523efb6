//! What needs a person, and what its buttons do.

pub(crate) mod change;
pub(crate) mod list;
