//! What stands in the diary within a span: one row a part, with the names, in one question to the database.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{AppointmentId, CompanyId, StaffId};
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::layout::PartKind;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use rusqlite::{Connection, Row, named_params};
use time::Duration;

/// Parts given at most; a day of twelve people has two hundred.
const PARTS_MAX: u32 = 2_000;
/// No visit is longer, so one that reaches into the span began no earlier before it.
const VISIT_MAX: Duration = Duration::hours(48);

/// A part of a visit that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayPart {
    pub appointment: AppointmentId,
    pub status: VisitStatus,
    pub kind: PartKind,
    /// `A`, `B`, …, `A+`.
    pub key: String,
    /// As it was called when it was booked; empty for a simple appointment.
    pub name: String,
    /// Which of the visit's segments of work, from 1; of a held pause that of the segment before it.
    pub place: u32,
    /// How many there are of these.
    pub of: u32,
    pub staff: Option<StaffId>,
    /// From its first minute to its last, UTC.
    pub at: Interval,
    /// What is done: the service's name.
    pub service: Option<String>,
    /// For whom; empty where no name is known.
    pub customer: String,
}

/// The parts of visits that stand and lie in a span at least in part, in the order of time.
pub fn parts(connection: &Connection, company: CompanyId, span: Interval) -> Result<Vec<DayPart>> {
    connection
        .prepare_cached(
            "SELECT a.id, a.status, a.segments_planned, s.kind, s.segment_key, s.name, s.staff_id, s.starts_at,
                 s.ends_at, v.name AS service, a.metadata ->> 'attendee_name' AS attendee, c.name AS customer,
                 (SELECT count(*) FROM appointment_segments o WHERE o.appointment_id = a.id AND o.kind = 'work'
                      AND o.position <= s.position) AS place
             FROM appointments a JOIN appointment_segments s ON s.appointment_id = a.id
                 LEFT JOIN services v ON v.id = a.service_id LEFT JOIN customers c ON c.id = a.customer_id
             WHERE a.company_id = :company AND a.starts_at < :end AND a.starts_at > :earliest
               AND s.starts_at < :end AND s.ends_at > :start
               AND a.status IN ('confirmed', 'requested', 'pending')
               AND (s.booking_status IS NULL OR s.booking_status IN ('accepted', 'pending'))
             ORDER BY s.starts_at, a.id, s.position LIMIT :most",
        )?
        .query_map(
            named_params! {
                ":company": company.0, ":start": stamp::seconds(span.start()), ":end": stamp::seconds(span.end()),
                ":earliest": stamp::seconds(span.start().saturating_sub(VISIT_MAX)), ":most": PARTS_MAX,
            },
            |row| Ok(read(row)),
        )?
        .map(|row| row?)
        .collect()
}

fn read(row: &Row) -> Result<DayPart> {
    let odd = |what: &str| Error::internal(format!("the diary holds an unknown {what}"));
    let text = |column: &str| row.get::<_, String>(column);
    let name = |column: &str| -> rusqlite::Result<Option<String>> {
        Ok(row.get::<_, Option<String>>(column)?.filter(|name| !is_placeholder(name)))
    };
    let at = |column: &str| stamp::parse(&row.get::<_, String>(column)?);
    Ok(DayPart {
        appointment: AppointmentId(row.get("id")?),
        status: VisitStatus::parse(&text("status")?).ok_or_else(|| odd("status"))?,
        kind: PartKind::parse(&text("kind")?).ok_or_else(|| odd("kind"))?,
        key: text("segment_key")?,
        name: text("name")?,
        place: row.get("place")?,
        of: row.get("segments_planned")?,
        staff: row.get::<_, Option<String>>("staff_id")?.map(StaffId),
        at: Interval::new(at("starts_at")?, at("ends_at")?)?,
        service: row.get("service")?,
        customer: name("attendee")?.or(name("customer")?).unwrap_or_default(),
    })
}
