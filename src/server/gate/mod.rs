//! The gate: no byte reaches tiny_http before a whole, bounded, unambiguous request is here.

pub(crate) mod accept;
pub(crate) mod answer;
pub(crate) mod answers;
pub(crate) mod conn;
pub(crate) mod event_loop;
pub(crate) mod handle;
pub(crate) mod inside;
pub(crate) mod phase;
pub(crate) mod table;
