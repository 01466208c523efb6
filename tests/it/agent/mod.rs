//! The voice agent: brought to Retell, compared with what is there, and ten calls with it.

pub mod calls;
pub mod diff;
pub mod faults;
pub mod model;
pub mod print;
pub mod push;
pub mod world;
