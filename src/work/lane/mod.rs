//! The lane by which alarms leave: a thread of its own, so that a channel that hangs holds up nothing else.

mod direct;
pub mod heartbeat;
pub mod hook;
pub(crate) mod http;
pub(crate) mod job_ping;
mod letters;
pub mod outbound;
pub mod trial;
