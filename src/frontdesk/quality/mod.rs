//! How well it goes, as people and programs are shown it: rates with verdicts, a line per day, and the questions that
//! are asked again and again.

pub mod facts;
pub mod questions;
pub mod series;
pub mod view;
