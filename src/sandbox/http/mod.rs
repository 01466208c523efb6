//! HTTP on raw sockets, broken answers included.

pub(crate) mod listener;
pub(crate) mod wire;
