//! A stand-in for Cal.com: stateful, over real HTTP, with the real one's quirks. It knows nothing of the salon.

pub(crate) mod answer;
pub(crate) mod api;
pub(crate) mod fault;
pub(crate) mod http;
pub(crate) mod instant;
pub(crate) mod limits;
pub(crate) mod message;
pub mod retell;
pub(crate) mod salon;
pub mod sms;
pub mod stand_in;
pub(crate) mod stop;
pub(crate) mod types;
pub(crate) mod webhook;
