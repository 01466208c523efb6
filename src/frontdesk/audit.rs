//! The audit trail checked and listed; its head kept in a file of its own beside the database.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::audit::Link;
use crate::domain::audit_verify::Verified;
use crate::domain::audit_verify::Verifier;
use crate::frontdesk::Desk;
use crate::store::Store;
use crate::store::audit;
use crate::store::audit::AuditRow;
use crate::store::audit::Filter;
use crate::store::audit::Head;
use std::fs;
use std::path::PathBuf;

/// Put behind the database's name.
const HEAD_FILE_SUFFIX: &str = ".audit-head";

/// Where the head is kept a second time: whoever cuts the table's tail must also find this.
pub fn head_file(store: &Store) -> PathBuf {
    let mut name = store.path().as_os_str().to_owned();
    name.push(HEAD_FILE_SUFFIX);
    PathBuf::from(name)
}

/// Follows the whole chain and compares its end with the heads kept elsewhere.
pub fn verify(store: &Store) -> Result<Verified> {
    let filed = read_head_file(store)?;
    store.read(|connection| {
        let kept = audit::kept_head(connection)?;
        let mut heads = Vec::new();
        if let Some(head) = &kept {
            heads.push(("the table audit_head", head.seq, head.hash.as_str()));
        }
        if let Some(head) = &filed {
            heads.push(("the head file", head.seq, head.hash.as_str()));
        }
        let mut verifier = Verifier::new(&heads);
        audit::each(connection, |row| verifier.row(&link(&row), &row.hash))?;
        let mut verified = verifier.finish();
        match &kept {
            None if verified.rows > 0 => {
                verified.faults.push("the table audit_head has lost its row".into());
            }
            Some(head) if head.seq < verified.last_seq => {
                verified.faults.push(format!("the table audit_head stopped at row {}", head.seq));
            }
            None | Some(_) => {}
        }
        Ok(verified)
    })
}

/// The rows that a filter lets through.
pub fn list(store: &Store, filter: &Filter) -> Result<Vec<AuditRow>> {
    store.read(|connection| audit::list(connection, filter))
}

impl Desk {
    /// Brings the head file up to date. Called after the commits: an older head in it is still a true one.
    pub fn keep_audit_head(&self) -> Result<()> {
        let head = self.store.read(audit::last)?;
        if head.seq == 0 || read_head_file(&self.store)?.is_some_and(|filed| filed.seq >= head.seq)
        {
            return Ok(());
        }
        let path = head_file(&self.store);
        let mut fresh = path.clone().into_os_string();
        fresh.push(".new");
        fs::write(&fresh, format!("{} {}\n", head.seq, head.hash)).map_err(Error::internal)?;
        fs::rename(&fresh, &path).map_err(Error::internal)
    }
}

/// A head file that cannot be read is a fault, not an absence.
fn read_head_file(store: &Store) -> Result<Option<Head>> {
    let path = head_file(store);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::internal(format!("{}: {error}", path.display()))),
    };
    let parts = text.trim().split_once(' ').and_then(|(seq, hash)| Some((seq.parse().ok()?, hash)));
    // A spoilt file counts as a head that no row can match.
    let (seq, hash) = parts.unwrap_or((i64::MAX, text.trim()));
    Ok(Some(Head { seq, hash: hash.to_owned() }))
}

fn link(row: &AuditRow) -> Link<'_> {
    Link {
        prev_hash: &row.prev_hash,
        seq: row.seq,
        mapping_id: row.mapping_id,
        action: &row.action,
        old_values: row.old_values.as_deref(),
        new_values: row.new_values.as_deref(),
        changed_by: &row.changed_by,
        changed_at: &row.changed_at,
        reason: &row.reason,
    }
}
