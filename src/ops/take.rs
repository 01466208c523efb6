//! Making a backup while the salon works: copied in pieces, looked through, named, and its manifest written last.

use crate::config::Config;
use crate::domain::backup::keep::Why;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::calendar::zone::Zone;
use crate::domain::{Error, Result};
use crate::frontdesk::customer::ledger;
use crate::frontdesk::host::audit_head;
use crate::frontdesk::host::audit_head::Filed;
use crate::ops::files::UNFINISHED;
use crate::ops::manifest::Manifest;
use crate::ops::tried::{Tried, look_through};
use crate::ops::{files, manifest, shelf};
use crate::store::db::crash::{When, point};
use crate::store::db::{stamp, start};
use crate::store::file::duplicate::duplicate;
use crate::store::file::inspect::Counts;
use crate::store::file::recognise::recognise;
use crate::store::file::{place, space, version};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

/// So much more room than the database takes must be there.
const SPARE_BYTES: u64 = 8 * 1024 * 1024;
/// What stands behind the database's name where it lies, or may stand there.
const OF_DATABASE: [&str; 8] =
    ["-wal", "-shm", "-journal", ".lock", ".audit-head", ".erasure-key", ".restore", ".restoring"];
/// How many names are tried for backups of one second.
const NAMES_MAX: u32 = 100;

/// A backup that was made.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BackupView {
    pub file: PathBuf,
    pub made_at: LocalTime,
    pub bytes: u64,
    pub sha256: String,
    pub schema: i64,
    /// Rows by table.
    pub tables: Counts,
    pub audit_rows: i64,
    /// What is wrong with the audit trail in it.
    pub audit_fault: Option<String>,
    /// The key of the ledger of erasures, where it lies beside the backup.
    pub erasure_key: Option<PathBuf>,
    /// Older ones that were removed because they are kept no longer.
    pub removed: Vec<PathBuf>,
}

/// A backup that is wanted.
pub(crate) struct Wanted<'a> {
    pub config: &'a Config,
    pub why: Why,
    /// A file that is not there yet, or a folder; without it the configured folder.
    pub to: Option<&'a Path>,
    /// UTC.
    pub now: OffsetDateTime,
}

/// Makes a backup, and takes away those that are kept no longer. Beside a `serve` or without one; the database is only
/// read. When this fails nothing is left that could be taken for a backup.
///
/// `Conflict` with a sentence; `Unavailable` once `goes_on` says that nobody waits for it any more.
pub(crate) fn back_up(wanted: &Wanted, goes_on: &dyn Fn() -> bool) -> Result<BackupView> {
    let (config, now) = (wanted.config, wanted.now);
    let database = &config.database.path;
    let zone = Zone::parse(&config.company.time_zone)?;
    let found = recognise(database, Some(&config.company.key))?;
    if found.is_new {
        return Err(start::no_database(database));
    }
    let target = target(wanted)?;
    check_room(database, &target)?;
    let unfinished = files::behind(&target, UNFINISHED);
    let made = write(wanted, &target, &unfinished, goes_on);
    if made.is_err() {
        // Whatever there is of it has no manifest; it is out of the way for the next one.
        for file in [&unfinished, &target, &ledger::key_file(&target)] {
            files::remove(file).unwrap_or_else(|error| log::warn!("{error}"));
        }
    }
    let made = made?;
    let removed = match wanted.to {
        Some(_) => Vec::new(),
        None => shelf::tidy(files::folder_of(&target), config, &zone, now)?,
    };
    Ok(BackupView {
        made_at: LocalTime::of(&zone, now),
        bytes: made.bytes,
        sha256: made.sha256,
        schema: made.schema,
        tables: made.tables,
        audit_rows: made.audit_seq,
        audit_fault: made.audit_fault,
        erasure_key: made.has_erasure_key.then(|| ledger::key_file(&target)),
        file: target,
        removed,
    })
}

/// Where it goes: a name that nobody has.
fn target(wanted: &Wanted) -> Result<PathBuf> {
    let config = wanted.config;
    let folder = match wanted.to {
        Some(file) if !file.is_dir() => return new_file(file, &config.database.path),
        Some(folder) => folder.to_owned(),
        None => {
            let folder = config.backup.folder(&config.database);
            files::make_folder(&folder)?;
            folder
        }
    };
    let moment = stamp::seconds(wanted.now).replace(['-', ':'], "");
    let what = match wanted.why {
        Why::Scheduled | Why::ByHand => String::new(),
        Why::BeforeUpgrade => format!("-before-{}", version::program()),
    };
    let key = &config.company.key;
    let name = |number: u32| match number {
        0 => folder.join(format!("chairside-{key}-{moment}{what}.db")),
        number => folder.join(format!("chairside-{key}-{moment}{what}-{number}.db")),
    };
    let free = (0..NAMES_MAX).map(name).find(|file| is_free(file));
    free.ok_or_else(|| Error::Conflict(format!("{}: too many backups at once", folder.display())))
}

fn new_file(file: &Path, database: &Path) -> Result<PathBuf> {
    let folder = files::folder_of(file);
    if !folder.is_dir() {
        let folder = folder.display();
        return Err(Error::Conflict(format!("the folder {folder} is not there: make it first")));
    }
    let real = place::real(database).map_err(Error::internal)?;
    let named = place::real(file).map_err(|error| files::cannot(file, &error))?;
    if OF_DATABASE.iter().any(|suffix| files::behind(&real, suffix) == named) {
        return Err(Error::Conflict(format!(
            "{} is a name that belongs to the database: take another",
            file.display()
        )));
    }
    if !is_free(file) {
        return Err(Error::Conflict(format!(
            "{} is there already, or what belongs to it: a backup is never written over something",
            file.display()
        )));
    }
    Ok(file.to_owned())
}

/// Whether neither the backup nor what lies beside it is there, whole or half.
fn is_free(file: &Path) -> bool {
    let names = [
        file.to_owned(),
        manifest::file(file),
        files::behind(file, UNFINISHED),
        ledger::key_file(file),
    ];
    names.iter().all(|name| fs::symlink_metadata(name).is_err())
}

fn check_room(database: &Path, target: &Path) -> Result<()> {
    let real = place::real(database).map_err(Error::internal)?;
    let length = fs::metadata(&real).map_err(|error| files::cannot(&real, &error))?.len();
    let needed = length.saturating_add(place::log_bytes(&real)).saturating_add(SPARE_BYTES);
    room_for(needed, target)
}

/// `Conflict` if the disk of a file has less room than this.
pub(crate) fn room_for(needed: u64, file: &Path) -> Result<()> {
    match space::disk_of(file) {
        Some(disk) if disk.free_bytes < needed => Err(Error::Conflict(format!(
            "{} has no room for it: {} MB are needed and {} MB free",
            files::folder_of(file).display(),
            needed.div_ceil(1 << 20),
            disk.free_bytes >> 20
        ))),
        _ => Ok(()),
    }
}

/// From the first byte to the manifest.
fn write(
    wanted: &Wanted,
    target: &Path,
    unfinished: &Path,
    goes_on: &dyn Fn() -> bool,
) -> Result<Manifest> {
    let database = &wanted.config.database.path;
    // Before the copy: what it says was committed before, so that the copy must have it.
    let heads = match audit_head::read(&audit_head::file(database))? {
        Filed::Head(head) => vec![head],
        Filed::Missing | Filed::Spoilt => Vec::new(),
    };
    duplicate(database, unfinished, goes_on)?;
    point(When::Step);
    let Tried { inspected, audit, audit_fault } = look_through(unfinished, heads)?;
    let (sha256, bytes) = files::hash(unfinished)?;
    let has_erasure_key = copy_key(database, target)?;
    point(When::Step);
    files::own_like(unfinished, database);
    files::place(unfinished, target)?;
    point(When::Step);
    let manifest = Manifest {
        format: Manifest::FORMAT,
        made_at: stamp::seconds(wanted.now),
        why: wanted.why,
        company: wanted.config.company.key.clone(),
        program: version::program().to_owned(),
        schema: inspected.schema,
        needs_program: inspected.program,
        file: target.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        bytes,
        sha256,
        tables: inspected.counts,
        audit_seq: audit.seq,
        audit_hash: audit.hash,
        audit_fault,
        has_erasure_key,
    };
    manifest.write(target, database)?;
    point(When::Step);
    Ok(manifest)
}

/// The key without which the ledger of erasures tells nobody anything. It lies beside the backup and not in it, as it lies
/// beside the database. Whether there is one.
fn copy_key(database: &Path, target: &Path) -> Result<bool> {
    let key = ledger::key_file(database);
    match fs::read(&key) {
        Ok(bytes) => files::put(&ledger::key_file(target), &bytes, database).map(|()| true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(files::cannot(&key, &error)),
    }
}
