//! Configuration, secrets, the folder with the data, the disk, the backups.

use crate::domain::doctor::files;
use crate::domain::doctor::files::{OTHERS_MODE, Open};
use crate::domain::doctor::finding::Finding;
use crate::ops::doctor::patient::Patient;
use crate::store::file::space;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use time::{Duration, OffsetDateTime};

/// How a secret in a file of its own is named.
const IN_FILE: &str = "file:";
/// How one in the environment is.
const IN_ENVIRONMENT: &str = "env:";
/// How the name of a key ends that names such a file.
const FILE_KEY: &str = "_file";
/// Words in the names of keys whose values are secrets.
const SECRET_KEYS: [&str; 4] = ["api_key", "secret", "token", "password"];
/// What stands beside a database, and tells as much as it does.
const BESIDE: [&str; 6] = ["", "-wal", "-shm", ".audit-head", ".record-key", ".erasure-key"];

/// Whether it is good, and where it is.
pub(crate) fn configuration(patient: &Patient) -> Finding {
    let path = patient.config_path.as_ref().map(|path| path.display().to_string());
    if let Some(faults) = &patient.config_fault {
        let told = faults.lines().map(str::trim).collect::<Vec<_>>().join("; ");
        let todo = patient.pick(
            "diese Zeilen berichtigen, dann `chairside check-config`",
            "mend these lines, then `chairside check-config`",
        );
        return Finding::fail(told, todo);
    }
    let where_ = path.unwrap_or_else(|| {
        patient.pick("die des laufenden Programms", "that of the running program").to_owned()
    });
    let config = &patient.config;
    if config.insecure {
        let seen = patient.pick(
            format!("{where_}: insecure = true, jeder auf diesem Rechner darf buchen"),
            format!("{where_}: insecure = true, anybody on this machine may book"),
        );
        let todo = patient.pick("insecure = true entfernen", "take insecure = true away");
        return Finding::warn(seen, todo);
    }
    Finding::ok(where_)
}

/// Whether others may read what is secret.
pub(crate) fn secrets(patient: &Patient) -> Finding {
    let Some(path) = &patient.config_path else {
        return Finding::ok(patient.pick(
            "beim Start gelesen; `chairside doctor` sieht die Dateien an",
            "read at the start; `chairside doctor` looks at the files",
        ));
    };
    let text = fs::read_to_string(path).unwrap_or_default();
    let table = text.parse::<toml::Table>().unwrap_or_default();
    let mut found = Found::default();
    found.walk(&toml::Value::Table(table), "");
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut files: Vec<PathBuf> = found.files.iter().map(|file| folder.join(file)).collect();
    if found.is_inline {
        files.insert(0, path.clone());
    }
    let open: Vec<Open> = files.iter().filter_map(|file| open_to_others(file)).collect();
    files::secrets(&open, files.len(), patient.language)
}

#[derive(Default)]
struct Found {
    /// A secret stands in the file itself.
    is_inline: bool,
    files: Vec<String>,
}

impl Found {
    fn walk(&mut self, value: &toml::Value, key: &str) {
        match value {
            toml::Value::Table(table) => {
                for (name, value) in table {
                    self.walk(value, name);
                }
            }
            toml::Value::Array(all) => all.iter().for_each(|one| self.walk(one, key)),
            toml::Value::String(text) => self.note(key, text),
            _ => {}
        }
    }

    fn note(&mut self, key: &str, text: &str) {
        let is_secret = SECRET_KEYS.iter().any(|word| key.contains(word));
        if let Some(file) = text.strip_prefix(IN_FILE) {
            self.files.push(file.to_owned());
        } else if is_secret && key.ends_with(FILE_KEY) {
            self.files.push(text.to_owned());
        } else if is_secret && !text.is_empty() && !text.starts_with(IN_ENVIRONMENT) {
            self.is_inline = true;
        }
    }
}

/// Whether others may look into the folder, or into a file in it.
pub(crate) fn folder(patient: &Patient) -> Finding {
    let database = &patient.config.database.path;
    let folder = folder_of(database);
    if !folder.is_dir() {
        let seen = patient.pick(
            format!("der Ordner {} ist nicht da", folder.display()),
            format!("the folder {} is not there", folder.display()),
        );
        let todo = patient.pick(
            format!("mkdir -m 700 {} (database.path nennt ihn)", folder.display()),
            format!("mkdir -m 700 {} (database.path names it)", folder.display()),
        );
        return Finding::fail(seen, todo);
    }
    let beside = |suffix: &str| {
        let mut name = database.clone().into_os_string();
        name.push(suffix);
        PathBuf::from(name)
    };
    let mut open: Vec<Open> = open_to_others(&folder).into_iter().collect();
    open.extend(BESIDE.iter().filter_map(|suffix| open_to_others(&beside(suffix))));
    files::folder(&open, &folder.display().to_string(), patient.language)
}

fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// What is not there is open to nobody.
fn open_to_others(path: &Path) -> Option<Open> {
    let found = fs::metadata(path).ok()?;
    let mode = found.permissions().mode() & 0o777;
    let open = Open { path: path.display().to_string(), mode, is_folder: found.is_dir() };
    (mode & OTHERS_MODE != 0).then_some(open)
}

/// Whether there is room.
pub(crate) fn disk(patient: &Patient) -> Finding {
    let found = space::disk_of(&patient.config.database.path);
    files::disk(found, patient.disk_little_mb, patient.language)
}

/// Whether there is a new backup: of our own making, or where the alarms look for one.
pub(crate) fn backup(patient: &Patient) -> Finding {
    let config = &patient.config;
    let Some(folder) = config.backups_lie_in() else {
        return Finding::warn(
            patient.pick(
                "niemand macht eine Sicherung, und niemand sieht nach, ob es eine gibt",
                "nobody makes a backup, and nobody looks whether there is one",
            ),
            patient.pick(
                "in [backup] daily = true, oder in [alerts] backup_dir den Ordner nennen, in dem die Sicherungen liegen",
                "set daily = true in [backup], or name the folder in which backups lie in backup_dir of [alerts]",
            ),
        );
    };
    let age = space::newest_in(&folder)
        .map(|newest| (patient.now() - OffsetDateTime::from(newest)).max(Duration::ZERO));
    backup_of_age(patient, &folder.display().to_string(), age)
}

/// What its age means. Our own first one is made in the first night.
fn backup_of_age(patient: &Patient, place: &str, age: Option<Duration>) -> Finding {
    let alerts = &patient.config.alerts;
    let (allowed, is_ours) = (alerts.backup_hours, alerts.backup_dir.is_none());
    let make = patient.pick(
        "`chairside backup` macht sofort eine; warum von selbst keine kommt, steht im Protokoll",
        "`chairside backup` makes one now; the log says why none comes by itself",
    );
    let Some(age) = age else {
        let seen = patient.pick(
            format!("in {place} liegt keine Sicherung"),
            format!("there is no backup in {place}"),
        );
        let found = if is_ours { Finding::warn } else { Finding::fail };
        return found(seen, make);
    };
    let hours = age.whole_hours();
    let seen = patient.pick(
        format!("die neueste in {place} ist {hours} Stunden alt"),
        format!("the newest in {place} is {hours} hours old"),
    );
    if i64::try_from(allowed).is_ok_and(|allowed| hours < allowed) {
        return Finding::ok(seen);
    }
    let seen = patient.pick(
        format!("{seen}; höchstens {allowed} sind erlaubt"),
        format!("{seen}; {allowed} are allowed"),
    );
    Finding::fail(seen, make)
}
