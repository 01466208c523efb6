//! The voice agent's functions and the web form.

pub mod bad_body;
pub mod bad_offers;
pub mod bad_words;
pub mod heard_args;
pub mod heard_people;
pub mod http_api;
pub mod inbound;
pub mod questions;
