//! The ways a letter goes.

use crate::post::mail::letter::Letter;
use crate::post::outcome::{Failure, Sent};

/// A way letters go. A call ends in bounded time.
pub trait MailTransport: Send + Sync {
    /// Sends a letter. A letter of the same id may be sent again: it is the same mail.
    fn send(&self, letter: &Letter) -> Sent;
    /// Goes as far as a login and sends nothing. A way without one is good as it is.
    fn try_out(&self, _from: &str) -> Result<(), Failure> {
        Ok(())
    }
    /// Where it goes, for people: a folder or a server, without any key.
    fn name(&self) -> String;
}
