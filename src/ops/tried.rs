//! A database file looked through before it is believed: as a backup that was just written, and before one is put back.

use crate::domain::{Error, Result};
use crate::frontdesk::host::audit;
use crate::store::file::inspect::Inspected;
use crate::store::file::place::Look;
use crate::store::file::{inspect, place};
use crate::store::host::audit::Head;
use std::path::Path;

/// What was found.
#[derive(Clone, Debug)]
pub(crate) struct Tried {
    pub inspected: Inspected,
    /// The end of the audit trail.
    pub audit: Head,
    /// What is wrong with the trail. The data is worth keeping all the same.
    pub audit_fault: Option<String>,
}

/// Opens the file alone, reading only: integrity, references, the audit trail with the heads that are remembered of it, and
/// what is in it. `Conflict` with a sentence if it is damaged.
pub(crate) fn look_through(file: &Path, heads: Vec<Head>) -> Result<Tried> {
    let unsound = |why: &str| Error::Conflict(format!("{} is not sound: {why}", file.display()));
    let connection = place::look(file, Look::Alone).map_err(|error| unsound(&error.to_string()))?;
    if let Some(fault) = inspect::fault(&connection)? {
        return Err(unsound(&fault));
    }
    let inspected = inspect::inspect(&connection)?;
    drop(connection);
    let verified = audit::verify_alone(file, heads);
    let audit_fault = verified.faults.first().cloned();
    let audit = Head { seq: verified.last_seq, hash: verified.last_hash };
    Ok(Tried { inspected, audit, audit_fault })
}
