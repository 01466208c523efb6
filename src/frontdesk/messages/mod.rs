//! What comes in is kept before anything comes of it.

pub(crate) mod keep;
pub(crate) mod webhook;
