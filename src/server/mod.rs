//! An HTTP server that knows no salon: a gate in front, tiny_http behind it, two lanes of workers.

pub(crate) mod gate;
pub mod handler;
pub(crate) mod inside;
pub(crate) mod limits;
pub mod message;
pub(crate) mod parse;
pub(crate) mod queue;
pub(crate) mod self_check;
pub mod serve;
pub(crate) mod workers;
