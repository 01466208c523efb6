//! Event types at Cal.com: whose each field is, which ones a salon needs, what a sync does.

pub mod fields;
#[cfg(test)]
mod fields_tests;
pub mod length;
pub(crate) mod names;
pub mod plan;
#[cfg(test)]
mod plan_tests;
pub mod wanted;
