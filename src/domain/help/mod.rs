//! What every error, refusal and alarm means, what to look at and what to do: a number each, which never changes.

pub mod code;
mod doors;
mod general;
mod known;
mod outside;
mod quality_alarms;
mod refusals;
mod running_alarms;
pub mod topic;
pub mod topics;
