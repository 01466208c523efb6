//! Who may read the files, and how much room there is.

use crate::domain::alarm::facts::Disk;
use crate::domain::doctor::finding::Finding;
use crate::domain::language::Language;

/// What of a file's mode lets others in.
pub const OTHERS_MODE: u32 = 0o077;
/// Less room than this is too little to go on for long, in megabytes.
pub const DISK_LITTLE_MB: u64 = 1024;
/// Less room than this is next to none.
pub const DISK_HARDLY_ANY_MB: u64 = 200;

/// A file or folder that others may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Where.
    pub path: String,
    /// Its permission bits.
    pub mode: u32,
    /// Whether it is a folder.
    pub is_folder: bool,
}

impl Open {
    fn wanted(&self) -> &'static str {
        if self.is_folder { "700" } else { "600" }
    }
}

/// Of the folder with the data and what lies in it. An open folder with closed files is no leak yet.
pub fn folder(open: &[Open], seen: &str, language: Language) -> Finding {
    let Some(worst) = open.iter().find(|one| !one.is_folder).or(open.first()) else {
        return Finding::ok(seen);
    };
    let (path, mode) = (&worst.path, worst.mode);
    let told = language.pick(
        format!("andere auf diesem Rechner kommen an {path} (Rechte {mode:o})"),
        format!("others on this machine can reach {path} (mode {mode:o})"),
    );
    let todo = commands(open);
    match worst.is_folder {
        true => Finding::warn(told, todo),
        false => Finding::fail(told, todo),
    }
}

/// Of the files that hold secrets.
pub fn secrets(open: &[Open], looked_at: usize, language: Language) -> Finding {
    let Some(first) = open.first() else {
        return Finding::ok(language.pick(
            format!("{looked_at} Dateien, nur für ihren Besitzer lesbar"),
            format!("{looked_at} files, for their owner alone"),
        ));
    };
    let (path, mode) = (&first.path, first.mode);
    let told = language.pick(
        format!(
            "in {path} stehen Geheimnisse, und andere dürfen die Datei lesen (Rechte {mode:o})"
        ),
        format!("{path} holds secrets, and others may read it (mode {mode:o})"),
    );
    Finding::fail(told, commands(open))
}

fn commands(open: &[Open]) -> String {
    let command = |one: &Open| format!("chmod {} {}", one.wanted(), one.path);
    open.iter().map(command).collect::<Vec<_>>().join(" && ")
}

/// Of the room on the disk; it is little below so many megabytes.
pub fn disk(disk: Option<Disk>, little_mb: u64, language: Language) -> Finding {
    let Some(Disk { free_bytes, all_bytes }) = disk else {
        let seen = language.pick(
            "das System sagt nicht, wie viel Platz ist",
            "the system does not say how much room there is",
        );
        return Finding::warn(seen, language.pick("mit `df` nachsehen", "look with `df`"));
    };
    let (free, all) = (free_bytes >> 20, all_bytes >> 20);
    let seen = language.pick(
        format!("{free} MB von {all} MB sind frei"),
        format!("{free} MB of {all} MB are free"),
    );
    let todo = language.pick(
        "alte Sicherungen und Protokolle löschen oder eine größere Platte nehmen: ohne Platz wird nichts mehr gebucht",
        "delete old backups and logs, or take a larger disk: without room nothing is booked any more",
    );
    match free {
        _ if free < DISK_HARDLY_ANY_MB.min(little_mb) => Finding::fail(seen, todo),
        _ if free < little_mb => Finding::warn(seen, todo),
        _ => Finding::ok(seen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::doctor::finding::Level;

    #[test]
    fn an_open_file_is_worse_than_an_open_folder() {
        let open = |path: &str, mode, is_folder| Open { path: path.into(), mode, is_folder };
        let (folder_, file) = (open("data", 0o755, true), open("data/x.db", 0o644, false));
        let level = |all: &[Open]| folder(all, "fine", Language::En).level;
        assert_eq!(level(&[]), Level::Ok);
        assert_eq!(level(std::slice::from_ref(&folder_)), Level::Warn);
        let both = folder(&[folder_, file], "fine", Language::En);
        assert_eq!(both.level, Level::Fail);
        assert_eq!(both.todo.unwrap(), "chmod 700 data && chmod 600 data/x.db");
    }

    #[test]
    fn room_is_judged_by_megabytes() {
        let of = |free_mb: u64, little| {
            let found = Disk { free_bytes: free_mb << 20, all_bytes: 1 << 40 };
            disk(Some(found), little, Language::De).level
        };
        assert_eq!(of(2000, DISK_LITTLE_MB), Level::Ok);
        assert_eq!(of(1000, DISK_LITTLE_MB), Level::Warn);
        assert_eq!(of(199, DISK_LITTLE_MB), Level::Fail);
        assert_eq!(of(199, 0), Level::Ok);
        assert_eq!(disk(None, 0, Language::De).level, Level::Warn);
    }
}
