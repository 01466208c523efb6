//! What the salon sells: described, checked and changed.

pub mod catalogue;
pub(crate) mod check;
#[cfg(test)]
mod check_tests;
pub mod description;
pub(crate) mod draft;
pub(crate) mod draft_read;
#[cfg(test)]
mod draft_tests;
pub mod edit;
#[cfg(test)]
mod edit_tests;
pub(crate) mod performers;
pub mod templates;
