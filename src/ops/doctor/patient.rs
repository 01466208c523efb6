//! What is looked at: a configuration, what could be opened of it, and what one look found out for another.

use crate::calcom::client::reach::Reached;
use crate::calcom::urgency::Urgency;
use crate::calcom::{Calcom, CallError};
use crate::config::Config;
use crate::domain::language::Language;
use crate::frontdesk::{Clock, Desk};
use crate::ops::doctor::gathered::{Gathered, gather};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use time::OffsetDateTime;

/// One salon's program, as far as it can be looked at.
pub struct Patient {
    /// As far as it could be read.
    pub config: Arc<Config>,
    /// Where it was read; `None` where it is the running program's own.
    pub config_path: Option<PathBuf>,
    /// Its faults, a line each; `None` if it is good.
    pub config_fault: Option<String>,
    /// Its desk, to look at; or why there is none.
    pub desk: Result<Arc<Desk>, String>,
    /// Cal.com, if there is a key.
    pub calcom: Option<Arc<dyn Calcom>>,
    /// In which everything is told.
    pub language: Language,
    /// Of which class its questions to Cal.com are.
    pub urgency: Urgency,
    /// Our own time.
    pub clock: Clock,
    /// Room below so many megabytes is little.
    pub disk_little_mb: u64,
    /// What came of writing to the database, where that was tried before anything was opened; see `database::tried`.
    pub written: Option<Result<(), String>>,
    /// How Cal.com answered, once it did.
    pub(crate) reached: OnceLock<Reached>,
    pub(crate) gathered: OnceLock<Result<Gathered, CallError>>,
}

impl Patient {
    /// Nothing found out yet.
    pub fn new(
        config: Arc<Config>,
        desk: Result<Arc<Desk>, String>,
        calcom: Option<Arc<dyn Calcom>>,
        clock: Clock,
    ) -> Patient {
        let language = Language::parse(&config.company.language).unwrap_or_default();
        Patient {
            config,
            config_path: None,
            config_fault: None,
            desk,
            calcom,
            language,
            urgency: Urgency::Sync,
            clock,
            disk_little_mb: crate::domain::doctor::files::DISK_LITTLE_MB,
            written: None,
            reached: OnceLock::new(),
            gathered: OnceLock::new(),
        }
    }

    /// UTC.
    pub(crate) fn now(&self) -> OffsetDateTime {
        (self.clock)()
    }

    /// The sentence in the language that was asked for.
    pub(crate) fn pick<T>(&self, german: T, english: T) -> T {
        self.language.pick(german, english)
    }

    /// The event types that are booked with, as Cal.com has them; asked once.
    pub(crate) fn event_types(
        &self,
        desk: &Desk,
        calcom: &dyn Calcom,
        deadline: Instant,
    ) -> &Result<Gathered, CallError> {
        self.gathered.get_or_init(|| gather(desk, calcom, deadline))
    }
}
