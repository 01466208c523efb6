//! `suggestion_verdicts`: what people said about suggested pairs. A rejection is remembered for good.

use crate::domain::Result;
use crate::domain::ids::{CompanyId, HostId, StaffId};
use crate::domain::stored::stored_enum;
use crate::store::db::kept;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::host::decider::Decider;
use rusqlite::{Connection, named_params};
use serde_json::Value;
use std::collections::HashMap;
use time::OffsetDateTime;

stored_enum! {
    pub enum Verdict {
        Accepted = "accepted",
        /// It is not, and it is not to be suggested again.
        Rejected = "rejected",
    }
}

/// A verdict as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct VerdictRow {
    pub host: HostId,
    pub staff: StaffId,
    /// `accepted` or `rejected`.
    pub verdict: String,
    /// The suggestion's evidence at that time, for `suggest_stored`, as JSON text; `{}` if it was none.
    pub shares: String,
    pub decided_by: String,
    pub reason: String,
    /// UTC.
    pub decided_at: String,
    /// The audit row it came after.
    pub audit_seq: i64,
    /// The decision it came after.
    pub decision_id: i64,
}

impl VerdictRow {
    pub fn is_accepted(&self) -> bool {
        self.verdict == Verdict::Accepted.as_str()
    }

    /// The evidence, read.
    pub fn evidence(&self) -> Value {
        serde_json::from_str(&self.shares).unwrap_or_default()
    }
}

/// Keeps a verdict, with the suggestion's evidence (`suggest_stored::to_json`). Rejecting a pair twice changes nothing.
pub fn insert(
    tx: &Tx,
    company: CompanyId,
    (host, staff): (HostId, &StaffId),
    verdict: Verdict,
    evidence: &Value,
    decider: Decider,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO suggestion_verdicts (company_id, host_id, staff_id, verdict, shares, decided_by, reason, decided_at,
             audit_seq, decision_id)
         VALUES (:company, :host, :staff, :verdict, :shares, :by, :reason, :now,
             (SELECT coalesce(max(seq), 0) FROM calcom_host_mapping_audits),
             (SELECT coalesce(max(id), 0) FROM decisions))
         ON CONFLICT (company_id, host_id, staff_id) WHERE verdict = 'rejected' DO NOTHING",
    )?
    .execute(named_params! {
        ":company": company.0, ":host": host.0, ":staff": staff.0, ":verdict": verdict.as_str(),
        ":shares": evidence.to_string(), ":by": decider.by, ":reason": decider.reason,
        ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Whom people said each host is not.
struct Rejected(HashMap<(CompanyId, HostId), Vec<StaffId>>);

fn all_rejected(connection: &Connection) -> Result<Rejected> {
    let mut query = connection.prepare_cached(
        "SELECT company_id, host_id, staff_id FROM suggestion_verdicts
         WHERE verdict = 'rejected' ORDER BY staff_id",
    )?;
    let mut rows = query.query([])?;
    let mut rejected: HashMap<_, Vec<StaffId>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let of = (CompanyId(row.get(0)?), HostId(row.get(1)?));
        rejected.entry(of).or_default().push(StaffId(row.get(2)?));
    }
    Ok(Rejected(rejected))
}

/// Whom people said a host is not.
pub fn rejected(connection: &Connection, company: CompanyId, host: HostId) -> Result<Vec<StaffId>> {
    let rejected = kept::get(connection, all_rejected)?;
    Ok(rejected.0.get(&(company, host)).cloned().unwrap_or_default())
}

/// The verdicts about one host, in order.
pub fn of_host(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
) -> Result<Vec<VerdictRow>> {
    list(connection, "company_id = ?1 AND host_id = ?2", (company.0, host.0))
}

/// The newest verdicts of a company, in order: what weights are learned from.
pub fn newest(connection: &Connection, company: CompanyId, most: u32) -> Result<Vec<VerdictRow>> {
    // The plus keeps the index of the company out: from the newest row back, and no further than needed.
    list(
        connection,
        "id IN (SELECT id FROM suggestion_verdicts WHERE +company_id = ?1 ORDER BY id DESC LIMIT ?2)",
        (company.0, most),
    )
}

fn list(
    connection: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<VerdictRow>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT host_id, staff_id, verdict, shares, decided_by, reason, decided_at, audit_seq, decision_id
             FROM suggestion_verdicts WHERE {condition} ORDER BY id"
        ))?
        .query_map(values, |row| {
            Ok(VerdictRow {
                host: HostId(row.get("host_id")?),
                staff: StaffId(row.get("staff_id")?),
                verdict: row.get("verdict")?,
                shares: row.get("shares")?,
                decided_by: row.get("decided_by")?,
                reason: row.get("reason")?,
                decided_at: row.get("decided_at")?,
                audit_seq: row.get("audit_seq")?,
                decision_id: row.get("decision_id")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
