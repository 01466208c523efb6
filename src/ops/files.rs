//! Files that are whole or not there: written beside their place, put on the disk, renamed. For their owner alone.

use crate::domain::digest::hex;
use crate::domain::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Put behind a name while the file is being written.
pub(crate) const UNFINISHED: &str = ".part";
/// For its owner alone.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;
/// What is read and written at once.
const PIECE_BYTES: usize = 256 * 1024;

/// A name with something put behind it.
pub(crate) fn behind(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The folder in which a file lies.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The sentence about a file that cannot be read or written.
pub(crate) fn cannot(path: &Path, error: &io::Error) -> Error {
    Error::Conflict(format!("{}: {error}", path.display()))
}

/// Makes a folder, and those above it, for its owner alone. One that is there is left as it is.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let made = fs::DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder);
    made.map_err(|error| cannot(folder, &error))?;
    own_like(folder, folder_of(folder));
    Ok(())
}

/// Lets nobody but its owner into a folder.
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(FOLDER_MODE))
}

/// What root makes belongs to whom the data belongs to.
pub(crate) fn own_like(path: &Path, like: &Path) {
    if let Ok(owner) = fs::metadata(like) {
        chown(path, Some(owner.uid()), Some(owner.gid())).ok();
    }
}

/// Makes a file that is not there yet, to be written.
pub(crate) fn make(path: &Path) -> Result<File> {
    let made = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path);
    made.map_err(|error| cannot(path, &error))
}

/// Writes a whole file in the place of an older one, which owner it has like that of `like`.
pub(crate) fn put(path: &Path, bytes: &[u8], like: &Path) -> Result<()> {
    let fresh = behind(path, UNFINISHED);
    remove(&fresh)?;
    let mut file = make(&fresh)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    own_like(&fresh, like);
    let placed = written.map_err(|error| cannot(&fresh, &error)).and_then(|()| place(&fresh, path));
    if placed.is_err() {
        remove(&fresh).ok();
    }
    placed
}

/// Renames within one file system, and has that on the disk.
pub(crate) fn place(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|error| cannot(to, &error))?;
    keep_folder(folder_of(to))
}

/// Has the names in a folder on the disk.
pub(crate) fn keep_folder(folder: &Path) -> Result<()> {
    let kept = File::open(folder).and_then(|folder| folder.sync_all());
    kept.map_err(|error| cannot(folder, &error))
}

/// Removes a file, if there is one.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(cannot(path, &error)),
        _ => Ok(()),
    }
}

/// SHA-256 of a file in hex, and its length.
pub(crate) fn hash(path: &Path) -> Result<(String, u64)> {
    let mut file = File::open(path).map_err(|error| cannot(path, &error))?;
    pump(&mut file, |_| Ok(())).map_err(|error| cannot(path, &error))
}

/// Copies a file to one that is not there yet, has it on the disk, and gives SHA-256 in hex and length of what was copied.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(String, u64)> {
    let mut source = File::open(from).map_err(|error| cannot(from, &error))?;
    let mut target = make(to)?;
    let copied = pump(&mut source, |piece| target.write_all(piece));
    let copied = copied.and_then(|copied| target.sync_all().map(|()| copied));
    copied.map_err(|error| {
        Error::Conflict(format!("{} cannot be copied to {}: {error}", from.display(), to.display()))
    })
}

fn pump(
    source: &mut File,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<(String, u64)> {
    let (mut sum, mut bytes) = (Sha256::new(), 0_u64);
    let mut room = vec![0; PIECE_BYTES];
    loop {
        let count = source.read(&mut room)?;
        let piece = room.get(..count).unwrap_or_default();
        if piece.is_empty() {
            return Ok((hex(&sum.finalize()), bytes));
        }
        sum.update(piece);
        take(piece)?;
        bytes = bytes.saturating_add(u64::try_from(count).unwrap_or_default());
    }
}
