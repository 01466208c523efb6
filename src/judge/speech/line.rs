//! What the lines of labelled sets of callers' words have in common.

use crate::domain::Result;
use crate::domain::error::Error;
use crate::domain::language::Language;

/// What is wanted where a question must come back.
pub(crate) const ASK: &str = "ask";
/// So much of a line stands in a sentence about it.
const SHOWN_CHARS_MAX: usize = 60;

/// `de` or `en`.
pub(crate) fn language(tag: &str) -> Result<Language> {
    Language::parse(tag).ok_or_else(|| Error::invalid("lang must be \"de\" or \"en\""))
}

/// A word as it may stand in a sentence about the line.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(SHOWN_CHARS_MAX).flat_map(char::escape_debug).collect()
}
