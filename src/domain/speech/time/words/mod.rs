//! The words of both grammars, and a text cut into tokens.

pub(crate) mod holiday;
pub(crate) mod lexicon;
pub(crate) mod near;
pub(crate) mod number;
pub(crate) mod odd;
pub(crate) mod phrase;
pub(crate) mod token;
pub(crate) mod word;
pub(crate) mod words_clock;
pub(crate) mod words_day;
pub(crate) mod words_filler;
pub(crate) mod words_phrase;
