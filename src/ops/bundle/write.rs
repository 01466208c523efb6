//! The bundle as a file: whole or not there, for its owner alone, never in another file's place.

use crate::domain::{Error, Result};
use crate::ops::bundle::gather::Part;
use crate::ops::files;
use serde::Serialize;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use time::OffsetDateTime;
use time::macros::format_description;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct BundleView {
    pub file: PathBuf,
    pub bytes: usize,
    /// The files in it.
    pub parts: Vec<&'static str>,
}

/// What it is called where nobody says otherwise.
pub(crate) fn name(now: OffsetDateTime) -> PathBuf {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let at = now.format(&format).unwrap_or_default();
    format!("chairside-support-{at}.zip").into()
}

/// Writes it. `Conflict` if there is a file of that name, or it cannot be written.
pub(crate) fn write(path: &Path, parts: &[Part]) -> Result<BundleView> {
    let bytes = packed(parts)?;
    let mut file = files::make(path)?;
    let written = file.write_all(&bytes).and_then(|()| file.sync_all());
    if let Err(error) = written {
        files::remove(path).ok();
        return Err(files::cannot(path, &error));
    }
    let parts = parts.iter().map(|part| part.name).collect();
    Ok(BundleView { file: path.to_owned(), bytes: bytes.len(), parts })
}

/// A zip file, stored: what reads zip files reads it.
pub(crate) fn packed(parts: &[Part]) -> Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o600);
    for part in parts {
        archive.start_file(part.name, options).map_err(Error::internal)?;
        archive.write_all(part.text.as_bytes()).map_err(Error::internal)?;
    }
    Ok(archive.finish().map_err(Error::internal)?.into_inner())
}
