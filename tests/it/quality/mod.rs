//! How well it goes: the rates, the days, the questions.

pub mod agree;
pub mod plans;
pub mod predecessor;
pub mod questions;
pub mod series;
pub mod speed;
pub mod told;
pub mod world;
