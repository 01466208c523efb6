//! The format of a recording: JSON lines.

pub mod answer;
pub mod format;
pub(crate) mod known;
pub mod reader;
pub(crate) mod rows;
