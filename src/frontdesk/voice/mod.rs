//! Sentences: what callers hear and what the salon's desk reads.

pub(crate) mod callers;
pub(crate) mod desk;
pub(crate) mod refused;
