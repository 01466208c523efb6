//! `calcom_host_mapping_audits`: every change of a mapping, append-only and chained.

use crate::domain::Result;
use crate::domain::audit::chain::{Action, GENESIS, Link};
use crate::domain::ids::{CompanyId, HostId, MappingId};
use crate::store::db::fault;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::host::decider::Decider;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde_json::Value;
use time::OffsetDateTime;

/// What is told of a change.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// Which mapping; `None` where an appointment without one was changed by a person.
    pub mapping: Option<MappingId>,
    /// What was done.
    pub action: Action,
    /// Before, as JSON; `None` for a new mapping.
    pub old: Option<Value>,
    /// After, as JSON.
    pub new: Option<Value>,
    /// Who changed it, and why.
    pub decider: Decider<'a>,
}

/// A row as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// Gap-free, from 1; the row's id too.
    pub seq: i64,
    /// Which mapping.
    pub mapping_id: Option<i64>,
    /// See `Action`.
    pub action: String,
    /// JSON text.
    pub old_values: Option<String>,
    /// JSON text.
    pub new_values: Option<String>,
    /// Who.
    pub changed_by: String,
    /// UTC.
    pub changed_at: String,
    /// Why.
    pub reason: String,
    /// Of the row before.
    pub prev_hash: String,
    /// Of this row.
    pub hash: String,
}

/// The end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last row's number; 0 for an empty chain.
    pub seq: i64,
    /// The last row's hash, or `GENESIS`.
    pub hash: String,
}

/// Which rows are listed. Unset means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this tenant.
    pub company: Option<CompanyId>,
    /// About this host.
    pub host: Option<HostId>,
    /// Of this action.
    pub action: Option<String>,
    /// By this person.
    pub changed_by: Option<String>,
    /// From this instant on, as stored.
    pub since: Option<String>,
    /// At most so many, the newest.
    pub most: u32,
}

/// A row as it stands in the table, borrowed while the table is walked.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Equal to its number, unless one of them was tampered with.
    pub id: i64,
    /// What the hash covers.
    pub link: Link<'a>,
    /// The hash it claims.
    pub hash: &'a str,
}

const COLUMNS: &str = "seq, mapping_id, action, old_values, new_values, changed_by, changed_at, reason, prev_hash, hash";

/// Appends a row to the chain. Belongs into the transaction of the change it tells of.
pub fn append(tx: &Tx, change: &Change, now: OffsetDateTime) -> Result<()> {
    let head = last(tx)?;
    let seq = head.seq.saturating_add(1);
    let old_values = change.old.as_ref().map(Value::to_string);
    let new_values = change.new.as_ref().map(Value::to_string);
    let changed_at = stamp::seconds(now);
    let mapping_id = change.mapping.map(|mapping| mapping.0);
    let hash = Link {
        prev_hash: &head.hash,
        seq,
        mapping_id,
        action: change.action.as_str(),
        old_values: old_values.as_deref(),
        new_values: new_values.as_deref(),
        changed_by: change.decider.by,
        changed_at: &changed_at,
        reason: change.decider.reason,
    }
    .hash();
    tx.prepare_cached(
        "INSERT INTO calcom_host_mapping_audits
             (id, seq, mapping_id, action, old_values, new_values, changed_by, changed_at, reason, prev_hash, hash)
         VALUES (:seq, :seq, :mapping, :action, :old, :new, :by, :at, :reason, :prev, :hash)",
    )?
    .execute(named_params! {
        ":seq": seq, ":mapping": mapping_id, ":action": change.action.as_str(), ":old": old_values,
        ":new": new_values, ":by": change.decider.by, ":at": changed_at, ":reason": change.decider.reason,
        ":prev": head.hash, ":hash": hash,
    })?;
    move_head(tx, &head, &Head { seq, hash })
}

/// The kept head goes on only from the row it stood at. Where the table was changed behind our back it stays
/// and bears witness, and the salon goes on working.
fn move_head(tx: &Tx, from: &Head, to: &Head) -> Result<()> {
    if from.seq == 0 {
        tx.prepare_cached(
            "INSERT INTO audit_head (one, seq, hash)
             SELECT 1, ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM audit_head)",
        )?
        .execute((to.seq, &to.hash))?;
    } else {
        tx.prepare_cached(
            "UPDATE audit_head SET seq = ?1, hash = ?2 WHERE one = 1 AND seq = ?3 AND hash = ?4",
        )?
        .execute((to.seq, &to.hash, from.seq, &from.hash))?;
    }
    Ok(())
}

/// The last row of the table.
pub fn last(connection: &Connection) -> Result<Head> {
    let found = connection
        .prepare_cached(
            "SELECT seq, hash FROM calcom_host_mapping_audits ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([], |row| Ok(Head { seq: row.get(0)?, hash: row.get(1)? }))
        .optional();
    let found = fault::of_column(found)?;
    Ok(found.unwrap_or_else(|| Head { seq: 0, hash: GENESIS.to_owned() }))
}

/// The end of the chain as it is kept apart from the chain.
pub fn kept_head(connection: &Connection) -> Result<Option<Head>> {
    let found = connection
        .prepare_cached("SELECT seq, hash FROM audit_head WHERE one = 1")?
        .query_row([], |row| Ok(Head { seq: row.get(0)?, hash: row.get(1)? }))
        .optional();
    fault::of_column(found)
}

/// The hash of the row with this number.
pub fn hash_at(connection: &Connection, seq: i64) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT hash FROM calcom_host_mapping_audits WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))
        .optional()?)
}

/// Hands every row to `visit` in the table's own order, without keeping it; of one that cannot be read, its id and
/// why. No index is asked: it could tell another story than the table.
pub fn walk(
    connection: &Connection,
    mut visit: impl FnMut(std::result::Result<Standing, (i64, String)>),
) -> Result<()> {
    let mut statement = connection.prepare(&format!(
        "SELECT id, {COLUMNS} FROM calcom_host_mapping_audits NOT INDEXED ORDER BY id"
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        visit(standing(id, row).map_err(|error| (id, error.to_string())));
    }
    Ok(())
}

fn standing<'a>(id: i64, row: &'a Row) -> rusqlite::Result<Standing<'a>> {
    let text = |place: usize| Ok::<_, rusqlite::Error>(row.get_ref(place)?.as_str()?);
    let perhaps = |place: usize| Ok::<_, rusqlite::Error>(row.get_ref(place)?.as_str_or_null()?);
    let link = Link {
        seq: row.get(1)?,
        mapping_id: row.get(2)?,
        action: text(3)?,
        old_values: perhaps(4)?,
        new_values: perhaps(5)?,
        changed_by: text(6)?,
        changed_at: text(7)?,
        reason: text(8)?,
        prev_hash: text(9)?,
    };
    Ok(Standing { id, link, hash: text(10)? })
}

/// The rows that a filter lets through, oldest first.
pub fn list(connection: &Connection, filter: &Filter) -> Result<Vec<AuditRow>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM (
                 SELECT a.*, m.calcom_host_id FROM calcom_host_mapping_audits a
                 LEFT JOIN calcom_host_mappings m ON m.id = a.mapping_id
                 WHERE (:company IS NULL OR :company =
                            coalesce(m.company_id, coalesce(a.new_values, a.old_values) ->> 'company_id', :company))
                   AND (:host IS NULL OR m.calcom_host_id = :host
                        OR coalesce(a.new_values, a.old_values) ->> 'calcom_host_id' = :host)
                   AND (:action IS NULL OR a.action = :action)
                   AND (:by IS NULL OR a.changed_by = :by)
                   AND (:since IS NULL OR a.changed_at >= :since)
                 ORDER BY a.seq DESC LIMIT :most)
             ORDER BY seq"
        ))?
        .query_map(
            named_params! {
                ":company": filter.company.map(|company| company.0),
                ":host": filter.host.map(|host| host.0), ":action": filter.action,
                ":by": filter.changed_by, ":since": filter.since, ":most": filter.most,
            },
            read,
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// A row, by the columns' names.
pub(crate) fn read(row: &Row) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        seq: row.get("seq")?,
        mapping_id: row.get("mapping_id")?,
        action: row.get("action")?,
        old_values: row.get("old_values")?,
        new_values: row.get("new_values")?,
        changed_by: row.get("changed_by")?,
        changed_at: row.get("changed_at")?,
        reason: row.get("reason")?,
        prev_hash: row.get("prev_hash")?,
        hash: row.get("hash")?,
    })
}
