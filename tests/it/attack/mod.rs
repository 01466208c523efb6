//! Answers of Cal.com that lie in one field.

pub mod case;
// The same dice as the unit tests of the domain, which throw them in more ways.
#[allow(dead_code)]
#[path = "../../../src/domain/dice_tests.rs"]
pub mod dice;
pub mod few;
pub mod judge;
pub mod place;
pub mod shape;
pub mod tally;
