//! Alarms: their state, of what nobody is told, what is still to be said of them, and the facts they are about.

pub mod chore;
pub mod episode;
pub mod facts;
pub mod mute;
pub mod notice;
