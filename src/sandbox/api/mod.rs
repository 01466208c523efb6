//! The paths of Cal.com's API and the shapes of its answers.

pub(crate) mod bookings;
pub(crate) mod call;
pub(crate) mod core;
pub(crate) mod event_types;
pub(crate) mod lists;
pub(crate) mod people;
pub(crate) mod render;
pub(crate) mod render_event_types;
pub(crate) mod respond;
pub(crate) mod routes;
pub(crate) mod slots;
pub(crate) mod webhooks;
