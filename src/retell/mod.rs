//! Retell AI, the voice agent: what it sends, and how we know that it was Retell.

pub mod signature;
pub mod wire;
mod wire_chat;
mod wire_json;
mod wire_slim;
