//! What customers are told about their visits: what and when, by which way, in which words.

pub mod facts;
pub mod gsm;
pub mod ics;
pub mod kind;
pub mod letter;
#[cfg(test)]
mod message_tests;
pub mod next;
pub mod sentences;
pub mod sms;
pub mod steps;
pub mod time_zone;
pub mod way;
