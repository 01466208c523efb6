//! A stand-in for Cal.com: stateful, over real HTTP, with the real one's quirks. It knows nothing of the salon.

pub(crate) mod answer;
pub mod api;
pub(crate) mod core;
pub(crate) mod desk;
pub mod fault;
pub mod http;
pub(crate) mod limits;
pub mod salon;
pub mod stand_in;
pub(crate) mod switches;
pub(crate) mod types;
pub mod webhook;
