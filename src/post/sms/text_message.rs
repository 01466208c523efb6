//! A text message.

use crate::domain::people::person::Phone;

/// One text message to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMessage {
    /// Its name for ever: the gateway's own key for it, where it takes one.
    pub id: String,
    pub to: Phone,
    pub text: String,
}
