//! A salon that is served, its backups, and a second place to put one back.

use crate::store::served::Served;
use crate::support::harness::config_text;
use crate::support::program;
use crate::support::program::Said;
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A configuration in a folder of its own, whose database lies in `data`.
pub struct Place {
    pub dir: tempfile::TempDir,
    pub config: PathBuf,
}

impl Place {
    /// Empty, for the salon that is served; it polls.
    pub fn empty(served: &Served) -> Place {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("data")).unwrap();
        let text = config_text(&served.sandbox.base_url(), &dir.path().join("data/test.db"), "");
        let config = dir.path().join("appliance.toml");
        fs::write(&config, text.replace("every_seconds = 0", "every_seconds = 1")).unwrap();
        Place { dir, config }
    }

    pub fn database(&self) -> PathBuf {
        self.dir.path().join("data/test.db")
    }

    pub fn cli(&self, arguments: &[&str]) -> Said {
        program::run(&self.config, arguments)
    }

    /// Every file of the data, by its contents, without what readers share.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.dir.path().join("data"))
    }
}

pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(&path).unwrap())
        })
        .filter(|(name, _)| !name.ends_with("-shm"))
        .collect()
}

pub fn config(served: &Served) -> PathBuf {
    served.elsewhere("appliance.toml")
}

pub fn cli(served: &Served, arguments: &[&str]) -> Said {
    program::run(&config(served), arguments)
}

/// A backup of what is served, by its file.
pub fn backup(served: &Served) -> PathBuf {
    let said = cli(served, &["backup", "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    said.json()["file"].as_str().unwrap().into()
}

/// The names of the sections of a JSON object, sorted, with what they hold.
pub fn manifest(backup: &Path) -> Value {
    let file = format!("{}.manifest.json", backup.display());
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

pub fn put_manifest(backup: &Path, manifest: &Value) {
    fs::write(format!("{}.manifest.json", backup.display()), manifest.to_string()).unwrap();
}

/// The first column of every row, as text.
pub fn rows(database: &Path, sql: &str) -> Vec<String> {
    let connection = Connection::open(database).unwrap();
    let mut query = connection.prepare(sql).unwrap();
    let rows = query.query_map([], |row| Ok(crate::support::harness::text(row.get_ref(0)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}
