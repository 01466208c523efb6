//! Event types at Cal.com: whose each field is, which ones a salon needs, what a sync does.

pub mod fields;
#[cfg(test)]
mod fields_tests;
pub(crate) mod length;
pub(crate) mod names;
pub(crate) mod plan;
#[cfg(test)]
mod plan_tests;
pub(crate) mod wanted;
