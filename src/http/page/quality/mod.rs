//! How well it goes over time: page, charts, file.

pub(crate) mod chart;
pub(crate) mod file;
pub(crate) mod show;
