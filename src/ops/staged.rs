//! A backup made ready in a folder of its own beside the database: copied, compared with its manifest, brought up to date,
//! its sessions ended, whoever was forgotten since forgotten again. The data in force is not touched meanwhile.

use crate::calcom::offline::Offline;
use crate::config::Config;
use crate::domain::{Error, Result};
use crate::frontdesk::customer::ledger;
use crate::frontdesk::customer::replay_erasures::replay_erasures;
use crate::frontdesk::decider::Person;
use crate::frontdesk::{Desk, system_clock};
use crate::ops::erasures::Ledgers;
use crate::ops::files;
use crate::ops::manifest::Manifest;
use crate::ops::tried::look_through;
use crate::store::Store;
use crate::store::access::{session, setup_link};
use crate::store::db::crash::{When, point};
use crate::store::file::inspect::Counts;
use crate::store::file::place::Look;
use crate::store::file::{inspect, place};
use crate::store::host::audit::Head;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Put behind the database's name: the folder.
const SUFFIX: &str = ".restoring";
/// Who forgets again, and why.
const WHO: &str = "restore";
const WHY: &str = "a backup from before was put back";

/// What lies ready.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    pub database: PathBuf,
    pub now: Counts,
    pub schema: i64,
    pub sessions_ended: usize,
    pub setup_links_ended: usize,
    pub forgotten_again: usize,
    pub forgotten_later: Vec<i64>,
    pub notes: Vec<String>,
}

/// The folder beside a database in which a backup is made ready.
pub(crate) fn folder(real: &Path) -> PathBuf {
    files::behind(real, SUFFIX)
}

/// Copies a backup there and makes it ready. What is there of another time is thrown away.
///
/// `Conflict` with a sentence if it is not what its manifest says.
pub(crate) fn stage(
    config: &Config,
    real: &Path,
    (backup, manifest): (&Path, &Manifest),
    ledgers: Ledgers,
) -> Result<Staged> {
    let folder = folder(real);
    throw_away(&folder)?;
    files::make_folder(&folder)?;
    let database = folder.join(real.file_name().unwrap_or_default());
    copy(backup, manifest, &database)?;
    point(When::Step);
    compare(backup, manifest, &database)?;
    point(When::Step);
    if let Some(key) = &ledgers.key {
        files::copy(key, &ledger::key_file(&database))?;
    }
    let mut staged = ready(config, &database, ledgers)?;
    point(When::Step);
    // All of it is in the one file, or it would be left behind.
    if place::log_bytes(&database) > 0 {
        return Err(Error::internal("the log of the restored database was not brought in"));
    }
    let alone = place::look(&database, Look::Alone)?;
    let inspected = inspect::inspect(&alone)?;
    (staged.now, staged.schema) = (inspected.counts, inspected.schema);
    drop(alone);
    let kept = fs::File::open(&database).and_then(|file| file.sync_all());
    kept.map_err(|error| files::cannot(&database, &error))?;
    let like = if real.exists() { real } else { files::folder_of(real) };
    let all = fs::read_dir(&folder).map_err(|error| files::cannot(&folder, &error))?;
    all.flatten().for_each(|file| files::own_like(&file.path(), like));
    files::keep_folder(&folder)?;
    Ok(Staged { database, ..staged })
}

/// Removes the folder and what is in it, if it is there.
pub(crate) fn throw_away(folder: &Path) -> Result<()> {
    match fs::symlink_metadata(folder) {
        Ok(found) if found.is_dir() => {
            fs::remove_dir_all(folder).map_err(|error| files::cannot(folder, &error))
        }
        Ok(_) => files::remove(folder),
        Err(_) => Ok(()),
    }
}

/// What is compared is what was copied: the backup may lie where others write.
fn copy(backup: &Path, manifest: &Manifest, database: &Path) -> Result<()> {
    let (sha256, bytes) = files::copy(backup, database)?;
    let named = backup.display();
    if bytes != manifest.bytes {
        return Err(Error::Conflict(format!(
            "{named} is not whole: it has {bytes} bytes, and its manifest says {}",
            manifest.bytes
        )));
    }
    if sha256 != manifest.sha256 {
        return Err(Error::Conflict(format!(
            "{named} was changed since it was made: its SHA-256 is {sha256}, and its manifest says {}",
            manifest.sha256
        )));
    }
    Ok(())
}

/// What is in it is what the manifest says.
fn compare(backup: &Path, manifest: &Manifest, database: &Path) -> Result<()> {
    let head = Head { seq: manifest.audit_seq, hash: manifest.audit_hash.clone() };
    let heads = if manifest.audit_fault.is_none() { vec![head] } else { Vec::new() };
    let tried = look_through(database, heads)?;
    let found = &tried.inspected;
    let unlike = |what: String| {
        Err(Error::Conflict(format!("{} is not what its manifest says: {what}", backup.display())))
    };
    if let Some(fault) = tried.audit_fault.filter(|_| manifest.audit_fault.is_none()) {
        return unlike(fault);
    }
    if !found.companies.contains(&manifest.company) {
        return unlike(format!("it is not that of company.key = \"{}\"", manifest.company));
    }
    if found.schema != manifest.schema {
        return unlike(format!("it is at version {} and not {}", found.schema, manifest.schema));
    }
    let names = found.counts.keys().chain(manifest.tables.keys());
    for table in names {
        let (there, said) = (found.counts.get(table), manifest.tables.get(table));
        if there != said {
            let rows = |count: Option<&u64>| count.copied().unwrap_or_default();
            return unlike(format!("{table} has {} rows and not {}", rows(there), rows(said)));
        }
    }
    Ok(())
}

fn ready(config: &Config, database: &Path, ledgers: Ledgers) -> Result<Staged> {
    let store = Arc::new(Store::open(database)?);
    let (sessions_ended, setup_links_ended) =
        store.write(|tx| Ok((session::end_everybodys(tx)?, setup_link::take_all(tx)?)))?;
    let mut config = config.clone();
    database.clone_into(&mut config.database.path);
    let desk = Desk::beside(Arc::new(config), store, Arc::new(Offline), system_clock())?;
    let mut staged =
        Staged { sessions_ended, setup_links_ended, notes: ledgers.unread, ..Staged::default() };
    let person = Person::new(WHO, WHY)?;
    if !ledgers.ledgers.is_empty() && !ledger::key_file(database).exists() {
        staged.notes.push(
            "the key of the ledger of erasures is missing (….erasure-key): whoever was forgotten since the backup is in \
             the data again"
                .into(),
        );
        return Ok(staged);
    }
    for ledger in &ledgers.ledgers {
        let replayed = replay_erasures(&desk, ledger, &person)?;
        let again = replayed.erased.len().saturating_add(replayed.numbers);
        staged.forgotten_again = staged.forgotten_again.saturating_add(again);
        staged.forgotten_later.extend(replayed.waiting);
    }
    staged.forgotten_later.sort_unstable();
    staged.forgotten_later.dedup();
    Ok(staged)
}
