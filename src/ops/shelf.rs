//! The backups in a folder: which there are, and which are kept no longer.

use crate::config::Config;
use crate::domain::Result;
use crate::domain::backup::keep;
use crate::domain::backup::keep::Why;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::calendar::zone::Zone;
use crate::frontdesk::customer::ledger;
use crate::ops::files::UNFINISHED;
use crate::ops::manifest::Manifest;
use crate::ops::{files, manifest};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use time::{Duration, OffsetDateTime};

/// Files of a folder that are looked at.
const FILES_MAX: usize = 10_000;
/// A half-written backup that is so old is nobody's any more.
const UNFINISHED_KEPT: Duration = Duration::hours(24);

/// A backup as it lies there.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShelvedView {
    pub file: PathBuf,
    pub made_at: LocalTime,
    pub why: Why,
    pub bytes: u64,
    pub schema: i64,
    pub program: String,
    /// What is wrong with it, as far as that is seen without reading it.
    pub fault: Option<String>,
}

/// What lies in the folder of backups.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShelfView {
    pub folder: PathBuf,
    /// The newest first.
    pub backups: Vec<ShelvedView>,
    /// Files that are no backups, because their manifest is missing: half written.
    pub unfinished: Vec<PathBuf>,
}

/// The backups of the configured salon in its folder, or in another one. A folder that is not there is empty.
pub(crate) fn list(config: &Config, folder: Option<&Path>) -> Result<ShelfView> {
    let zone = Zone::parse(&config.company.time_zone)?;
    let folder = folder.map_or_else(|| config.backup.folder(&config.database), Path::to_owned);
    let backups = of_company(&folder, &config.company.key);
    let view = |(file, manifest): (PathBuf, Manifest)| ShelvedView {
        made_at: LocalTime::of(&zone, manifest.made_at()),
        why: manifest.why,
        bytes: manifest.bytes,
        schema: manifest.schema,
        fault: fault(&file, &manifest),
        program: manifest.program,
        file,
    };
    let unfinished = names(&folder).into_iter().filter(|file| is_unfinished(file)).collect();
    Ok(ShelfView { backups: backups.into_iter().map(view).collect(), unfinished, folder })
}

/// The backups of a company in a folder with their manifests, the newest first.
pub(crate) fn of_company(folder: &Path, company: &str) -> Vec<(PathBuf, Manifest)> {
    let read = |file: PathBuf| {
        let backup = manifest::backup_of(&file)?;
        let manifest = manifest::read(&backup).ok()?;
        (manifest.company == company).then_some((backup, manifest))
    };
    let mut all: Vec<_> = names(folder).into_iter().filter_map(read).collect();
    all.sort_by(|one, other| other.1.made_at().cmp(&one.1.made_at()).then(other.0.cmp(&one.0)));
    all
}

/// Takes away the salon's backups that are kept no longer, and old halves. Gives which.
pub(crate) fn tidy(
    folder: &Path,
    config: &Config,
    zone: &Zone,
    now: OffsetDateTime,
) -> Result<Vec<PathBuf>> {
    let all = of_company(folder, &config.company.key);
    let times: Vec<_> = all.iter().map(|(_, one)| (one.why, one.made_at())).collect();
    let mut removed = Vec::new();
    for place in keep::gone(&times, zone, config.backup.keep()) {
        let Some((backup, _)) = all.get(place) else { continue };
        // The manifest first: what is left of it when this is broken off is no backup.
        for file in [manifest::file(backup), backup.clone(), ledger::key_file(backup)] {
            files::remove(&file)?;
        }
        removed.push(backup.clone());
    }
    let old = SystemTime::from(now.saturating_sub(UNFINISHED_KEPT));
    let is_old = |file: &PathBuf| {
        let written = fs::metadata(file).and_then(|found| found.modified());
        written.is_ok_and(|written| written < old)
    };
    let own = format!("chairside-{}-", config.company.key);
    let is_own = |file: &PathBuf| {
        file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&own))
    };
    for half in names(folder).into_iter().filter(|file| is_unfinished(file)) {
        if is_own(&half) && is_old(&half) {
            files::remove(&half)?;
            removed.push(half);
        }
    }
    Ok(removed)
}

fn fault(file: &Path, manifest: &Manifest) -> Option<String> {
    match fs::metadata(file) {
        Ok(found) if found.len() == manifest.bytes => None,
        Ok(found) => Some(format!("{} bytes, {} are said", found.len(), manifest.bytes)),
        Err(error) => Some(error.to_string()),
    }
}

/// Whether it looks like a backup, or the beginning of one, and has no manifest.
fn is_unfinished(file: &Path) -> bool {
    let name = file.to_string_lossy();
    let is_half = name.ends_with(&format!(".db{UNFINISHED}"));
    is_half || (name.ends_with(".db") && !manifest::file(file).exists())
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<PathBuf> =
        entries.take(FILES_MAX).filter_map(|entry| Some(entry.ok()?.path())).collect();
    names.sort();
    names
}
