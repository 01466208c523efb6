//! The voice agent's functions, and the web form's booking by the same road.

pub(crate) mod answer;
pub(crate) mod args;
pub(crate) mod availability;
pub(crate) mod book;
pub(crate) mod call;
pub(crate) mod callback;
pub(crate) mod cancel;
pub(crate) mod customer;
#[cfg(test)]
mod drift_tests;
pub(crate) mod greeting;
pub(crate) mod instead;
pub(crate) mod json;
pub(crate) mod note;
pub(crate) mod own;
pub(crate) mod reschedule;
pub(crate) mod said_of_it;
pub(crate) mod web_change;
pub(crate) mod web_form;
pub(crate) mod wished;
