//! The day and the week, a visit with its story, and what is done from there.

pub(crate) mod board;
pub(crate) mod book;
pub(crate) mod change;
pub(crate) mod story;
pub(crate) mod visit;
pub(crate) mod week;
