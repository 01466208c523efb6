//! What customers are told: decided with the visit, sent once, in mails and text messages that others can read.

mod attendee;
mod desk;
mod life;
mod others;
mod own_page;
mod sms;
mod smtp;
pub mod world;
