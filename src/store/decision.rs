//! `decisions`: every decision about a segment, kept as it was taken. Written by the door alone.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::ids::HostId;
use crate::domain::ids::SegmentId;
use crate::store::Tx;
use crate::store::segment::Segment;
use crate::store::stamp;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use rusqlite::named_params;
use time::OffsetDateTime;

/// Who decided, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decider<'a> {
    /// `system`, or a person.
    pub by: &'a str,
    /// Empty for the ordinary case.
    pub reason: &'a str,
}

/// The rules decide, for no special reason.
pub const SYSTEM: Decider<'static> = Decider { by: "system", reason: "" };

/// A decision as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// In the order of deciding.
    pub id: i64,
    /// About this segment.
    pub segment: SegmentId,
    /// Of this appointment.
    pub appointment: i64,
    /// Whom Cal.com named.
    pub host: Option<HostId>,
    /// See `AssignmentState`.
    pub state: String,
    /// Who it was decided to be.
    pub staff: Option<String>,
    /// Which rule decided.
    pub rule: Option<String>,
    /// 0 to 100.
    pub confidence: Option<u8>,
    /// The whole decision, as JSON text.
    pub details: String,
    /// Which answer named the host.
    pub host_source: Option<String>,
    /// Who.
    pub decided_by: String,
    /// Why.
    pub reason: String,
    /// UTC.
    pub decided_at: String,
}

/// Keeps what a segment shows now, unless that is what was decided last.
pub fn keep(
    tx: &Tx,
    company: CompanyId,
    id: SegmentId,
    segment: &Segment,
    decider: Decider,
    now: OffsetDateTime,
) -> Result<()> {
    let details = segment.decision.to_string();
    let last: Option<(Option<i64>, Option<String>, String)> = tx
        .prepare_cached(
            "SELECT host_id, staff_id, details FROM decisions WHERE segment_id = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let host = segment.host.map(|host| host.0);
    let staff = segment.staff.as_ref().map(|staff| staff.0.clone());
    let same = last.is_some_and(|last| last == (host, staff.clone(), details.clone()));
    if same && decider == SYSTEM {
        return Ok(());
    }
    let confidence = segment.decision.get("confidence").and_then(serde_json::Value::as_u64);
    tx.prepare_cached(
        "INSERT INTO decisions (company_id, segment_id, appointment_id, host_id, state, staff_id, rule, confidence, details,
             host_source, decided_by, reason, decided_at)
         VALUES (:company, :segment, :appointment, :host, :state, :staff, :rule, :confidence, :details, :source, :by, :reason,
             :now)",
    )?
    .execute(named_params! {
        ":company": company.0, ":segment": id.0, ":appointment": segment.appointment.0, ":host": host, ":state": segment.state.as_str(),
        ":staff": staff, ":rule": segment.rule, ":confidence": confidence.and_then(|c| u8::try_from(c).ok()),
        ":details": details, ":source": segment.host_source, ":by": decider.by, ":reason": decider.reason,
        ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Every decision about a host's bookings, in order.
pub fn of_host(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
    most: u32,
) -> Result<Vec<Decision>> {
    list(
        connection,
        "d.company_id = ?1 AND d.host_id = ?2 ORDER BY d.id LIMIT ?3",
        (company.0, host.0, most),
    )
}

/// Every decision about one segment, in order.
pub fn of_segment(connection: &Connection, segment: SegmentId) -> Result<Vec<Decision>> {
    list(connection, "d.segment_id = ?1 ORDER BY d.id", (segment.0,))
}

fn list(
    connection: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Decision>> {
    let rows = connection
        .prepare_cached(&format!("SELECT * FROM decisions d WHERE {condition}"))?
        .query_map(values, read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

fn read(row: &Row) -> rusqlite::Result<Decision> {
    Ok(Decision {
        id: row.get("id")?,
        segment: SegmentId(row.get("segment_id")?),
        appointment: row.get("appointment_id")?,
        host: row.get::<_, Option<i64>>("host_id")?.map(HostId),
        state: row.get("state")?,
        staff: row.get("staff_id")?,
        rule: row.get("rule")?,
        confidence: row.get("confidence")?,
        details: row.get("details")?,
        host_source: row.get("host_source")?,
        decided_by: row.get("decided_by")?,
        reason: row.get("reason")?,
        decided_at: row.get("decided_at")?,
    })
}
