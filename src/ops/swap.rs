//! What lies ready takes the place of the data, which is put aside under another name in the same folder: by renames
//! alone, file by file, because the folder itself may be a mount point. What is to be done is written down first, so that
//! whoever comes after a crash does the rest of it: from then on the restored data is the data.

use crate::domain::{Error, Result};
use crate::ops::files;
use crate::ops::staged;
use crate::store::db::crash::{When, point};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Put behind the database's name: what is to be done.
const SUFFIX: &str = ".restore";

/// From where to where.
type Move = (PathBuf, PathBuf);

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Swap {
    /// Which backup it is.
    pub backup: PathBuf,
    /// UTC: when that was made.
    pub made_at: String,
    /// Where the database goes that was there; none if there was none.
    pub aside: Option<PathBuf>,
    /// What is put aside. The database comes first: without it nobody opens what is left of it.
    pub away: Vec<Move>,
    /// What comes instead. The database comes last: with it, it is done.
    pub in_place: Vec<Move>,
}

/// Where it is written down.
pub(crate) fn file(real: &Path) -> PathBuf {
    files::behind(real, SUFFIX)
}

/// What was begun and not finished; `None` if nothing was.
pub(crate) fn read(real: &Path) -> Result<Option<Swap>> {
    let file = file(real);
    match fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(|error| {
            Error::Conflict(format!(
                "{} is spoilt ({error}): it says how a restore goes on",
                file.display()
            ))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(files::cannot(&file, &error)),
    }
}

impl Swap {
    /// Writes it down and does it. On an error everything is where it was.
    pub fn begin(&self, real: &Path) -> Result<()> {
        let text = serde_json::to_vec(self).map_err(Error::internal)?;
        files::put(&file(real), &text, files::folder_of(real))?;
        point(When::Step);
        let Err(error) = self.carry_out(real) else { return Ok(()) };
        if self.is_done() {
            log::warn!("{}", error.for_log());
            return Ok(());
        }
        let undone = self.undo(real);
        undone.map_err(|other| {
            Error::Conflict(format!(
                "{error}; and it could not be undone: {other}. Start `chairside serve` or `chairside restore` again: they \
                 finish it"
            ))
        })?;
        Err(error)
    }

    /// Does what is not done yet. Once more changes nothing.
    pub fn carry_out(&self, real: &Path) -> Result<()> {
        if !self.is_done() {
            for (from, to) in &self.away {
                // It was put aside before the crash: whatever has its name now is not meant.
                if !to.exists() && from.exists() {
                    fs::rename(from, to).map_err(|error| files::cannot(to, &error))?;
                }
                point(When::Step);
            }
            files::keep_folder(files::folder_of(real))?;
            for (from, to) in &self.in_place {
                if from.exists() {
                    files::place(from, to)?;
                }
                point(When::Step);
            }
        }
        // In this order: a folder without the paper is one of a restore that changed nothing.
        staged::throw_away(&staged::folder(real))?;
        point(When::Step);
        files::remove(&file(real))?;
        files::keep_folder(files::folder_of(real))
    }

    /// Whether the restored database is in its place.
    fn is_done(&self) -> bool {
        self.in_place.last().is_none_or(|(from, _)| !from.exists())
    }

    fn undo(&self, real: &Path) -> Result<()> {
        for (from, to) in self.in_place.iter().rev().filter(|(from, _)| !from.exists()) {
            fs::rename(to, from).map_err(|error| files::cannot(from, &error))?;
        }
        for (from, to) in self.away.iter().rev().filter(|(_, to)| to.exists()) {
            fs::rename(to, from).map_err(|error| files::cannot(from, &error))?;
        }
        files::remove(&file(real))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf, Swap) {
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().join("salon.db");
        let staging = staged::folder(&real);
        fs::create_dir(&staging).unwrap();
        let at = |name: &str| dir.path().join(name);
        for (name, text) in
            [("salon.db", "old"), ("salon.db-wal", "old log"), ("salon.db.head", "old head")]
        {
            fs::write(at(name), text).unwrap();
        }
        fs::write(staging.join("salon.db"), "new").unwrap();
        fs::write(staging.join("salon.db.head"), "new head").unwrap();
        let swap = Swap {
            backup: at("backup.db"),
            made_at: "2026-11-30T08:00:00Z".into(),
            aside: Some(at("aside.db")),
            away: vec![
                (at("salon.db"), at("aside.db")),
                (at("salon.db-wal"), at("aside.db-wal")),
                (at("salon.db.head"), at("aside.db.head")),
            ],
            in_place: vec![
                (staging.join("salon.db.head"), at("salon.db.head")),
                (staging.join("salon.db"), at("salon.db")),
            ],
        };
        (dir, real, swap)
    }

    fn texts(folder: &Path) -> Vec<String> {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut all: Vec<String> = files
            .filter(|path| path.is_file())
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                format!("{name}: {}", fs::read_to_string(&path).unwrap())
            })
            .collect();
        all.sort();
        all
    }

    const DONE: [&str; 5] = [
        "aside.db-wal: old log",
        "aside.db.head: old head",
        "aside.db: old",
        "salon.db.head: new head",
        "salon.db: new",
    ];

    #[test]
    fn whatever_was_done_before_the_rest_is_done() {
        for done in 0..=5 {
            let (dir, real, swap) = folder();
            fs::write(file(&real), serde_json::to_vec(&swap).unwrap()).unwrap();
            for (from, to) in swap.away.iter().chain(&swap.in_place).take(done) {
                fs::rename(from, to).unwrap();
            }
            let known = read(&real).unwrap().unwrap();
            known.carry_out(&real).unwrap();
            assert_eq!(texts(dir.path()), DONE, "{done}");
            known.carry_out(&real).unwrap();
            assert_eq!(texts(dir.path()), DONE, "{done}, twice");
            assert_eq!(read(&real).unwrap(), None);
        }
    }

    #[test]
    fn what_cannot_be_done_is_undone() {
        let (dir, real, mut swap) = folder();
        let before = texts(dir.path());
        // There is no such folder.
        swap.in_place[0].1 = dir.path().join("none/salon.db.head");
        assert!(swap.begin(&real).is_err());
        assert_eq!(texts(dir.path()), before);
    }
}
