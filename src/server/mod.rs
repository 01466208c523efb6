//! An HTTP server that knows no salon: a gate in front, tiny_http behind it, two lanes of workers.

pub mod gate;
pub mod inside;
pub(crate) mod limits;
pub mod log_sums;
pub mod message;
pub mod parse;
pub(crate) mod queue;
pub mod reply;
pub(crate) mod self_check;
pub mod serve;
pub(crate) mod workers;
