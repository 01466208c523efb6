//! What a staff member's time is taken by: the parts of standing appointments and what is held, in one statement.
//!
//! Bounded on both ends: however much lies before or behind a span, the rows that are looked at are those of its days.

use crate::domain::Result;
use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::ids::{AppointmentId, StaffId};
use crate::store::db::stamp;
use crate::store::visit::segment::{AROUND_MAX_MINUTES, Around};
use rusqlite::{Connection, Row, named_params};
use time::{Duration, OffsetDateTime};

/// Parts that take longer have an index of their own (`appointment_segments_long`), so that all others that touch a span
/// end at most so long after it.
pub(crate) const LONG_DAYS: i64 = 1;

/// A hold in force: an offer that has not expired, or one whose booking is on its way.
///
/// The saga is looked up by its name: a list of all open ones would be made anew for each question.
pub(crate) const IN_FORCE: &str = "(h.saga_id IS NULL AND h.expires_at > :now OR EXISTS (SELECT 1 FROM sagas WHERE sagas.id = h.saga_id AND sagas.state IN ('open', 'stuck')))";

const PART_STANDS: &str =
    "(s.booking_status IS NULL OR s.booking_status IN ('accepted', 'pending'))
    AND EXISTS (SELECT 1 FROM appointments a WHERE a.id = s.appointment_id
        AND a.status IN ('confirmed', 'requested', 'pending') AND a.id IS NOT :except)";
const PART_COLUMNS: &str =
    "s.starts_at, s.ends_at, s.settle_minutes, s.return_minutes, s.buffer_minutes";

/// The parts that are held, of the holds that touch the span.
fn held(of_whom: &str) -> String {
    format!(
        "SELECT p.value ->> 'starts_at' AS starts_at, p.value ->> 'ends_at' AS ends_at,
             p.value ->> 'settle_minutes' AS settle_minutes, p.value ->> 'return_minutes' AS return_minutes,
             p.value ->> 'buffer_minutes' AS buffer_minutes
         FROM holds h, json_each(h.parts) p
         WHERE h.starts_at < :end AND h.ends_at > :start AND p.value ->> 'staff_id' = :staff
           AND p.value ->> 'starts_at' < :end AND p.value ->> 'ends_at' > :start
           AND {of_whom} AND h.is_let_go = 0 AND {IN_FORCE}"
    )
}

/// For whom it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// What was offered in this call does not count.
    pub call_id: &'a str,
    /// A visit that does not count, because it is being moved.
    pub except: Option<AppointmentId>,
    /// UTC.
    pub now: OffsetDateTime,
}

/// What a staff member's time is taken by within a span, with what each part needs around it.
pub fn occupied(
    connection: &Connection,
    staff: &StaffId,
    span: Interval,
    asking: Asking,
) -> Result<Claim> {
    let wider = span.widened(Duration::minutes(AROUND_MAX_MINUTES));
    let near = wider.end().saturating_add(Duration::days(LONG_DAYS));
    let held = held("(h.call_id <> :call OR h.saga_id IS NOT NULL)");
    let mut query = connection.prepare_cached(&format!(
        "SELECT {PART_COLUMNS} FROM appointment_segments s
         WHERE s.staff_id = :staff AND s.ends_at > :start AND s.ends_at < :near AND s.starts_at < :end
           AND {PART_STANDS}
         UNION ALL
         SELECT {PART_COLUMNS} FROM appointment_segments s INDEXED BY appointment_segments_long
         WHERE julianday(s.ends_at) - julianday(s.starts_at) > 1 AND s.staff_id = :staff
           AND s.ends_at >= :near AND s.starts_at < :end AND {PART_STANDS}
         UNION ALL {held}"
    ))?;
    let mut rows = query.query(named_params! {
        ":staff": staff.0, ":start": stamp::seconds(wider.start()), ":end": stamp::seconds(wider.end()),
        ":near": stamp::seconds(near), ":except": asking.except.map(|id| id.0), ":call": asking.call_id,
        ":now": stamp::millis(asking.now),
    })?;
    let mut claim = Claim::default();
    while let Some(row) = rows.next()? {
        claim.join(taken(row)?);
    }
    Ok(claim)
}

/// What a staff member's time is held for within a span, by whomever.
pub fn held_for(
    connection: &Connection,
    staff: &StaffId,
    span: Interval,
    now: OffsetDateTime,
) -> Result<Claim> {
    let wider = span.widened(Duration::minutes(AROUND_MAX_MINUTES));
    let mut query = connection.prepare_cached(&held("TRUE"))?;
    let mut rows = query.query(named_params! {
        ":staff": staff.0, ":start": stamp::seconds(wider.start()), ":end": stamp::seconds(wider.end()),
        ":now": stamp::millis(now),
    })?;
    let mut claim = Claim::default();
    while let Some(row) = rows.next()? {
        claim.join(taken(row)?);
    }
    Ok(claim)
}

/// A row of these columns, as what it takes.
fn taken(row: &Row) -> Result<Claim> {
    let time = |column: &str| stamp::parse(&row.get::<_, String>(column)?);
    let around = Around {
        settle_minutes: row.get("settle_minutes")?,
        return_minutes: row.get("return_minutes")?,
        buffer_minutes: row.get("buffer_minutes")?,
    };
    Ok(around.claim(Interval::new(time("starts_at")?, time("ends_at")?)?))
}
