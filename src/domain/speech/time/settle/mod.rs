//! Statements are anchored and brought together, or asked about.

pub(crate) mod ask;
pub(crate) mod assume;
pub(crate) mod beside;
pub(crate) mod change;
pub(crate) mod choice;
pub(crate) mod days;
pub(crate) mod denial;
pub(crate) mod frame;
pub(crate) mod hour;
pub(crate) mod span;
pub(crate) mod stated;
pub(crate) mod stretch;
pub(crate) mod times;
