//! Retell AI, the voice agent: what it sends, and how we know that it was Retell.

pub(crate) mod args;
pub mod client;
pub(crate) mod context;
pub mod signature;
pub(crate) mod slim;
pub(crate) mod wire;
