//! Random keys that lie beside a database and never in it: whoever has the database alone cannot make its hashes.

use crate::domain::digest::{hex, mac, unhex};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, chown};
use std::path::{Path, PathBuf};
use std::{fs, io};
use uuid::Uuid;

/// For the database's owner alone.
const KEY_MODE: u32 = 0o600;

/// Where the key with this suffix lies.
pub(crate) fn file(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The key of a database with this suffix, made if there is none.
pub(crate) fn kept(database: &Path, suffix: &str) -> io::Result<Vec<u8>> {
    let file = file(database, suffix);
    match fs::read_to_string(&file) {
        Ok(text) => unhex(text.trim())
            .ok_or_else(|| io::Error::other(format!("{} holds no key", file.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => match make(database, &file) {
            // Another process was quicker.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => kept(database, suffix),
            made => made,
        },
        Err(error) => Err(error),
    }
}

fn make(database: &Path, file: &Path) -> io::Result<Vec<u8>> {
    let key = fresh();
    let mut made = OpenOptions::new().write(true).create_new(true).mode(KEY_MODE).open(file)?;
    // A command that root runs must not lock the service out of its own file.
    if let Ok(owner) = fs::metadata(database) {
        chown(file, Some(owner.uid()), Some(owner.gid())).ok();
    }
    made.write_all(format!("{}\n", hex(&key)).as_bytes())?;
    made.sync_all()?;
    Ok(key)
}

/// 244 random bits.
pub(crate) fn fresh() -> Vec<u8> {
    let (one, other) = (Uuid::new_v4(), Uuid::new_v4());
    mac(one.as_bytes(), &[other.as_bytes()])
}
