//! What came in: listed, shown without the customers in it, worked on again.

pub(crate) mod list;
pub(crate) mod replay;
pub(crate) mod show;
pub(crate) mod words;
