//! `[messages]`: what customers are told, and by which way.

use crate::config::checks::within;
use crate::config::database::DatabaseConfig;
use crate::config::source::fault::Faults;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Where messages go that go into a folder, beside the database.
const FOLDER: &str = "messages";

/// Which way is taken where both are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Prefer {
    /// Mail, and a text message only to those without an address.
    #[default]
    Mail,
    /// A text message, and mail only to those without a mobile number.
    Sms,
    /// Mail alone.
    MailOnly,
    /// Text messages alone.
    SmsOnly,
}

/// `[messages]`: what customers are told.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct MessagesConfig {
    /// That a visit is booked.
    pub confirmed: bool,
    /// That it is at another time.
    pub moved: bool,
    /// That it is off.
    pub cancelled: bool,
    /// So many hours before a visit its customer is reminded; 0 reminds nobody.
    pub reminder_hours: u64,
    /// Which way is taken where both are open.
    pub prefer: Prefer,
    /// Whether numbers get text messages of which nobody can tell whether they are mobile.
    pub sms_to_unknown_numbers: bool,
    /// So long it is tried.
    pub give_up_hours: u64,
    /// Where messages go that go into a folder.
    pub folder: Option<PathBuf>,
}

impl Default for MessagesConfig {
    fn default() -> MessagesConfig {
        MessagesConfig {
            confirmed: true,
            moved: true,
            cancelled: true,
            reminder_hours: 0,
            prefer: Prefer::Mail,
            sms_to_unknown_numbers: false,
            give_up_hours: 72,
            folder: None,
        }
    }
}

impl MessagesConfig {
    /// The folder; without a name of its own it stands beside the database.
    pub fn folder(&self, database: &DatabaseConfig) -> PathBuf {
        match &self.folder {
            Some(folder) => folder.clone(),
            None => database.path.parent().unwrap_or(Path::new("")).join(FOLDER),
        }
    }

    /// A relative name begins at this folder.
    pub(crate) fn begin_at(&mut self, folder: &Path) {
        if let Some(own) = self.folder.as_mut().filter(|own| !own.as_os_str().is_empty()) {
            *own = folder.join(&*own);
        }
    }

    pub(crate) fn check(&self, faults: &mut Faults) {
        within("messages.reminder_hours", self.reminder_hours, 0..=336, faults);
        within("messages.give_up_hours", self.give_up_hours, 1..=336, faults);
        if self.folder.as_ref().is_some_and(|folder| folder.as_os_str().is_empty()) {
            faults.key("messages.folder", "must not be empty", "Name a folder, or leave it out");
        }
    }
}
