//! A folder of `.sms` files in place of a gateway.

use crate::post::file;
use crate::post::outcome::Sent;
use crate::post::sms::text_message::TextMessage;
use crate::post::sms::transport::SmsTransport;
use std::path::PathBuf;

/// Writes each text message as `<id>.sms`: the number in the first line, then the text.
pub struct SmsFolder {
    folder: PathBuf,
}

impl SmsFolder {
    /// The folder is made with the first message.
    pub fn new(folder: PathBuf) -> SmsFolder {
        SmsFolder { folder }
    }
}

impl SmsTransport for SmsFolder {
    fn send(&self, message: &TextMessage) -> Sent {
        let text = format!("{}\n{}\n", message.to.as_str(), message.text);
        file::keep(&self.folder, &message.id, "sms", text.as_bytes())
    }

    fn name(&self) -> String {
        format!("the folder {}", self.folder.display())
    }
}
