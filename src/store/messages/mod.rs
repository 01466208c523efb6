//! What comes in and what a person should look at.

pub(crate) mod callback;
pub(crate) mod inbox;
pub(crate) mod poll;
pub(crate) mod recording;
pub(crate) mod replay;
pub(crate) mod warning;
