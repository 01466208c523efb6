//! The database: whether it is there, ours, sound, of our version, takes what is written, and its trail is whole.

use crate::config::Config;
use crate::domain::Result;
use crate::domain::doctor::finding::Finding;
use crate::frontdesk::Desk;
use crate::frontdesk::host::audit as trail;
use crate::ops::doctor::patient::Patient;
use crate::store::db::sound;
use crate::store::db::sound::Soundness;
use crate::store::file::{recognise, version};
use std::time::{Duration, Instant};

/// So much of the time is kept for the answer.
const SPARED: Duration = Duration::from_secs(2);

fn restore(patient: &Patient) -> &'static str {
    patient.pick(
        "das Programm anhalten, Datenbank samt -wal kopieren, dann die letzte gute Sicherung zurückspielen",
        "stop the program, copy the database with its -wal, then put the last good backup in its place",
    )
}

/// Whether it is there, this salon's, and whole.
pub(crate) fn sound(patient: &Patient, deadline: Instant) -> Finding {
    let path = &patient.config.database.path;
    let place = path.display();
    let found = match recognise::recognise(path, Some(&patient.config.company.key)) {
        Ok(found) => found,
        // A newer one is a matter of the version, and can be looked through.
        Err(_) if recognise::is_newer(path) => return looked_through(patient, deadline),
        Err(error) => return Finding::fail(error.for_log(), restore(patient)),
    };
    if found.is_new || !found.has_salon {
        return Finding::fail(
            patient.pick(
                format!("die Datenbank {place} gibt es noch nicht"),
                format!("there is no database {place} yet"),
            ),
            patient.pick(
                "`chairside serve` einmal starten, das legt sie an; oder database.path nennt den falschen Ordner",
                "start `chairside serve` once, which makes it; or database.path names the wrong folder",
            ),
        );
    }
    looked_through(patient, deadline)
}

fn looked_through(patient: &Patient, deadline: Instant) -> Finding {
    let path = &patient.config.database.path;
    let until = deadline.checked_sub(SPARED).unwrap_or(deadline);
    match sound::look_through(path, until) {
        Ok(Soundness::Sound(bytes)) => {
            let megabytes = bytes.div_ceil(1 << 20);
            Finding::ok(patient.pick(
                format!("{}, {megabytes} MB, unversehrt", path.display()),
                format!("{}, {megabytes} MB, sound", path.display()),
            ))
        }
        Ok(Soundness::Damaged(what)) => Finding::fail(
            patient.pick(
                format!("die Datenbank ist beschädigt ({what})"),
                format!("the database is damaged ({what})"),
            ),
            restore(patient),
        ),
        Ok(Soundness::Dangling(rows, table)) => Finding::fail(
            patient.pick(
                format!("{rows} Zeilen verweisen ins Leere, die erste in {table}"),
                format!("{rows} rows refer to rows that are gone, the first in {table}"),
            ),
            patient.pick(
                "jemand hat von Hand gelöscht: die letzte gute Sicherung zurückspielen oder die Zeilen wiederherstellen",
                "somebody has deleted by hand: put the last good backup back, or make those rows again",
            ),
        ),
        Ok(Soundness::TooLarge(bytes)) => {
            let megabytes = bytes >> 20;
            Finding::ok(patient.pick(
                format!("{megabytes} MB, in der Zeit nicht ganz angesehen, bis dahin unversehrt"),
                format!("{megabytes} MB, not looked through to the end in time, sound so far"),
            ))
        }
        Err(error) => Finding::fail(error.for_log(), restore(patient)),
    }
}

/// Whether it is of this program's version.
pub(crate) fn schema(patient: &Patient) -> Finding {
    let path = &patient.config.database.path;
    let newest = version::NEWEST;
    match recognise::recognise(path, Some(&patient.config.company.key)) {
        Ok(found) if found.version == newest => {
            Finding::ok(patient.pick(format!("Fassung {newest}"), format!("version {newest}")))
        }
        Ok(found) => Finding::fail(
            patient.pick(
                format!("die Datenbank hat Fassung {}, dieses Programm {newest}", found.version),
                format!("the database is at version {}, this program at {newest}", found.version),
            ),
            patient.pick(
                "`chairside serve` neu starten: das bringt sie auf den Stand",
                "start `chairside serve` anew: that brings it up to date",
            ),
        ),
        Err(error) => Finding::fail(
            error.for_log(),
            patient.pick(
                "das neuere Programm starten, oder die Sicherung von vor dem Wechsel zurückspielen",
                "start the newer program, or put the backup from before the upgrade back",
            ),
        ),
    }
}

/// Writes to this salon's database and takes it back; `None` where there is none that could be written to. Before anything
/// else of the process has it open: where it is looked at without a trace, SQLite lets nobody beside write.
pub fn tried(config: &Config) -> Option<std::result::Result<(), String>> {
    let path = &config.database.path;
    let found = recognise::recognise(path, Some(&config.company.key)).ok()?;
    let is_whole = found.has_salon && found.version == version::NEWEST;
    is_whole.then(|| sound::try_to_write(path).map_err(|error| error.for_log()))
}

/// Whether it takes what is written.
pub(crate) fn writable(patient: &Patient) -> Finding {
    let tried = match (&patient.written, &patient.desk) {
        (Some(tried), _) => tried.clone(),
        (None, Ok(desk)) => {
            desk.store.tried_trouble().map_or(Ok(()), |trouble| Err(trouble.as_str().to_owned()))
        }
        (None, Err(why)) => return Finding::not_tried(why.clone()),
    };
    match tried {
        Ok(()) => {
            Finding::ok(patient.pick("probehalber geschrieben", "written to, and taken back"))
        }
        Err(why) => {
            let todo = if why.contains("locked") || why.contains("busy") {
                patient.pick(
                    "jemand hält die Datenbank fest (ein offenes `sqlite3`, eine Sicherung): das beenden",
                    "somebody holds the database (an open `sqlite3`, a backup): end that",
                )
            } else {
                patient.pick(
                    "Rechte von Ordner und Datei prüfen (`ls -l`), ob die Platte voll oder nur lesbar eingehängt ist",
                    "look at the rights of folder and file (`ls -l`), and whether the disk is full or mounted read-only",
                )
            };
            let seen = patient.pick(
                format!("in die Datenbank lässt sich nichts schreiben ({why})"),
                format!("nothing can be written to the database ({why})"),
            );
            Finding::fail(seen, todo)
        }
    }
}

/// Whether the trail is whole.
pub(crate) fn audit(patient: &Patient, desk: &Desk) -> Result<Finding> {
    let verified = trail::verify(&desk.store)?;
    let rows = verified.rows;
    Ok(match verified.faults.first() {
        None => Finding::ok(
            patient.pick(format!("{rows} Zeilen, lückenlos"), format!("{rows} rows, whole")),
        ),
        Some(fault) => Finding::fail(
            patient.pick(
                format!("das Protokoll der Zuordnungen wurde verändert: {fault}"),
                format!("the audit trail was changed: {fault}"),
            ),
            patient.pick(
                "`chairside audit verify` nennt alle Stellen; klären, wer in der Datenbank war, und eine Sicherung vergleichen",
                "`chairside audit verify` names every place; find out who was in the database, and compare a backup",
            ),
        ),
    })
}
