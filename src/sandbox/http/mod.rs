//! HTTP on raw sockets, broken answers included.

pub(crate) mod message;
pub(crate) mod wire;
