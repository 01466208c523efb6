//! The gate: no byte reaches tiny_http before a whole, bounded, unambiguous request is here.

pub(crate) mod accept;
pub(crate) mod conn;
#[cfg(test)]
mod conn_tests;
pub(crate) mod event_loop;
pub(crate) mod phase;
pub(crate) mod refusal;
pub(crate) mod relay;
pub(crate) mod shared;
pub(crate) mod state;
pub(crate) mod table;
pub(crate) mod thread;
