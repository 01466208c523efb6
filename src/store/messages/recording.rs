//! What a recording asks of the database: what stands when it begins, and what was decided since it looked last.

use crate::domain::Result;
use crate::domain::ids::{AppointmentId, CompanyId, HostId, SegmentId, StaffId};
use crate::store::db::stamp;
use crate::store::visit::decided;
use rusqlite::{Connection, Row};
use serde_json::Value;
use time::OffsetDateTime;

/// How far the append-only tables were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Of the audit trail.
    pub audit_seq: i64,
    /// Of the decisions.
    pub decision_id: i64,
    /// Of the verdicts.
    pub verdict_id: i64,
}

/// A decision, as far as a recording tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub id: i64,
    pub segment: SegmentId,
    pub appointment: AppointmentId,
    pub host: Option<HostId>,
    /// The whole decision.
    pub details: Value,
    /// `system`, or a person.
    pub decided_by: String,
    /// Empty in the ordinary case.
    pub reason: String,
}

/// A pair that a person rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    pub id: i64,
    /// Not this host.
    pub host: HostId,
    pub staff: StaffId,
    pub by: String,
}

/// Where the tables end now.
pub fn marks(connection: &Connection) -> Result<Marks> {
    Ok(connection
        .prepare_cached(
            "SELECT (SELECT coalesce(max(seq), 0) FROM calcom_host_mapping_audits),
                 (SELECT coalesce(max(id), 0) FROM decisions),
                 (SELECT coalesce(max(id), 0) FROM suggestion_verdicts)",
        )?
        .query_row([], |row| {
            Ok(Marks { audit_seq: row.get(0)?, decision_id: row.get(1)?, verdict_id: row.get(2)? })
        })?)
}

/// The appointments of a company that have not ended, soonest first.
pub fn standing(
    connection: &Connection,
    company: CompanyId,
    now: OffsetDateTime,
    most: u32,
) -> Result<Vec<AppointmentId>> {
    let rows = connection
        .prepare_cached(
            "SELECT id FROM appointments WHERE company_id = ?1 AND ends_at > ?2
             ORDER BY starts_at, id LIMIT ?3",
        )?
        .query_map((company.0, stamp::seconds(now), most), |row| row.get(0).map(AppointmentId))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Decisions of a company after that one, in order.
pub fn decisions_after(
    connection: &Connection,
    company: CompanyId,
    id: i64,
    most: u32,
) -> Result<Vec<Decided>> {
    let rows = connection
        .prepare_cached(&select("d.company_id = ?1 AND d.id > ?2 ORDER BY d.id LIMIT ?3"))?
        .query_map((company.0, id, most), decided)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// The newest decision about a segment.
pub fn latest_decision(connection: &Connection, segment: SegmentId) -> Result<Option<Decided>> {
    let mut rows = connection
        .prepare_cached(&select("d.segment_id = ?1 ORDER BY d.id DESC LIMIT 1"))?
        .query_map([segment.0], decided)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows.pop())
}

/// The hosts whose mapping was changed after that row of the trail by a person, or by a rule before anything was
/// decided about a booking of theirs, with who did it. A change that followed from a booking is left out: of a host with
/// bookings a decision is found by these; only of one without any all decisions are looked through.
pub fn hosts_mapped_after(
    connection: &Connection,
    company: CompanyId,
    seq: i64,
) -> Result<Vec<(HostId, String)>> {
    let rows = connection
        .prepare_cached(
            "SELECT m.calcom_host_id, a.changed_by FROM calcom_host_mapping_audits a
             JOIN calcom_host_mappings m ON m.id = a.mapping_id
             WHERE a.seq > ?2 AND m.company_id = ?1
               AND (a.changed_by <> 'system' OR NOT (
                   EXISTS (SELECT 1 FROM appointments v CROSS JOIN appointment_segments s ON s.appointment_id = v.id
                       CROSS JOIN decisions d ON d.segment_id = s.id
                       WHERE v.calcom_host_id = m.calcom_host_id AND d.company_id = m.company_id
                           AND d.host_id = m.calcom_host_id)
                   OR EXISTS (SELECT 1 FROM decisions d
                       WHERE d.company_id = m.company_id AND d.host_id = m.calcom_host_id)))
             ORDER BY a.seq",
        )?
        .query_map((company.0, seq), |row| Ok((HostId(row.get(0)?), row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// The pairs rejected after that verdict, in order.
pub fn rejected_after(
    connection: &Connection,
    company: CompanyId,
    id: i64,
) -> Result<Vec<Rejected>> {
    let rows = connection
        .prepare_cached(
            "SELECT id, host_id, staff_id, decided_by FROM suggestion_verdicts
             WHERE company_id = ?1 AND id > ?2 AND verdict = 'rejected' ORDER BY id",
        )?
        .query_map((company.0, id), |row| {
            Ok(Rejected {
                id: row.get("id")?,
                host: HostId(row.get("host_id")?),
                staff: StaffId(row.get("staff_id")?),
                by: row.get("decided_by")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

fn select(condition: &str) -> String {
    format!(
        "SELECT d.id, d.segment_id, d.appointment_id, d.host_id, d.decided_by, d.reason, {} FROM decisions d
         WHERE {condition}",
        decided::COLUMNS
    )
}

fn decided(row: &Row) -> rusqlite::Result<Decided> {
    Ok(Decided {
        id: row.get("id")?,
        segment: SegmentId(row.get("segment_id")?),
        appointment: AppointmentId(row.get("appointment_id")?),
        host: row.get::<_, Option<i64>>("host_id")?.map(HostId),
        details: decided::whole(row)?,
        decided_by: row.get("decided_by")?,
        reason: row.get("reason")?,
    })
}
