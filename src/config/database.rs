//! `[database]`: one file, by a name that can only mean a file.

use crate::config::source::fault::Faults;
use serde::Deserialize;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What to do about a path that cannot be.
const PATH_MEND: &str = "Write it like chairside.db";

/// `[database]`: where the appointments are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseConfig {
    /// One file; `-wal` and `-shm` stand beside it while it is open.
    pub path: PathBuf,
}

impl Default for DatabaseConfig {
    fn default() -> DatabaseConfig {
        DatabaseConfig { path: "chairside.db".into() }
    }
}

impl DatabaseConfig {
    /// What is wrong with the name itself.
    pub(crate) fn check(&self, faults: &mut Faults) {
        if let Some(fault) = fault(&self.path) {
            faults.key("database.path", fault, PATH_MEND);
        }
    }

    /// What is wrong with the place that it names.
    pub(crate) fn check_place(&self, faults: &mut Faults) {
        let named = self.path.display();
        if fault(&self.path).is_some() {
            return;
        }
        match fs::metadata(&self.path) {
            Ok(found) if found.is_dir() => {
                let wrong = format!(": {named} is a folder: name a file in it");
                faults.key("database.path", &wrong, PATH_MEND);
            }
            Ok(found) if !found.is_file() => {
                faults.key("database.path", &format!(": {named} is no file"), PATH_MEND);
            }
            Ok(_) => {}
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or(Path::new("."));
                if !folder.is_dir() {
                    let folder = folder.display();
                    let wrong =
                        format!(": the folder {folder} of {named} is not there: make it first");
                    faults.key("database.path", &wrong, format!("mkdir -m 700 {folder}"));
                }
            }
            Err(error) => {
                faults.key("database.path", &format!(": {named}: {error}"), PATH_MEND);
            }
        }
    }

    /// A relative name begins at this folder. What is no name of a file stays as it is, to be told.
    pub(crate) fn begin_at(&mut self, folder: &Path) {
        if fault(&self.path).is_none() {
            self.path = folder.join(&self.path);
        }
    }
}

/// SQLite gives some names a meaning of their own: "" and ":memory:" are gone with the program, and `file:` names can
/// say anything.
fn fault(path: &Path) -> Option<&'static str> {
    let text = path.to_string_lossy();
    let name = text.trim();
    if name.is_empty() {
        Some("must not be empty: it names one file, for example chairside.db")
    } else if name.starts_with(':') {
        Some("must name a file: what is kept in memory is gone with the program")
    } else if name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:")) {
        Some("must be a file's plain name, without file: before it")
    } else if name != text || text.contains(char::is_control) {
        Some("must neither begin or end with blanks nor hold control characters")
    } else if text.ends_with('/') || text.ends_with("/.") || path.file_name().is_none() {
        Some("names a folder: name a file in it")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::fault;
    use std::path::Path;

    #[test]
    fn only_a_file_has_such_a_name() {
        for (name, word) in [
            ("", Some("empty")),
            (" \t", Some("empty")),
            (":memory:", Some("memory")),
            (" :MEMORY: ", Some("memory")),
            (":x", Some("memory")),
            ("file:chairside.db", Some("file:")),
            ("File:/a?mode=memory", Some("file:")),
            ("  FILE::memory:", Some("file:")),
            (" chairside.db", Some("blanks")),
            ("chairside.db\n", Some("blanks")),
            ("a\0b", Some("control")),
            (".", Some("folder")),
            ("..", Some("folder")),
            ("data/", Some("folder")),
            ("data/.", Some("folder")),
            ("/", Some("folder")),
            ("chairside.db", None),
            ("file", None),
            ("filé:x", None),
            ("data/a:memory:", None),
            ("/srv/der Salon/ä.db", None),
            ("../x", None),
        ] {
            let found = fault(Path::new(name));
            assert_eq!(found.is_some(), word.is_some(), "{name:?} {found:?}");
            assert!(word.is_none_or(|word| found.unwrap().contains(word)), "{name:?} {found:?}");
        }
    }
}
