//! Sentences: what callers hear and what the salon's desk reads.

pub(crate) mod callers;
pub(crate) mod desk;
pub(crate) mod offers;
pub(crate) mod questions;
pub(crate) mod refused;
pub(crate) mod visits;
