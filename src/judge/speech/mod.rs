//! How well callers' words are understood, on labelled sets.

mod judge;
mod line;
pub(crate) mod lists;
pub(crate) mod report;
mod sentences;
mod times;
mod words;

pub(crate) use judge::judge;
