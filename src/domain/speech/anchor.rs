//! Where an expression of time is anchored: the moment it is said, and the branch it is said about.

use crate::domain::calendar::opening::Opening;
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use time::{Date, Time};

/// What an expression of time is read against.
#[derive(Clone, Copy, Debug)]
pub struct Anchor<'a> {
    /// The day it is said, on the salon's clock.
    pub today: Date,
    /// The time of day it is said.
    pub now: Time,
    /// Of the salon.
    pub zone: &'a Zone,
    /// Of the branch that is meant; of all of them where none is.
    pub opening: &'a Opening,
    /// Of the questions and of what was assumed. Both languages are read, whichever this is.
    pub language: Language,
}
