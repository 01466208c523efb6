//! A stand-in for Retell's management API, over real HTTP: models, agents and their versions, numbers. What is published
//! cannot be changed any more; a draft of it can be made.

pub(crate) mod checks;
pub mod fault;
pub(crate) mod routes;
pub mod service;
pub(crate) mod state;
