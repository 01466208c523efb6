//! `calcom_host_mapping_audits`: every change of a mapping, append-only and chained.

use crate::domain::Result;
use crate::domain::audit::Action;
use crate::domain::audit::GENESIS;
use crate::domain::audit::Link;
use crate::domain::ids::MappingId;
use crate::store::Tx;
use crate::store::stamp;
use rusqlite::OptionalExtension;
use rusqlite::named_params;
use serde_json::Value;
use time::OffsetDateTime;

/// What is told of a change.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// Which mapping.
    pub mapping: MappingId,
    /// What was done.
    pub action: Action,
    /// Before, as JSON; `None` for a new mapping.
    pub old: Option<Value>,
    /// After, as JSON.
    pub new: Option<Value>,
    /// A person, or `system`.
    pub changed_by: &'a str,
    /// A sentence.
    pub reason: &'a str,
}

/// Appends a row to the chain. Belongs into the transaction of the change it tells of.
pub fn append(tx: &Tx, change: &Change, now: OffsetDateTime) -> Result<()> {
    let head: Option<(i64, String)> = tx
        .prepare_cached(
            "SELECT seq, hash FROM calcom_host_mapping_audits ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last, prev_hash) = head.unwrap_or_else(|| (0, GENESIS.to_owned()));
    let seq = last.saturating_add(1);
    let old_values = change.old.as_ref().map(Value::to_string);
    let new_values = change.new.as_ref().map(Value::to_string);
    let changed_at = stamp::seconds(now);
    let hash = Link {
        prev_hash: &prev_hash,
        seq,
        mapping_id: change.mapping.0,
        action: change.action.as_str(),
        old_values: old_values.as_deref(),
        new_values: new_values.as_deref(),
        changed_by: change.changed_by,
        changed_at: &changed_at,
        reason: change.reason,
    }
    .hash();
    tx.prepare_cached(
        "INSERT INTO calcom_host_mapping_audits
             (seq, mapping_id, action, old_values, new_values, changed_by, changed_at, reason, prev_hash, hash)
         VALUES (:seq, :mapping, :action, :old, :new, :by, :at, :reason, :prev, :hash)",
    )?
    .execute(named_params! {
        ":seq": seq, ":mapping": change.mapping.0, ":action": change.action.as_str(),
        ":old": old_values, ":new": new_values, ":by": change.changed_by, ":at": changed_at,
        ":reason": change.reason, ":prev": prev_hash, ":hash": hash,
    })?;
    Ok(())
}
