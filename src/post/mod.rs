//! What is sent to people and to other machines: mail, text messages, one HTTP request. An outside service like
//! `calcom`: it knows no tables. Whoever sends keeps what is to be sent, and decides what a failure means.

pub mod file;
pub mod hook;
pub mod mail;
pub mod outcome;
pub mod patience;
pub mod postbox;
pub mod sms;
