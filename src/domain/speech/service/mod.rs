//! Which service of a salon's list a caller means.
//!
//! What is said and what a service is called are read into the same value, a `Meaning`: what is done (cut, colour), to
//! what (hair, beard), where (roots), for whom. The words for that are in `salon_words.tsv`; what only this salon says
//! is taken from its own list. Two meanings are then compared; nothing is found by a part of a word.

mod compound;
mod cover;
mod find;
#[cfg(test)]
mod find_tests;
mod fit;
mod kind;
mod lexicon;
mod meaning;
mod own;
mod part;
mod question;
mod reader;
mod shelf;
mod slip;
mod spoken;
mod stretch;
mod token;
mod words;

pub use find::{Heard, doubted, find, find_in_rest, names_nothing};
pub use question::which_of_all;
pub use shelf::Named;
