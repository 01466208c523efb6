//! What came in, as people look at it: the inbox as a list, one message with what came of it, and working on one again.

pub(crate) mod led_to;
pub(crate) mod list;
pub(crate) mod replayed;
pub(crate) mod show;
pub(crate) mod words;
