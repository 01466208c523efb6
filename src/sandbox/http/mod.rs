//! HTTP on raw sockets, broken answers included.

pub(crate) mod listener;
pub(crate) mod plain;
pub(crate) mod wire;
