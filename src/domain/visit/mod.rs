//! A visit: its bookings, parts and pauses, laid out in time and planned.

pub(crate) mod again;
pub mod booked;
pub mod booking;
pub(crate) mod bounds;
pub mod layout;
#[cfg(test)]
mod layout_tests;
pub(crate) mod meant;
pub mod no_show;
pub(crate) mod note;
pub(crate) mod offer;
#[cfg(test)]
mod overlap_tests;
pub(crate) mod pause;
pub(crate) mod plan;
pub mod planner;
pub(crate) mod planner_board;
pub mod planner_question;
#[cfg(test)]
mod planner_tests;
pub(crate) mod recognition;
pub mod refusal;
pub(crate) mod saga_plan;
pub(crate) mod unassigned;
pub(crate) mod whole;
