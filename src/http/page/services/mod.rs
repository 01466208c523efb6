//! What the salon sells: listed, drawn on a time line, changed, rehearsed, and held against Cal.com.

pub(crate) mod at_calcom;
pub(crate) mod change;
mod clash;
pub(crate) mod drift;
mod editing;
mod editor;
mod editor_step;
pub(crate) mod list;
mod names;
pub(crate) mod one;
pub(crate) mod rehearsal;
mod steps;
mod timeline;
mod typed;
