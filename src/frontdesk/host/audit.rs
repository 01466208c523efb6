//! The audit trail checked and listed.
//!
//! Each row's hash covers the row and the hash before it, and the end of the chain is written down twice more: in
//! the table `audit_head`, and in a file beside the database (`audit_head.rs`). So an edit, a removed, added or
//! moved row, a cut tail and an older copy of the database show.
//!
//! **What cannot be found**: there is no secret in the chain. A process that may write all three can compute the whole
//! chain anew after an edit and put both heads right, or speak as the program and append a row as the program
//! would. That is what the head file is for: its one line, kept elsewhere now and then (a mail to oneself, a slip
//! of paper, the backup), is a promise about every row up to its number. `verify_file` compares such copies too.

use crate::domain::audit::verify::{Remembered, Verified, Verifier};
use crate::domain::{Error, Result};
use crate::frontdesk::host::audit_head;
use crate::frontdesk::host::audit_head::Filed;
use crate::store::Store;
use crate::store::db::connect;
use crate::store::host::audit::{AuditRow, Filter};
use crate::store::host::{audit, audit_guard};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// Follows the whole chain and compares it with the heads kept elsewhere.
pub fn verify(store: &Store) -> Result<Verified> {
    verify_file(store.path(), &[])
}

/// The same for a database that need not be open, reading only; `copies` are copies of its head file, of any age.
///
/// Damage that keeps the file or a row from being read is a fault like any other. `NotFound` if there is no such
/// file; `Invalid` if a copy is no head file.
pub fn verify_file(database: &Path, copies: &[PathBuf]) -> Result<Verified> {
    if !database.is_file() {
        return Err(Error::NotFound("database"));
    }
    let mut heads = Vec::new();
    let mut faults = Vec::new();
    let own = audit_head::file(database);
    match audit_head::read(&own)? {
        Filed::Head(head) => heads.push(remembered("the head file", head, false)),
        Filed::Spoilt => faults.push(format!("the head file {} is spoilt", own.display())),
        Filed::Missing => {}
    }
    for copy in copies {
        let name = format!("the copy {}", copy.display());
        match audit_head::read(copy)? {
            Filed::Head(head) => heads.push(remembered(&name, head, false)),
            Filed::Spoilt => return Err(Error::Invalid(format!("{name} is no head file"))),
            Filed::Missing => return Err(Error::Invalid(format!("there is no {name}"))),
        }
    }
    let is_filed = !heads.is_empty() || !faults.is_empty();
    let mut verified = read_all(database, heads);
    if verified.rows > 0 && !is_filed {
        faults.push(format!("the head file {} is missing", own.display()));
    }
    verified.faults.splice(0..0, faults);
    Ok(verified)
}

/// The same for a file that stands alone, such as a backup: with these ends of its chain, which must be in it, and
/// without a head file beside it.
pub(crate) fn verify_alone(database: &Path, heads: Vec<audit::Head>) -> Verified {
    let heads = heads.into_iter().filter(|head| head.seq > 0);
    read_all(database, heads.map(|head| remembered("what lay beside it", head, false)).collect())
}

/// How many rows there are.
pub fn rows(store: &Store) -> Result<i64> {
    Ok(store.read(audit::last)?.seq)
}

/// The rows that a filter lets through.
pub fn list(store: &Store, filter: &Filter) -> Result<Vec<AuditRow>> {
    store.read(|connection| audit::list(connection, filter))
}

/// Reads everything in one snapshot, as far as SQLite can.
fn read_all(database: &Path, heads: Vec<Remembered>) -> Verified {
    let mut verifier = Verifier::new(heads);
    let read = connect::beside(database).and_then(|mut connection| {
        let snapshot = connection.transaction()?;
        walk(&snapshot, &mut verifier)
    });
    match read {
        Ok(()) => verifier.finish(),
        Err(error) => verifier.broken_off(&error.for_log()),
    }
}

fn walk(connection: &Connection, verifier: &mut Verifier) -> Result<()> {
    audit_guard::faults(connection)?.into_iter().for_each(|fault| verifier.fault(fault));
    audit_guard::damage(connection)?.into_iter().for_each(|fault| verifier.fault(fault));
    match audit::kept_head(connection)? {
        Some(head) => verifier.remember(remembered("the table audit_head", head, true)),
        None if audit::last(connection)?.seq > 0 => {
            verifier.fault("the table audit_head has lost its row".into());
        }
        None => {}
    }
    audit::walk(connection, |row| match row {
        Ok(row) => verifier.row(row.id, &row.link, row.hash),
        Err((id, why)) => verifier.unreadable(id, &why),
    })
}

fn remembered(by: &str, head: audit::Head, is_last: bool) -> Remembered {
    Remembered { by: by.to_owned(), seq: head.seq, hash: head.hash, is_last }
}
