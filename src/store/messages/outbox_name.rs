//! A message's name begins with its number, the row's: whoever has the name alone finds the row, and no index of names is
//! written.

use crate::store::db::key;

/// So many characters of a name are the number, in hex: what a fresh key begins with, Unix milliseconds.
const NUMBER_CHARS: usize = 12;
/// What is no message's number.
const NO_NUMBER: i64 = -1;

/// The number of the next message, in SQL: `:earliest`, or one more than the newest.
pub(crate) const NEXT: &str = "max(:earliest, (SELECT coalesce(max(number), 0) + 1 FROM outbox))";

/// A name to be, until its number is known.
pub(crate) struct Fresh {
    /// Unix milliseconds.
    pub earliest: i64,
    /// What follows the number.
    pub rest: String,
}

impl Fresh {
    pub(crate) fn new() -> Fresh {
        let key = key::fresh();
        let rest = key.get(NUMBER_CHARS..).unwrap_or_default().to_owned();
        Fresh { earliest: number(&key), rest }
    }

    /// The name of the row that got this number, as the table's check has it.
    pub(crate) fn of(&self, number: i64) -> String {
        format!("{number:012x}{}", self.rest)
    }
}

/// The number that a name begins with; one that no message has, if it is no such name.
pub(crate) fn number(name: &str) -> i64 {
    let beginning = name.get(..NUMBER_CHARS);
    beginning.and_then(|hex| i64::from_str_radix(hex, 16).ok()).unwrap_or(NO_NUMBER)
}
