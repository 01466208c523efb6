//! What is written beside a backup once it is whole: what is in it, and by what it is known again. A file without it is
//! half written, or nobody has looked whether it is sound.

use crate::domain::backup::keep::Why;
use crate::domain::{Error, Result};
use crate::ops::files;
use crate::store::db::stamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

/// Put behind the backup's name.
const SUFFIX: &str = ".manifest.json";
/// How this is written; another number is another way.
const FORMAT: u32 = 1;
/// A longer file is no manifest.
const BYTES_MAX: u64 = 1024 * 1024;

/// The manifest of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub format: u32,
    /// UTC, RFC 3339: which moment's state it is.
    pub made_at: String,
    pub why: Why,
    /// The key of the company.
    pub company: String,
    /// Which Chairside made it.
    pub program: String,
    /// The version of the database in it, and the oldest Chairside that is known to read it.
    pub schema: i64,
    pub needs_program: Option<String>,
    /// The name of the file.
    pub file: String,
    pub bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
    /// Rows by table.
    pub tables: BTreeMap<String, u64>,
    /// The end of the audit trail: its last row's number and hash.
    pub audit_seq: i64,
    pub audit_hash: String,
    /// What is wrong with the trail, if something is.
    pub audit_fault: Option<String>,
    /// Whether the key of the ledger of erasures lies beside it.
    pub has_erasure_key: bool,
}

impl Manifest {
    /// The number that this program writes.
    pub const FORMAT: u32 = FORMAT;

    /// When it was made, UTC; long ago if it says nothing that can be read.
    pub fn made_at(&self) -> OffsetDateTime {
        stamp::parse(&self.made_at).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// Writes it beside the backup: the last thing that is done.
    pub fn write(&self, backup: &Path, like: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(Error::internal)?;
        files::put(&file(backup), format!("{text}\n").as_bytes(), like)
    }
}

/// Where the manifest of a backup lies.
pub(crate) fn file(backup: &Path) -> PathBuf {
    files::behind(backup, SUFFIX)
}

/// The backup that a manifest lies beside, if the name is that of one.
pub(crate) fn backup_of(manifest: &Path) -> Option<PathBuf> {
    manifest.to_str()?.strip_suffix(SUFFIX).map(PathBuf::from)
}

/// The manifest of a backup. `Conflict` with a sentence if there is none that can be read.
pub(crate) fn read(backup: &Path) -> Result<Manifest> {
    let file = file(backup);
    let (named, shown) = (backup.display(), file.display());
    let spoilt = || Error::Conflict(format!("{shown} is no manifest of a backup, or a spoilt one"));
    let length = match fs::metadata(&file) {
        Ok(found) if !found.is_file() => return Err(spoilt()),
        Ok(found) => found.len(),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Error::Conflict(format!(
                "{named} has no manifest ({shown}): it is no backup that `chairside backup` finished, so nobody knows \
                 whether it is whole; take one that `chairside backup list` shows"
            )));
        }
        Err(error) => return Err(files::cannot(&file, &error)),
    };
    if length > BYTES_MAX {
        return Err(spoilt());
    }
    let text = fs::read_to_string(&file).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => spoilt(),
        _ => files::cannot(&file, &error),
    })?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|_| spoilt())?;
    match manifest.format {
        FORMAT => Ok(manifest),
        format => Err(Error::Conflict(format!(
            "{shown} is written in format {format}, and this Chairside knows {FORMAT}: it was made by Chairside {}, start \
             that one or a newer one",
            manifest.program
        ))),
    }
}
