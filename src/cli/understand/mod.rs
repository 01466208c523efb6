//! `understand`: what a caller's words are understood as; and how well that goes, measured.

pub(crate) mod command;
mod judge;
mod print;
