//! Who was forgotten since a backup was made: the ledger of the data that makes way knows, and so may a newer backup.

use crate::domain::Result;
use crate::frontdesk::customer::ledger;
use crate::frontdesk::customer::ledger::Ledger;
use crate::ops::manifest::Manifest;
use crate::ops::{files, shelf};
use std::path::{Path, PathBuf};

/// The ledgers that are to be replayed into a backup that is put back, and what could not be read of them.
#[derive(Debug, Default)]
pub(crate) struct Ledgers {
    pub ledgers: Vec<Ledger>,
    /// A sentence each.
    pub unread: Vec<String>,
    /// The key that makes their hashes, if there is one: of the data in force, of the newer backup, of the backup itself.
    pub key: Option<PathBuf>,
}

/// Of the database that makes way (its file, and the name that the configuration has for it), if there is one, and of the
/// newest backup beside this one.
pub(crate) fn gather(
    (database, named): (&Path, &Path),
    backup: &Path,
    manifest: &Manifest,
) -> Ledgers {
    let mut found = Ledgers::default();
    let company = &manifest.company;
    if database.exists() {
        found.take(database, Ledger::of_file(database, company));
    }
    let all = shelf::of_company(files::folder_of(backup), company);
    let newer = all.iter().find(|(_, one)| one.made_at() > manifest.made_at());
    if let Some((file, _)) = newer.filter(|(file, _)| file.exists()) {
        found.take(file, Ledger::of_file(file, company));
    }
    let newer = newer.map_or(backup, |(file, _)| file);
    let keys = [named, newer, backup].map(ledger::key_file);
    found.key = keys.into_iter().find(|key| key.exists());
    found
}

impl Ledgers {
    fn take(&mut self, file: &Path, read: Result<Option<Ledger>>) {
        match read {
            Ok(Some(ledger)) if !ledger.erasures.is_empty() => self.ledgers.push(ledger),
            Ok(_) => {}
            Err(error) => self.unread.push(format!(
                "who was forgotten according to {} could not be read ({}): whoever was forgotten since the backup is in the \
                 data again",
                file.display(),
                error.for_log()
            )),
        }
    }
}
