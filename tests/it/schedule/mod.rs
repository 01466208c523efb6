//! Visits whose calls end in every way, and programs that die at every commit.

pub mod few;
pub mod place;
pub mod plan;
pub mod run;
