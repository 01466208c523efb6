//! Putting a backup in the place of the data. Until the last moment the data in force is not touched, and it is kept.

use crate::config::Config;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::calendar::zone::Zone;
use crate::domain::{Error, Result};
use crate::frontdesk::customer::ledger;
use crate::frontdesk::host::audit_head;
use crate::ops::erasures;
use crate::ops::manifest::Manifest;
use crate::ops::restore_view::RestoredView;
use crate::ops::staged::Staged;
use crate::ops::swap::Swap;
use crate::ops::take::room_for;
use crate::ops::{files, interrupted, manifest, staged};
use crate::store::db::{checkpoint, stamp};
use crate::store::file::inspect::Counts;
use crate::store::file::lock::Lock;
use crate::store::file::place::Look;
use crate::store::file::recognise::{may_be_replaced, recognise};
use crate::store::file::{inspect, place, version};
use std::path::{Path, PathBuf};
use std::time::Duration;
use time::OffsetDateTime;

/// How long others may have the data open.
const OTHERS_PATIENCE: Duration = Duration::from_secs(3);
/// Beside the copy there is its log while it is made ready, and some more.
const ROOM_FACTOR: u64 = 2;
const SPARE_BYTES: u64 = 8 * 1024 * 1024;
/// How many names are tried for what is put aside.
const NAMES_MAX: u32 = 100;

/// Puts a backup in the place of the configured salon's data.
///
/// `Conflict` with a sentence, and nothing is changed then: if a process has the data, if the file is not what its manifest
/// says, of another company or a newer Chairside, or if there is no room.
pub(crate) fn restore(config: &Config, backup: &Path, now: OffsetDateTime) -> Result<RestoredView> {
    let database = &config.database.path;
    let lock = Lock::take(database)?;
    let mut notes: Vec<String> = interrupted::finish_locked(database)?.into_iter().collect();
    let real = place::real(database).map_err(Error::internal)?;
    may_be_replaced(database, &config.company.key)?;
    let manifest = readable(config, backup)?;
    if place::identity(backup).is_some_and(|own| place::identity(&real) == Some(own)) {
        return Err(Error::Conflict(format!("{} is the data itself", backup.display())));
    }
    fold(config, &real)?;
    let needed = manifest.bytes.saturating_mul(ROOM_FACTOR).saturating_add(SPARE_BYTES);
    room_for(needed, &real)?;
    let before = counts(&real);
    let ledgers = erasures::gather((&real, database), backup, &manifest);
    let staged = staged::stage(config, &real, (backup, &manifest), ledgers).inspect_err(|_| {
        staged::throw_away(&staged::folder(&real)).unwrap_or_else(|error| log::warn!("{error}"));
    })?;
    let swap = plan(config, &real, (backup, &manifest), &staged, now)?;
    swap.begin(&real)?;
    drop(lock);
    notes.extend(staged.notes);
    Ok(RestoredView {
        backup: backup.to_owned(),
        made_at: LocalTime::of(&Zone::parse(&config.company.time_zone)?, manifest.made_at()),
        program: manifest.program,
        aside: swap.aside,
        before,
        in_backup: manifest.tables,
        now: staged.now,
        schema: (manifest.schema, staged.schema),
        sessions_ended: staged.sessions_ended,
        setup_links_ended: staged.setup_links_ended,
        forgotten_again: staged.forgotten_again,
        forgotten_later: staged.forgotten_later,
        notes,
    })
}

/// The manifest of a backup that this program can put back for this company.
fn readable(config: &Config, backup: &Path) -> Result<Manifest> {
    let named = backup.display();
    if backup.is_dir() {
        return Err(Error::Conflict(format!(
            "{named} is a folder: name one backup; `chairside backup list` tells which there are"
        )));
    }
    if !backup.is_file() {
        return Err(Error::Conflict(format!("there is no file {named}")));
    }
    let manifest = manifest::read(backup)?;
    if manifest.company != config.company.key {
        return Err(Error::Conflict(format!(
            "{named} is a backup of company.key = \"{}\", and the configuration says \"{}\"",
            manifest.company, config.company.key
        )));
    }
    if manifest.schema > version::newest() {
        let needed = manifest.needs_program.as_ref().unwrap_or(&manifest.program);
        return Err(Error::Conflict(format!(
            "{named} is a backup of Chairside {needed} (its database is at version {}), and this is {}, which knows {}: \
             restore it with Chairside {needed} or a newer one",
            manifest.schema,
            version::program(),
            version::newest()
        )));
    }
    Ok(manifest)
}

/// Brings the log of the data in force into its file, as far as that is sound, and finds out whether anybody has it open.
fn fold(config: &Config, real: &Path) -> Result<()> {
    let is_sound = recognise(real, Some(&config.company.key)).is_ok_and(|found| !found.is_new);
    if !is_sound {
        return Ok(());
    }
    match checkpoint::fold(real, OTHERS_PATIENCE) {
        Ok(None) => Err(Error::Conflict(format!(
            "another program has the database {} open: end it first",
            real.display()
        ))),
        // What cannot be brought in is put aside with the file.
        Ok(Some(_)) | Err(_) => Ok(()),
    }
}

fn counts(real: &Path) -> Option<Counts> {
    if !real.exists() {
        return None;
    }
    let read = place::look(real, Look::at(real)).map_err(Error::from);
    read.and_then(|connection| inspect::counts(&connection)).ok()
}

/// What goes where.
fn plan(
    config: &Config,
    real: &Path,
    (backup, manifest): (&Path, &Manifest),
    staged: &Staged,
    now: OffsetDateTime,
) -> Result<Swap> {
    let database = &std::path::absolute(&config.database.path).map_err(Error::internal)?;
    let own_head = audit_head::file(database);
    let aside = name_aside(real, now)?;
    let of_database = ["", "-wal", "-shm", "-journal"]
        .map(|suffix| (files::behind(real, suffix), files::behind(&aside, suffix)));
    let head = (own_head.clone(), audit_head::file(&aside));
    let away: Vec<_> =
        of_database.into_iter().chain([head]).filter(|(from, _)| from.exists()).collect();
    let key = ledger::key_file(database);
    let staged_key = ledger::key_file(&staged.database);
    let mut in_place = vec![(audit_head::file(&staged.database), own_head)];
    if !key.exists() {
        in_place.push((staged_key, key));
    }
    in_place.retain(|(from, _)| from.exists());
    in_place.push((staged.database.clone(), real.to_owned()));
    Ok(Swap {
        backup: backup.to_owned(),
        made_at: stamp::seconds(manifest.made_at()),
        aside: real.exists().then_some(aside),
        away,
        in_place,
    })
}

/// A name in the same folder that nobody has.
fn name_aside(real: &Path, now: OffsetDateTime) -> Result<PathBuf> {
    let moment = stamp::seconds(now).replace(['-', ':'], "");
    let name = |number: u32| match number {
        0 => files::behind(real, &format!(".before-restore-{moment}")),
        number => files::behind(real, &format!(".before-restore-{moment}-{number}")),
    };
    let is_free = |name: &PathBuf| {
        ["", "-wal", "-shm", "-journal", ".audit-head"]
            .iter()
            .all(|suffix| !files::behind(name, suffix).exists())
    };
    let free = (0..NAMES_MAX).map(name).find(is_free);
    free.ok_or_else(|| Error::Conflict("too many restores at once".into()))
}
