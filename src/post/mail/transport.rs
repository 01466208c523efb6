//! The ways a letter goes.

use crate::post::mail::letter::Letter;
use crate::post::outcome::Sent;

/// A way letters go. A call ends in bounded time.
pub trait MailTransport: Send + Sync {
    /// Sends a letter. A letter of the same id may be sent again: it is the same mail.
    fn send(&self, letter: &Letter) -> Sent;
    /// Where it goes, for people: a folder or a server, without any key.
    fn name(&self) -> String;
}
