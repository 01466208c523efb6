//! Times as people say them, German and English: one reader for everything that says when.
//!
//! A text is cut into tokens (`words`), tokens become the atoms of time expressions (`atoms::scan`, with the rules of
//! `machine`, `date`, `clock` and `day`), atoms become statements (`facts::statement`: which bound, wish or negation
//! belongs to which day or time), and the statements of all arguments are anchored and brought together (`settle`,
//! `read`). What is not certain on the way is a `doubt`, and becomes a question (`settle::ask`). Each folder uses itself and
//! those before it.

mod atoms;
mod facts;
mod read;
mod settle;
mod words;

#[cfg(test)]
mod ask_tests;
#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod day_tests;
#[cfg(test)]
mod english_tests;
#[cfg(test)]
mod german_tests;
#[cfg(test)]
mod instead_tests;
#[cfg(test)]
mod meant_tests;
#[cfg(test)]
mod said_tests;
#[cfg(test)]
mod together_tests;

pub use read::{SAID_CHARS_MAX, read};
pub use settle::hour::is_heard;
