//! What the lines of labelled sets of callers' words have in common.

use crate::domain::Result;
use crate::domain::error::Error;
use crate::domain::language::Language;
use time::PrimitiveDateTime;
use time::macros::format_description;

/// What is wanted where a question must come back.
pub(crate) const ASK: &str = "ask";
/// So much of a line stands in a sentence about it.
const SHOWN_CHARS_MAX: usize = 60;

/// `de` or `en`.
pub(crate) fn language(tag: &str) -> Result<Language> {
    Language::parse(tag).ok_or_else(|| Error::invalid("lang must be \"de\" or \"en\""))
}

/// When it is said, on the salon's clock.
pub(crate) fn now(written: &str) -> Result<PrimitiveDateTime> {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]");
    PrimitiveDateTime::parse(written, format)
        .map_err(|_| Error::invalid("now must be written like 2026-12-01T10:00"))
}

/// A word as it may stand in a sentence about the line.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(SHOWN_CHARS_MAX).flat_map(char::escape_debug).collect()
}
