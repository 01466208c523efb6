//! `quality`: how well staff and hosts are known, over time.

mod bar;
pub(crate) mod command;
mod print;
mod questions;
mod series;
