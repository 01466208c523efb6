//! The way in: the gate, the server behind it, and what handlers get and give.

mod auth;
mod bookings;
mod calcom;
mod health;
pub(crate) mod local;
mod retell;
pub mod routes;
