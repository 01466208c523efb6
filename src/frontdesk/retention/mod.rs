//! What was kept long enough goes: shown before it is done, and done a little at a time.

mod recordings;
pub(crate) mod run;
mod view;

pub(crate) use view::{KindView, RetentionView, preview};
