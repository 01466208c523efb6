//! The voice agent's functions and the web form.

pub mod bad_body;
pub mod bad_offers;
pub mod bad_words;
mod fifth;
pub mod heard;
pub mod heard_again;
pub mod heard_args;
pub mod heard_bad;
pub mod heard_branches;
pub mod heard_clock;
pub mod heard_days;
pub mod heard_instead;
pub mod heard_machine;
pub mod heard_people;
pub mod heard_rename;
pub mod heard_said;
pub mod heard_services;
pub mod heard_which;
pub mod http_api;
pub mod inbound;
pub mod questions;
pub mod understand;
mod web_change;
