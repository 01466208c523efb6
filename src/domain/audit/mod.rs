//! The audit trail: the chain that binds its rows, and its verification.

pub mod chain;
pub(crate) mod verify;
