//! Tables about appointments, what keeps time free or taken, and sagas.

pub(crate) mod absence;
pub(crate) mod appointment;
pub(crate) mod booking;
pub mod call;
pub(crate) mod customer;
pub(crate) mod day;
pub(crate) mod decided;
pub(crate) mod hold;
pub(crate) mod hold_part;
pub(crate) mod occupied;
pub(crate) mod of_host;
pub(crate) mod opening;
pub(crate) mod saga_journal;
pub mod saga_log;
pub(crate) mod same_minute;
pub(crate) mod segment;
pub(crate) mod unassigned;
