//! `suggestion_verdicts`: what people said about suggested pairs. A rejection is remembered for good.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::ids::HostId;
use crate::domain::ids::StaffId;
use crate::store::Tx;
use crate::store::decision::Decider;
use crate::store::stamp;
use rusqlite::Connection;
use rusqlite::named_params;
use serde_json::Value;
use time::OffsetDateTime;

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is her.
    Accepted,
    /// It is not, and it is not to be suggested again.
    Rejected,
}

impl Verdict {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Accepted => "accepted",
            Verdict::Rejected => "rejected",
        }
    }
}

/// A verdict as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct VerdictRow {
    /// About this host.
    pub host: HostId,
    /// And this person.
    pub staff: StaffId,
    /// `accepted` or `rejected`.
    pub verdict: String,
    /// The shares of the score at that time, as JSON text.
    pub shares: String,
    /// Who.
    pub decided_by: String,
    /// Why.
    pub reason: String,
    /// UTC.
    pub decided_at: String,
    /// The audit row it came after.
    pub audit_seq: i64,
    /// The decision it came after.
    pub decision_id: i64,
}

/// Keeps a verdict. Rejecting a pair twice changes nothing.
pub fn insert(
    tx: &Tx,
    company: CompanyId,
    (host, staff): (HostId, &StaffId),
    verdict: Verdict,
    shares: &Value,
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
        ":shares": shares.to_string(), ":by": decider.by, ":reason": decider.reason,
        ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Whom people said a host is not.
pub fn rejected(connection: &Connection, company: CompanyId, host: HostId) -> Result<Vec<StaffId>> {
    let rows = connection
        .prepare_cached(
            "SELECT staff_id FROM suggestion_verdicts
             WHERE company_id = ?1 AND host_id = ?2 AND verdict = 'rejected' ORDER BY staff_id",
        )?
        .query_map((company.0, host.0), |row| row.get(0).map(StaffId))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Every verdict of a company, or about one host, in order.
pub fn list(
    connection: &Connection,
    company: CompanyId,
    host: Option<HostId>,
) -> Result<Vec<VerdictRow>> {
    let rows = connection
        .prepare_cached(
            "SELECT * FROM suggestion_verdicts
             WHERE company_id = ?1 AND (?2 IS NULL OR host_id = ?2) ORDER BY id",
        )?
        .query_map((company.0, host.map(|host| host.0)), |row| {
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
