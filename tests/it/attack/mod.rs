//! Answers of Cal.com that lie in one field.

pub mod case;
pub mod dice;
pub mod few;
pub mod judge;
pub mod place;
pub mod shape;
pub mod tally;
