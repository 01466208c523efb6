//! Cal.com over blocking HTTP.

pub(crate) mod agent;
pub(crate) mod checks;
pub mod http;
pub(crate) mod limit;
pub mod options;
pub(crate) mod outcome;
pub(crate) mod progress;
pub mod reach;
pub(crate) mod request;
pub(crate) mod shares;
pub(crate) mod turn;
pub(crate) mod wait;
