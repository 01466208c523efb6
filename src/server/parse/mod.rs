//! Bytes become one whole request. No sockets, no clock.

pub(crate) mod chunks;
pub(crate) mod head;
pub(crate) mod request;
pub(crate) mod scan;
