//! What a booking, a host, a decision is. Pure: no SQL, no HTTP, no files, no threads, no clock.

pub mod access;
pub mod agent;
pub mod alarm;
pub mod audit;
pub(crate) mod backoff;
pub mod backup;
pub mod calendar;
pub(crate) mod customer;
#[cfg(test)]
mod dice_tests;
pub(crate) mod digest;
pub mod doctor;
pub(crate) mod error;
pub mod event_type;
pub mod help;
pub mod host;
pub mod ids;
pub mod language;
pub(crate) mod message;
pub mod people;
pub mod quality;
pub mod retention;
pub mod saga;
pub mod service;
pub mod speech;
pub(crate) mod stored;
pub mod suggest;
pub(crate) mod tally;
pub(crate) mod text;
pub(crate) mod trouble;
pub mod visit;

pub use error::Error;

/// The result of everything above the domain that can fail for a reason a caller can act on.
pub type Result<T> = std::result::Result<T, Error>;
