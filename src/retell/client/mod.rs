//! Retell's management API over blocking HTTP: models, agents and their versions, numbers.

pub mod api;
pub(crate) mod fault;
pub(crate) mod http;
