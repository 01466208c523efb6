//! A day of the diary as it is seen at the desk, and one visit with its story.

pub(crate) mod block;
pub(crate) mod history;
pub(crate) mod story;
pub(crate) mod view;
