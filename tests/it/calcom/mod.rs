//! Cal.com as it answers: late, oddly, wrongly, not at all.

pub mod asked_to_wait;
pub mod client;
pub mod client_server;
pub mod idle;
pub mod lagging;
pub mod odd_calcom;
pub mod odd_hints;
pub mod poll_again;
pub mod poll_odd;
