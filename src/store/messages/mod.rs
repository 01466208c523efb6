//! What comes in and what a person should look at.

pub mod callback;
pub mod inbox;
pub mod poll;
pub mod quality;
pub mod recording;
pub mod replay;
pub mod warning;
