//! The ways a text message goes.

use crate::post::outcome::{Failure, Sent};
use crate::post::sms::text_message::TextMessage;

/// What is left to pay messages with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// In hundredths.
    pub hundredths: i64,
    /// `EUR`; empty where it is not said.
    pub currency: String,
}

/// A way text messages go. A call ends in bounded time.
pub trait SmsTransport: Send + Sync {
    /// Sends a text message; where the gateway knows its id already, that is a success.
    fn send(&self, message: &TextMessage) -> Sent;
    /// What is left; `None` where nobody can be asked. Sends nothing.
    fn credit(&self) -> Result<Option<Credit>, Failure> {
        Ok(None)
    }
    /// Where it goes, for people, without any key.
    fn name(&self) -> String;
}
