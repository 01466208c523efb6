//! The ways a text message goes.

use crate::post::outcome::Sent;
use crate::post::sms::text_message::TextMessage;

/// A way text messages go. A call ends in bounded time.
pub trait SmsTransport: Send + Sync {
    /// Sends a text message; where the gateway knows its id already, that is a success.
    fn send(&self, message: &TextMessage) -> Sent;
    /// Where it goes, for people, without any key.
    fn name(&self) -> String;
}
