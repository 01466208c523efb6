//! `[backup]`: whether the database is backed up by itself, where to, and how long that is kept.

use crate::config::checks::within;
use crate::config::database::DatabaseConfig;
use crate::config::source::fault::Faults;
use crate::domain::backup::keep::Keep;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use time::Time;
use time::macros::format_description;

/// Where backups go unless told otherwise: a folder of this name beside the database.
const FOLDER: &str = "backups";

/// `[backup]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackupConfig {
    /// Whether one is made every day by itself.
    pub daily: bool,
    /// When, on the salon's clock.
    pub at: String,
    /// Where to; a folder `backups` beside the database where it is not set.
    pub dir: Option<PathBuf>,
    /// The newest of each of so many of the last days is kept.
    pub keep_days: u64,
    /// And the newest of each of so many of the last weeks.
    pub keep_weeks: u64,
}

impl Default for BackupConfig {
    fn default() -> BackupConfig {
        BackupConfig { daily: true, at: "03:30".into(), dir: None, keep_days: 7, keep_weeks: 5 }
    }
}

impl BackupConfig {
    /// Where backups go.
    pub fn folder(&self, database: &DatabaseConfig) -> PathBuf {
        let beside = || {
            let folder = database.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            folder.unwrap_or(Path::new(".")).join(FOLDER)
        };
        self.dir.clone().unwrap_or_else(beside)
    }

    /// At which time of the day; `None` if it says none.
    pub fn time(&self) -> Option<Time> {
        Time::parse(&self.at, format_description!("[hour]:[minute]")).ok()
    }

    /// How many are kept.
    pub fn keep(&self) -> Keep {
        let count = |number| usize::try_from(number).unwrap_or(usize::MAX);
        Keep { days: count(self.keep_days), weeks: count(self.keep_weeks) }
    }

    /// A relative name begins at this folder.
    pub(crate) fn begin_at(&mut self, folder: &Path) {
        if let Some(dir) = self.dir.as_mut().filter(|dir| !dir.as_os_str().is_empty()) {
            *dir = folder.join(&*dir);
        }
    }

    pub(crate) fn check(&self, faults: &mut Faults) {
        if self.time().is_none() {
            faults.key("backup.at", "must be a time of day", "Write it like \"03:30\"");
        }
        if self.dir.as_ref().is_some_and(|dir| dir.as_os_str().is_empty()) {
            faults.key("backup.dir", "must not be empty", "Name a folder, or leave it out");
        }
        within("backup.keep_days", self.keep_days, 1..=366, faults);
        within("backup.keep_weeks", self.keep_weeks, 0..=520, faults);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::source::origin::Origins;

    #[test]
    fn a_time_of_day_and_a_folder() {
        let with = |at: &str| BackupConfig { at: at.into(), ..BackupConfig::default() };
        for (at, good) in
            [("03:30", true), ("23:59", true), ("3:30", false), ("24:00", false), ("", false)]
        {
            let mut faults = Faults::default();
            with(at).check(&mut faults);
            assert_eq!(faults.located(&Origins::default()).is_empty(), good, "{at}");
        }
        for (path, expected) in [("/srv/salon.db", "/srv/backups"), ("salon.db", "./backups")] {
            let database = DatabaseConfig { path: path.into() };
            assert_eq!(BackupConfig::default().folder(&database), Path::new(expected));
        }
    }
}
