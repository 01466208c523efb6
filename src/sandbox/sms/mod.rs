//! A stand-in for gateways of text messages, over real HTTP: seven.io, Twilio, and any that takes one POST.

pub(crate) mod answers;
pub mod gateway;
