//! What a booking, a host, a decision is. Pure: no SQL, no HTTP, no files, no threads, no clock.

pub mod audit;
pub mod audit_verify;
pub mod booking;
pub mod calendar;
pub mod error;
pub mod host;
pub mod host_sync;
pub mod ids;
pub mod language;
pub mod matching;
pub mod matching_kinds;
pub mod matching_sentence;
pub mod matching_short;
pub mod matching_stored;
#[cfg(test)]
mod matching_tests;
pub mod person;
pub mod person_fold;
pub mod person_phone;
pub mod quality;
pub mod saga;
pub mod staff;
pub mod staff_csv;
#[cfg(test)]
mod staff_csv_tests;
pub mod suggest;
mod suggest_given;
mod suggest_handle;
pub mod suggest_history;
mod suggest_letters;
mod suggest_name;
pub mod suggest_score;
pub mod suggest_sentence;
#[cfg(test)]
mod suggest_tests;
mod suggest_tie;
pub mod suggest_weights;
mod suggest_words;
pub mod visit;
pub mod when;
pub mod when_speak;
#[cfg(test)]
mod when_tests;
pub mod zone;

pub use error::Error;

/// The result of everything above the domain that can fail for a reason a caller can act on.
pub type Result<T> = std::result::Result<T, Error>;
