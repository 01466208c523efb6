//! Booking, moving and cancelling visits, and what keeps one from being settled.

pub mod absence;
pub(crate) mod absence_span;
pub mod absence_view;
pub(crate) mod again;
pub mod book;
pub(crate) mod book_at;
pub(crate) mod callback;
pub(crate) mod callback_view;
pub(crate) mod change;
pub(crate) mod change_plan;
pub(crate) mod drive;
pub mod ordered;
pub mod outcome;
pub(crate) mod pause_view;
pub(crate) mod pauses;
pub(crate) mod readiness;
pub mod release;
pub(crate) mod saga_view;
pub(crate) mod sagas;
pub(crate) mod steps;
pub(crate) mod warning_view;
