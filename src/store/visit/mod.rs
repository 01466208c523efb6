//! Tables about appointments, what keeps time free or taken, and sagas.

pub mod absence;
pub mod appointment;
pub mod booking;
pub mod call;
pub mod customer;
pub mod hold;
pub(crate) mod hold_part;
pub mod opening;
pub mod saga_journal;
pub mod saga_log;
pub mod segment;
pub mod unassigned;
