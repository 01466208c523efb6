//! What a booking, a host, a decision is. Pure: no SQL, no HTTP, no files, no threads, no clock.

pub mod audit;
pub mod audit_verify;
pub mod booking;
pub mod calendar;
#[cfg(test)]
mod calendar_tests;
#[cfg(test)]
mod dice_tests;
pub mod error;
pub mod event_type;
pub mod event_type_length;
mod event_type_names;
pub mod event_type_plan;
#[cfg(test)]
mod event_type_plan_tests;
#[cfg(test)]
mod event_type_tests;
pub mod event_type_wanted;
pub mod foreign_clock;
pub mod host;
pub mod host_sync;
pub mod ids;
pub mod language;
pub mod layout;
#[cfg(test)]
mod layout_tests;
pub mod matching;
pub mod matching_kinds;
mod matching_ruled_out;
pub mod matching_sentence;
pub mod matching_short;
pub mod matching_stored;
#[cfg(test)]
mod matching_tests;
pub mod opening;
pub mod pause;
pub mod person;
pub mod person_fold;
pub mod person_phone;
pub mod planner;
mod planner_board;
#[cfg(test)]
mod planner_tests;
pub mod quality;
pub mod recognition;
pub mod refusal;
pub mod saga;
pub mod saga_plan;
pub mod service;
pub mod service_check;
#[cfg(test)]
mod service_check_tests;
pub mod service_description;
pub mod service_edit;
#[cfg(test)]
mod service_edit_tests;
pub mod service_staff;
pub mod service_templates;
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
mod suggest_near;
mod suggest_near_word;
pub mod suggest_queue;
pub mod suggest_score;
pub mod suggest_sentence;
pub mod suggest_slip;
pub mod suggest_stored;
pub mod suggest_targets;
#[cfg(test)]
mod suggest_tests;
mod suggest_tie;
pub mod suggest_weights;
mod suggest_words;
pub mod tally;
pub mod trouble;
pub mod unassigned;
pub mod visit;
pub mod visit_note;
pub mod visit_plan;
pub mod visit_whole;
pub mod when;
pub mod when_speak;
#[cfg(test)]
mod when_tests;
pub mod zone;

pub use error::Error;

/// The result of everything above the domain that can fail for a reason a caller can act on.
pub type Result<T> = std::result::Result<T, Error>;
