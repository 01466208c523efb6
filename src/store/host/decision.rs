//! `decisions`: every decision about a segment, kept as it was taken. Written by the door alone.

use crate::domain::Result;
use crate::domain::host::matching_row::RowSays;
use crate::domain::host::{matching_row, matching_stored};
use crate::domain::ids::{CompanyId, HostId, SegmentId};
use crate::logging::fact::Fact;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::host::decider::{Decider, SYSTEM};
use crate::store::host::{identity, staff};
use crate::store::visit::decided;
use crate::store::visit::of_host;
use crate::store::visit::of_host::Of;
use crate::store::visit::segment::Segment;
use rusqlite::{Connection, Row, named_params};
use serde_json::Value;
use time::OffsetDateTime;

/// A decision as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// In the order of deciding.
    pub id: i64,
    pub segment: SegmentId,
    pub appointment: i64,
    pub host: Option<HostId>,
    /// See `AssignmentState`.
    pub state: String,
    /// Who it was decided to be.
    pub staff: Option<String>,
    pub rule: Option<String>,
    /// 0 to 100.
    pub confidence: Option<u8>,
    /// The whole decision, for `matching_stored::tell`.
    pub details: Value,
    /// Which answer named the host.
    pub host_source: Option<String>,
    pub decided_by: String,
    pub reason: String,
    /// UTC.
    pub decided_at: String,
    /// The audit row it came after.
    pub audit_seq: i64,
}

/// So many of the newest decisions are looked through for those of one host: a year or more of a large salon's.
const RECENT_DECISIONS: u32 = 20_000;

/// Keeps what a segment shows now, with what is known of its host, unless that is what was decided last.
pub fn keep(
    tx: &Tx,
    company: CompanyId,
    id: SegmentId,
    segment: &Segment,
    decider: Decider,
    now: OffsetDateTime,
) -> Result<()> {
    if decider == SYSTEM && is_last(tx, id, segment)? {
        return Ok(());
    }
    keep_first(tx, company, id, segment, decider, now)
}

/// The same of a segment that is new: there is none before it.
pub fn keep_first(
    tx: &Tx,
    company: CompanyId,
    id: SegmentId,
    segment: &Segment,
    decider: Decider,
    now: OffsetDateTime,
) -> Result<()> {
    let confidence = segment.decision.get("confidence").and_then(Value::as_u64);
    let says = RowSays {
        host: segment.host.map(|host| host.0),
        state: segment.state.as_str().to_owned(),
        staff: segment.staff.as_ref().map(|staff| staff.0.clone()),
        rule: segment.rule.clone(),
        confidence: confidence.and_then(|c| u8::try_from(c).ok()),
    };
    let details = matching_row::slim(&details(tx, company, segment)?, &says);
    tx.prepare_cached(
        "INSERT INTO decisions (company_id, segment_id, appointment_id, host_id, state, staff_id, rule, confidence, details,
             host_source, decided_by, reason, decided_at, audit_seq)
         VALUES (:company, :segment, :appointment, :host, :state, :staff, :rule, :confidence, :details, :source, :by, :reason,
             :now, (SELECT coalesce(max(seq), 0) FROM calcom_host_mapping_audits))",
    )?
    .execute(named_params! {
        ":company": company.0, ":segment": id.0, ":appointment": segment.appointment.0,
        ":host": says.host, ":state": says.state, ":staff": says.staff, ":rule": says.rule,
        ":confidence": says.confidence, ":details": details.to_string(), ":source": segment.host_source,
        ":by": decider.by, ":reason": decider.reason, ":now": stamp::seconds(now),
    })?;
    Fact::new("decided")
        .with("appointment", segment.appointment.0)
        .with("segment", &segment.key)
        .with("state", segment.state.as_str())
        .with_some("staff", segment.staff.as_ref().map(|staff| &staff.0))
        .with_some("host", segment.host.map(|host| host.0))
        .with_some("rule", segment.rule.as_ref())
        .with_some("confidence", confidence)
        .with("by", if decider.by == SYSTEM.by { "rules" } else { "person" })
        .tell();
    Ok(())
}

fn is_last(tx: &Tx, id: SegmentId, segment: &Segment) -> Result<bool> {
    let Some(last) = newest_of_segment(tx, id)? else { return Ok(false) };
    Ok(last.host == segment.host
        && last.staff.as_ref() == segment.staff.as_ref().map(|staff| &staff.0)
        && matching_stored::without_host(&last.details) == segment.decision)
}

/// The decision, and what it can only be told with: who the host was then, and which of the host's addresses were the
/// staff member's.
fn details(tx: &Tx, company: CompanyId, segment: &Segment) -> Result<Value> {
    let Some(host) = segment.host else { return Ok(segment.decision.clone()) };
    let Some(known) = identity::find(tx, company, host)? else {
        return Ok(segment.decision.clone());
    };
    let (name, emails) = (known.host.name.as_deref(), &known.host.emails);
    let theirs = match &segment.staff {
        Some(staff) => staff::find(tx, staff)?.map(|person| person.emails).unwrap_or_default(),
        None => Vec::new(),
    };
    let addresses: Vec<String> =
        emails.iter().filter(|email| theirs.contains(email)).cloned().collect();
    Ok(matching_stored::with_host(&segment.decision, name, emails, &addresses))
}

/// The newest decisions about a host's bookings, in order: about the newest that are the host's, and of all decisions among
/// the newest. Without an index of their hosts, which would be a page more to write with each booking: not found is only a
/// decision behind so many newer ones, about a booking that has gone to another host since or is older than the host's newest.
pub fn of_host(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
    most: u32,
) -> Result<Vec<Decision>> {
    let newest = of_host::newest(Of::AnyKind);
    list(
        connection,
        &format!(
            "id IN (SELECT d.id FROM ({newest}) s CROSS JOIN decisions d ON d.segment_id = s.id
                 WHERE d.company_id = :company AND d.host_id = :host
             UNION SELECT id FROM decisions WHERE id > (SELECT max(id) FROM decisions) - {RECENT_DECISIONS}
                 AND company_id = :company AND host_id = :host ORDER BY id DESC LIMIT :most)"
        ),
        named_params! { ":company": company.0, ":host": host.0, ":most": most },
    )
}

/// The newest decision about one segment.
pub fn newest_of_segment(connection: &Connection, segment: SegmentId) -> Result<Option<Decision>> {
    let newest = "id = (SELECT max(id) FROM decisions WHERE segment_id = ?1)";
    Ok(list(connection, newest, (segment.0,))?.pop())
}

/// The decisions about one segment from this second on, in order.
pub fn of_segment_since(
    connection: &Connection,
    segment: SegmentId,
    since: OffsetDateTime,
) -> Result<Vec<Decision>> {
    list(connection, "segment_id = ?1 AND decided_at >= ?2", (segment.0, stamp::seconds(since)))
}

fn list(
    connection: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Decision>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT d.*, {} FROM decisions d WHERE {condition} ORDER BY id",
            decided::COLUMNS
        ))?
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
        details: decided::whole(row)?,
        host_source: row.get("host_source")?,
        decided_by: row.get("decided_by")?,
        reason: row.get("reason")?,
        decided_at: row.get("decided_at")?,
        audit_seq: row.get("audit_seq")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::schema::connect_up_to_date;

    /// Of two hosts; the second booking went from one to the other.
    const SALON: &str = "
        INSERT INTO companies (id, key, name, time_zone, created_at) VALUES (1, 'c', 'C', 'UTC', '2026-11-01T00:00:00Z');
        INSERT INTO appointments (id, company_id, calcom_host_id, status, source, starts_at, ends_at, assignment_state,
            created_at, updated_at)
        SELECT value ->> 0, 1, value ->> 1, 'confirmed', 'web_api', '2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z',
            'not_evaluated', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z' FROM json_each('[[1, 7], [2, 8], [3, 7]]');
        INSERT INTO appointment_segments (id, appointment_id, segment_key, position, calcom_host_id, starts_at, ends_at,
            assignment_state)
        SELECT id, id, 'A', 1, calcom_host_id, starts_at, ends_at, assignment_state FROM appointments;
        INSERT INTO decisions (company_id, segment_id, appointment_id, host_id, state, details, decided_by, decided_at)
        SELECT 1, value ->> 0, value ->> 0, value ->> 1, 'not_evaluated', '{}', 'system', '2026-11-01T00:00:00Z'
        FROM json_each('[[1, 7], [2, 7], [2, 8], [3, 7], [1, 7]]');";

    #[test]
    fn a_host_has_the_decisions_about_its_bookings_and_of_late_those_about_others() {
        let dir = tempfile::tempdir().unwrap();
        let connection = connect_up_to_date(&dir.path().join("test.db")).unwrap();
        connection.execute_batch(SALON).unwrap();
        let of = |host: i64, most: u32| -> Vec<i64> {
            let found = of_host(&connection, CompanyId(1), HostId(host), most).unwrap();
            found.iter().map(|decision| decision.id).collect()
        };
        assert_eq!(
            (of(7, 10), of(7, 2), of(8, 10), of(9, 10)),
            (vec![1, 2, 4, 5], vec![4, 5], vec![3], vec![])
        );
        let later = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
            INSERT INTO decisions (company_id, segment_id, appointment_id, state, details, decided_by, decided_at)
            SELECT 1, 9, 9, 'not_evaluated', '{}', 'system', '2026-11-01T00:00:00Z' FROM n";
        connection.execute(later, [RECENT_DECISIONS]).unwrap();
        assert_eq!((of(7, 10), of(8, 10)), (vec![1, 4, 5], vec![3]));
    }
}
