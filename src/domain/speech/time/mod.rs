//! Times as people say them, German and English: one reader for everything that says when.
//!
//! A text is cut into tokens (`token`, by the `lexicon`), tokens become the atoms of time expressions (`scan`, with the
//! rules of `machine`, `date`, `clock` and `day`), atoms become statements (`statement`: which bound, wish or negation
//! belongs to which day or time), and the statements of all arguments are anchored and brought together (`span`,
//! `days`, `hour`, `times`, `read`). What is not certain on the way is a `doubt`, and becomes a question (`ask`).

mod ask;
mod assume;
mod beside;
mod besides;
mod change;
mod choice;
mod clock;
mod count;
mod date;
mod day;
mod days;
mod denial;
mod doubt;
mod expr;
mod face;
mod fact;
mod frame;
mod holiday;
mod hour;
mod ledger;
mod leftover;
mod length;
mod lexicon;
mod machine;
mod near;
mod number;
mod odd;
mod operand;
mod parts;
mod pending;
mod phrase;
mod range;
mod read;
mod row;
mod scan;
mod share;
mod single;
mod span;
mod spared;
mod stated;
mod statement;
mod stretch;
mod times;
mod token;
mod view;
mod weekday;
mod word;
mod words_clock;
mod words_day;
mod words_filler;
mod words_phrase;

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
mod meant_tests;
#[cfg(test)]
mod said_tests;
#[cfg(test)]
mod together_tests;

pub use hour::is_heard;
pub use read::{SAID_CHARS_MAX, read};
