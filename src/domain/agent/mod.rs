//! The voice agent as it is written down here, compared with what it is where it runs.

pub mod compare;
pub(crate) mod sentences;
