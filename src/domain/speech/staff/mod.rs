//! Whom a caller wishes for: one of the staff, anybody, or a question.

mod around;
mod hear;
#[cfg(test)]
mod hear_tests;
mod names;
#[cfg(test)]
mod names_tests;
mod near;
mod phrase;
pub(crate) mod question;
pub mod rest;
pub(crate) mod words;

pub use hear::{Heard, hear};
