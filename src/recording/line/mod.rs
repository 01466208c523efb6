//! The format of a recording: JSON lines.

pub(crate) mod answer;
pub(crate) mod format;
pub(crate) mod known;
pub mod reader;
pub(crate) mod rows;
