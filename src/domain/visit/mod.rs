//! A visit: its bookings, parts and pauses, laid out in time and planned.

pub mod booked;
pub mod booking;
pub mod layout;
#[cfg(test)]
mod layout_tests;
pub mod note;
pub mod offer;
#[cfg(test)]
mod overlap_tests;
pub mod pause;
pub mod plan;
pub mod planner;
pub(crate) mod planner_board;
pub mod planner_question;
#[cfg(test)]
mod planner_tests;
pub mod recognition;
pub mod refusal;
pub mod saga_plan;
pub mod unassigned;
pub mod whole;
