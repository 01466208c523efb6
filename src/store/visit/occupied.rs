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

const PART_STANDS: &str =
    "(s.booking_status IS NULL OR s.booking_status IN ('accepted', 'pending'))
    AND EXISTS (SELECT 1 FROM appointments a WHERE a.id = s.appointment_id
        AND a.status NOT IN ('cancelled', 'rejected') AND a.id IS NOT :except)";
const PART_COLUMNS: &str =
    "s.starts_at, s.ends_at, s.settle_minutes, s.return_minutes, s.buffer_minutes";

/// The parts that are held: of the offers that touch the span and have not expired, and of what is on its way.
fn held(of_whom: &str) -> String {
    const PART: &str =
        "p.value ->> 'starts_at' AS starts_at, p.value ->> 'ends_at' AS ends_at,
             p.value ->> 'settle_minutes' AS settle_minutes, p.value ->> 'return_minutes' AS return_minutes,
             p.value ->> 'buffer_minutes' AS buffer_minutes";
    const TOUCHES: &str = "p.value ->> 'staff_id' = :staff
           AND p.value ->> 'starts_at' < :end AND p.value ->> 'ends_at' > :start";
    // The two indexes hold what is not at rest alone.
    format!(
        "SELECT {PART} FROM holds h, json_each(h.parts) p
         WHERE h.starts_at < :end AND h.ends_at > :start AND {TOUCHES}
           AND {of_whom} AND h.is_let_go = 0 AND h.expires_at > :now
         UNION ALL
         SELECT {PART} FROM sagas g INDEXED BY sagas_open, json_each(g.kept) p WHERE g.state = 'open' AND {TOUCHES}
         UNION ALL
         SELECT {PART} FROM sagas g INDEXED BY sagas_stuck, json_each(g.kept) p WHERE g.state = 'stuck' AND {TOUCHES}"
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

fn sql() -> String {
    let held = held("h.call_id <> :call");
    format!(
        "SELECT {PART_COLUMNS} FROM appointment_segments s
         WHERE s.staff_id = :staff AND s.ends_at > :start AND s.ends_at < :near AND s.starts_at < :end
           AND {PART_STANDS}
         UNION ALL
         SELECT {PART_COLUMNS} FROM appointment_segments s INDEXED BY appointment_segments_long
         WHERE julianday(s.ends_at) - julianday(s.starts_at) > 1 AND s.staff_id = :staff
           AND s.ends_at >= :near AND s.starts_at < :end AND {PART_STANDS}
         UNION ALL {held}"
    )
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
    let mut query = connection.prepare_cached(&sql())?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::visit::note::PartNote;
    use crate::domain::visit::plan::PlannedBooking;
    use crate::store::db::schema::connect_up_to_date;
    use crate::store::db::tx::Tx;
    use crate::store::visit::saga_log;
    use crate::store::visit::saga_log::{Kind, New, State};
    use rusqlite::StatementStatus;
    use serde_json::Value;
    use time::macros::datetime;

    const LATER: i64 = 200_000;
    const STAFF: &str = "00000000-0000-4000-8000-000000000001";
    const SALON: &str = "
        INSERT INTO companies (id, key, name, time_zone, created_at) VALUES (1, 'c', 'C', 'UTC', '2026-11-01T00:00:00Z');
        INSERT INTO staff (id, company_id, key, name, created_at, updated_at)
            VALUES ('00000000-0000-4000-8000-000000000001', 1, 's', 'S', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z');";

    /// Half an hour each, one after the other from an instant on.
    fn visits(connection: &Connection, from: i64, count: i64) {
        let sql = "
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
            INSERT INTO appointments (id, company_id, staff_id, status, source, starts_at, ends_at, assignment_state,
                created_at, updated_at)
            SELECT (SELECT coalesce(max(id), 0) FROM appointments) + 1 + i, 1, '00000000-0000-4000-8000-000000000001', 'confirmed', 'web_api',
                strftime('%Y-%m-%dT%H:%M:%SZ', ?1 + 1800 * i, 'unixepoch'),
                strftime('%Y-%m-%dT%H:%M:%SZ', ?1 + 1800 * (i + 1), 'unixepoch'),
                'matched', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z' FROM n";
        connection.execute(sql, (from, count)).unwrap();
        let sql = "
            INSERT INTO appointment_segments (appointment_id, segment_key, position, staff_id, starts_at, ends_at,
                assignment_state)
            SELECT id, 'A', 1, staff_id, starts_at, ends_at, assignment_state FROM appointments
            WHERE id NOT IN (SELECT appointment_id FROM appointment_segments)";
        connection.execute(sql, []).unwrap();
    }

    fn asked(connection: &Connection, span: Interval) -> (usize, i32) {
        let asking = Asking { call_id: "call", except: None, now: span.start() };
        let steps = || -> i32 {
            let query = connection.prepare_cached(&sql()).unwrap();
            query.get_status(StatementStatus::VmStep)
        };
        let before = steps();
        let claim = occupied(connection, &StaffId(STAFF.into()), span, asking).unwrap();
        (claim.busy.len(), steps() - before)
    }

    #[test]
    fn a_full_day_is_looked_at_and_nothing_that_lies_behind_it() {
        let dir = tempfile::tempdir().unwrap();
        let connection = connect_up_to_date(&dir.path().join("test.db")).unwrap();
        connection.execute_batch(SALON).unwrap();
        let day = Interval::new(datetime!(2026-12-01 00:00 UTC), datetime!(2026-12-02 00:00 UTC));
        let day = day.unwrap();
        visits(&connection, day.start().unix_timestamp(), 48);
        let alone = asked(&connection, day);
        assert_eq!(alone.0, 48);
        visits(&connection, day.end().unix_timestamp() + 3 * 86_400, LATER);
        let before_many = asked(&connection, day);
        // The first of the later ones is where it stops.
        let (parts, steps) = alone;
        assert!(
            before_many.0 == parts && before_many.1 <= steps + 10,
            "(parts, steps of SQLite): {alone:?}, with {LATER} later ones {before_many:?}"
        );
    }

    #[test]
    fn what_is_on_its_way_is_in_the_way_until_it_is_at_rest() {
        let dir = tempfile::tempdir().unwrap();
        let connection = connect_up_to_date(&dir.path().join("test.db")).unwrap();
        connection.execute_batch(SALON).unwrap();
        let (start, now) = (datetime!(2026-12-01 09:00 UTC), datetime!(2026-11-30 09:00 UTC));
        let at = Interval::new(start, start + Duration::hours(1)).unwrap();
        let part = PlannedBooking {
            note: PartNote::simple(),
            at,
            staff: Some(StaffId(STAFF.into())),
            event_type_id: 501,
        };
        let (tx, params, kept) = (Tx(&connection), Value::Null, [part]);
        let (kind, call, is_sent) = (Kind::Book, None, true);
        let new = New { id: "saga", kind, params: &params, call, is_sent, kept: &kept };
        saga_log::create(&tx, &new, now).unwrap();
        let is_taken = || asked(&connection, at).0 == 1;
        let finish = |state| saga_log::finish(&tx, "saga", state, &Value::Null, now).unwrap();
        assert!(is_taken());
        finish(State::Stuck);
        assert!(is_taken(), "somebody has to look first");
        saga_log::try_again(&tx, "saga", false, now).unwrap();
        assert!(is_taken());
        let later = start + Duration::hours(6);
        let later = Interval::new(later, later + Duration::hours(1)).unwrap();
        assert_eq!(asked(&connection, later).0, 0);
        finish(State::Unwound);
        assert!(!is_taken());
    }

    #[test]
    fn what_takes_days_is_in_the_way_on_each_of_them() {
        let dir = tempfile::tempdir().unwrap();
        let connection = connect_up_to_date(&dir.path().join("test.db")).unwrap();
        connection.execute_batch(SALON).unwrap();
        visits(&connection, datetime!(2026-12-01 09:00 UTC).unix_timestamp(), 1);
        for table in ["appointments", "appointment_segments"] {
            let long = format!("UPDATE {table} SET ends_at = '2026-12-09T09:00:00Z'");
            connection.execute(&long, []).unwrap();
        }
        for (hours, expected) in
            [(-5, 0), (1, 1), (24, 1), (24 * 5, 1), (24 * 8 - 1, 1), (24 * 9, 0)]
        {
            let from = datetime!(2026-12-01 09:00 UTC) + Duration::hours(hours);
            let span = Interval::new(from, from + Duration::minutes(30)).unwrap();
            assert_eq!(asked(&connection, span).0, expected, "{hours} hours after it began");
        }
    }
}
