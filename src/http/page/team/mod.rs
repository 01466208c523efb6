//! The people of the salon, and when they are not there.

pub(crate) mod change;
pub(crate) mod list;
