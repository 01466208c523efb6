//! What the stand-in knows: users, event types, bookings, and who is free when. No HTTP here.

pub(crate) mod bookings;
pub(crate) mod calendar;
pub(crate) mod input;
pub(crate) mod rules;
pub(crate) mod state;
