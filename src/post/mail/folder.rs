//! A folder of `.eml` files in place of a mail server: for the demo, for a try, and until a server is set up.

use crate::post::file;
use crate::post::mail::letter::Letter;
use crate::post::mail::mime::compose;
use crate::post::mail::transport::MailTransport;
use crate::post::outcome::Sent;
use std::path::PathBuf;

/// Writes each letter as `<id>.eml`.
pub struct MailFolder {
    folder: PathBuf,
}

impl MailFolder {
    /// The folder is made with the first letter.
    pub fn new(folder: PathBuf) -> MailFolder {
        MailFolder { folder }
    }
}

impl MailTransport for MailFolder {
    fn send(&self, letter: &Letter) -> Sent {
        file::keep(&self.folder, &letter.id, "eml", &compose(letter)?)
    }

    fn name(&self) -> String {
        format!("the folder {}", self.folder.display())
    }
}
