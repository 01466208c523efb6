//! The voice agent at Retell: how it is written down here, what it is there, and bringing it there.

pub(crate) mod definition;
pub(crate) mod look;
pub(crate) mod prompt;
pub(crate) mod push;
pub(crate) mod reach;
pub(crate) mod rules;
pub(crate) mod told;
pub(crate) mod view;
