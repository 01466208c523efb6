//! What is measured, for Prometheus: how long things take, and how it stands at the moment of asking. No name, no number
//! and no text of anybody is in a label: labels are words of ours.

pub(crate) mod calls;
pub mod expose;
mod gauges;
pub mod meter;
mod operation;
