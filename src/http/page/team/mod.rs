//! The people of the salon, and when they are not there.

pub(crate) mod change;
pub(crate) mod list;
pub(crate) mod sick;
pub(crate) mod sick_calls;
pub(crate) mod sick_change;
pub(crate) mod sick_typed;
pub(crate) mod sick_words;
