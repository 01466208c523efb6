//! The calls from a number. The index of who called does not hold the bookings themselves, which would be a page more to
//! write with each: a call is found by what else was asked in it, and by what was booked in it.

use crate::domain::Result;
use crate::domain::ids::CustomerId;
use crate::store::db::stamp;
use crate::store::messages::inbox_list;
use rusqlite::Connection;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// So many of the newest messages are looked through for bookings in which nothing came of the call: weeks of a salon's.
const RECENT_MESSAGES: u32 = 5_000;
/// So many visits of the customer are asked in which call they were booked.
const BOOKED_VISITS_MAX: u32 = 100;
/// No call lasts longer.
const CALL_MAX: Duration = Duration::hours(2);
/// A message is kept before anything comes of it, as far as the clock stands.
const AFTER_MAX: Duration = Duration::minutes(1);

/// Of a call's messages; those of Retell's that are about a call.
const OF_CALL: &str = "subject IS NOT NULL AND (channel IN ('retell_inbound', 'retell_function')
    OR channel = 'retell_webhook' AND event GLOB 'call_*')";

/// The calls from a number of a customer's, newest first: the name of the call, and when it was first heard of. Not found is
/// a call in which nothing but a booking was asked for and none was made for the customer, behind so many newer messages.
pub(crate) fn from(
    connection: &Connection,
    customer: CustomerId,
    phone: &str,
    most: usize,
) -> Result<Vec<(String, OffsetDateTime)>> {
    let mut calls = BTreeMap::new();
    let asked = format!(
        "SELECT subject, received_at FROM inbox
         WHERE caller = ?1 AND event <> 'book_appointment' AND {OF_CALL}"
    );
    let recent = format!(
        "SELECT subject, received_at FROM inbox WHERE id > (SELECT max(id) FROM inbox) - {RECENT_MESSAGES}
         AND event = 'book_appointment' AND caller = ?1 AND {OF_CALL}"
    );
    for sql in [asked, recent] {
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map([phone], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for row in rows {
            let (call, at): (String, String) = row?;
            heard(&mut calls, call, stamp::parse(&at)?);
        }
    }
    for (call, about) in booked(connection, customer)? {
        if !calls.contains_key(&call)
            && let Some(at) = first_heard(connection, (&call, phone), about)?
        {
            heard(&mut calls, call, at);
        }
    }
    let mut calls: Vec<_> = calls.into_iter().collect();
    calls.sort_by_key(|(_, at)| Reverse(*at));
    calls.truncate(most);
    Ok(calls)
}

fn heard(calls: &mut BTreeMap<String, OffsetDateTime>, call: String, at: OffsetDateTime) {
    let first = calls.entry(call).or_insert(at);
    *first = at.min(*first);
}

/// In which calls a customer's visits were booked, and when.
fn booked(connection: &Connection, customer: CustomerId) -> Result<Vec<(String, OffsetDateTime)>> {
    connection
        .prepare_cached(
            "SELECT g.call_id, g.created_at FROM appointments a CROSS JOIN sagas g ON g.id = a.visit_ref
             WHERE a.customer_id = ?1 AND g.call_id NOT GLOB 'web:*'
                 AND g.call_id NOT GLOB 'desk:*' ORDER BY a.starts_at DESC LIMIT ?2",
        )?
        .query_map((customer.0, BOOKED_VISITS_MAX), |row| Ok((row.get(0)?, row.get(1)?)))?
        .map(|row| {
            let (call, at): (String, String) = row?;
            Ok((call, stamp::parse(&at)?))
        })
        .collect()
}

/// When a call from this number was first heard of, which booked something about then; `None` where its messages are not
/// kept any more, or the number was another. Found by their numbers.
fn first_heard(
    connection: &Connection,
    (call, phone): (&str, &str),
    about: OffsetDateTime,
) -> Result<Option<OffsetDateTime>> {
    let span = (about.saturating_sub(CALL_MAX), about.saturating_add(AFTER_MAX));
    let (first, end) = inbox_list::numbers(connection, span)?;
    let at: Option<String> = connection
        .prepare_cached(&format!(
            "SELECT min(received_at) FROM inbox WHERE id >= ?1 AND id < ?2 AND subject = ?3 AND caller = ?4 AND {OF_CALL}"
        ))?
        .query_row((first, end, call, phone), |row| row.get(0))?;
    at.map(|at| stamp::parse(&at)).transpose()
}

/// What was asked in a call, and how it was answered.
pub(crate) fn answers_in(connection: &Connection, call: &str) -> Result<Vec<(String, String)>> {
    let rows = connection
        .prepare_cached(
            "SELECT function, status FROM function_answers WHERE call_id = ?1 ORDER BY id",
        )?
        .query_map([call], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::schema::connect_up_to_date;

    const WHO: &str = "+4915112340001";

    /// A customer with a visit that was booked in `call_booked`, as were others' whose messages came before and after.
    const SALON: &str = "
        INSERT INTO companies (id, key, name, time_zone, created_at) VALUES (1, 'c', 'C', 'UTC', '2026-11-01T00:00:00Z');
        INSERT INTO customers (id, company_id, name, phone, created_at, updated_at)
            VALUES (1, 1, 'Kim', '+4915112340001', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z');
        INSERT INTO sagas (id, kind, params, state, call_id, created_at, updated_at)
            VALUES ('saga-1', 'book', '{}', 'done', 'call_booked', '2026-11-02T10:00:00Z', '2026-11-02T10:00:00Z');
        INSERT INTO appointments (company_id, customer_id, status, source, starts_at, ends_at, assignment_state, visit_ref,
            created_at, updated_at)
        VALUES (1, 1, 'confirmed', 'retell_phone', '2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z', 'not_evaluated', 'saga-1',
            '2026-11-02T10:00:00Z', '2026-11-02T10:00:00Z');
        CREATE TABLE said (call TEXT, event TEXT, caller TEXT, at TEXT);
        CREATE TRIGGER kept AFTER INSERT ON said BEGIN
            INSERT INTO inbox (channel, event, subject, caller, body, state, received_at)
            VALUES ('retell_function', NEW.event, NEW.call, NEW.caller, x'7b7d', 'done', NEW.at);
        END;
        INSERT INTO said VALUES
            ('call_asked', 'book_appointment', '+4915112340001', '2026-11-02T09:00:00.000Z'),
            ('call_asked', 'check_availability', '+4915112340001', '2026-11-02T09:01:00.000Z'),
            ('call_refused', 'book_appointment', '+4915112340001', '2026-11-02T09:30:00.000Z'),
            ('call_booked', 'book_appointment', '+4915112340001', '2026-11-02T09:59:59.000Z'),
            ('call_other', 'book_appointment', '+4915112340002', '2026-11-02T10:00:00.000Z');";

    fn calls(connection: &Connection) -> Vec<String> {
        let found = from(connection, CustomerId(1), WHO, 20).unwrap();
        found.into_iter().map(|(call, at)| format!("{call} {}", stamp::millis(at))).collect()
    }

    #[test]
    fn calls_are_found_by_what_was_asked_and_what_was_booked() {
        let dir = tempfile::tempdir().unwrap();
        let connection = connect_up_to_date(&dir.path().join("test.db")).unwrap();
        assert_eq!(calls(&connection), [""; 0]);
        connection.execute_batch(SALON).unwrap();
        let newest = [
            "call_booked 2026-11-02T09:59:59.000Z",
            "call_refused 2026-11-02T09:30:00.000Z",
            "call_asked 2026-11-02T09:00:00.000Z",
        ];
        assert_eq!(calls(&connection), newest);
        assert_eq!(from(&connection, CustomerId(1), WHO, 1).unwrap().len(), 1);
        // Behind many newer messages.
        let later =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
            INSERT INTO said SELECT 'call_' || i, 'book_appointment', '+4915112340003',
                strftime('%Y-%m-%dT%H:%M:%fZ', '2026-11-03', i || ' minutes') FROM n";
        connection.execute(later, []).unwrap();
        let asked = "call_asked 2026-11-02T09:01:00.000Z";
        assert_eq!(calls(&connection), ["call_booked 2026-11-02T09:59:59.000Z", asked]);
        // It is not kept any more.
        connection.execute("DELETE FROM inbox WHERE subject = 'call_booked'", []).unwrap();
        assert_eq!(calls(&connection), [asked]);
    }
}
