//! HTTP: the one table of routes, who may come in, and what is answered.

pub(crate) mod auth;
pub(crate) mod bookings;
pub mod context;
pub mod doors;
pub mod first_run;
pub(crate) mod health;
pub(crate) mod local;
pub mod log_sums;
pub(crate) mod metrics;
pub mod page;
pub mod respond;
pub(crate) mod retell;
pub(crate) mod routes;
