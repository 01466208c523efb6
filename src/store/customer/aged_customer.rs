//! Customers who were not there for so long.

use crate::domain::Result;
use crate::store::customer::aged::Aged;
use crate::store::db::stamp;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

// The last of it walks through the inbox, once for a statement and only if all else holds of somebody: bookings are not in the
// index of who called. 0.1 s of 200,000 messages; each erasure reads all their bodies besides.
/// Whoever has a visit that ends later, called or was noted later, waits for a call back, is to be told something, or has a
/// visit that is not settled, stays.
const CUSTOMER_IS_GONE: &str = "c.company_id = :company AND c.merged_into IS NULL AND c.erased_at IS NULL
     AND c.updated_at < :before
     AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.customer_id = c.id
         AND (a.ends_at >= :before OR EXISTS (SELECT 1 FROM sagas g WHERE g.id = a.visit_ref AND g.state IN ('open', 'stuck'))
             OR EXISTS (SELECT 1 FROM outbox o WHERE o.visit_ref = a.visit_ref AND o.state = 'open')
             OR EXISTS (SELECT 1 FROM callbacks k WHERE k.appointment_id = a.id AND k.done_at IS NULL)))
     AND NOT EXISTS (SELECT 1 FROM callbacks k WHERE k.phone = c.phone AND k.done_at IS NULL)
     AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.caller = c.phone AND i.event <> 'book_appointment'
         AND i.received_at >= :before)
     AND NOT EXISTS (SELECT 1 FROM customer_contacts n JOIN inbox i ON i.caller = n.value
         WHERE n.customer_id = c.id AND n.kind = 'phone' AND i.event <> 'book_appointment' AND i.received_at >= :before)
     AND NOT EXISTS (SELECT 1 FROM (SELECT c.phone AS number
             UNION ALL SELECT n.value FROM customer_contacts n WHERE n.customer_id = c.id AND n.kind = 'phone')
         WHERE number IN (SELECT i.caller FROM inbox i WHERE i.event = 'book_appointment' AND i.caller IS NOT NULL
             AND i.received_at >= :before))";
/// When such a customer was there last.
const CUSTOMER_WAS_THERE: &str = "coalesce((SELECT max(a.ends_at) FROM appointments a WHERE a.customer_id = c.id), c.updated_at)";

/// How many customers were not there since this instant, and when the first of them was there last.
pub(crate) fn customers(
    connection: &Connection,
    company: i64,
    before: OffsetDateTime,
) -> Result<Aged> {
    let sql = format!(
        "SELECT count(*), min({CUSTOMER_WAS_THERE}) FROM customers c WHERE {CUSTOMER_IS_GONE}"
    );
    let (rows, oldest): (i64, Option<String>) = connection.prepare_cached(&sql)?.query_row(
        named_params! { ":company": company, ":before": stamp::seconds(before) },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let oldest = oldest.map(|text| stamp::parse(&text)).transpose()?;
    Ok(Aged { rows: u64::try_from(rows).unwrap_or(0), oldest })
}

/// The first of them behind this number.
pub(crate) fn next_customer(
    connection: &Connection,
    company: i64,
    before: OffsetDateTime,
    after: i64,
) -> Result<Option<i64>> {
    let sql =
        format!("SELECT min(c.id) FROM customers c WHERE c.id > :after AND {CUSTOMER_IS_GONE}");
    Ok(connection.prepare_cached(&sql)?.query_row(
        named_params! { ":company": company, ":before": stamp::seconds(before), ":after": after },
        |row| row.get(0),
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::schema::connect_up_to_date;
    use time::macros::datetime;

    const BEFORE: OffsetDateTime = datetime!(2026-06-01 00:00 UTC);

    #[test]
    fn whoever_only_tried_to_book_has_called() {
        let dir = tempfile::tempdir().unwrap();
        let connection = connect_up_to_date(&dir.path().join("test.db")).unwrap();
        let sql = "INSERT INTO companies (id, key, name, time_zone, created_at)
                VALUES (1, 'c', 'C', 'UTC', '2026-01-01T00:00:00Z');
            INSERT INTO customers (id, company_id, name, phone, created_at, updated_at)
            SELECT value ->> 0, 1, 'Kim', value ->> 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'
            FROM json_each('[[1, \"+4915112340001\"], [2, \"+4915112340002\"], [3, null], [4, \"+4915112340004\"], [5, null]]');
            INSERT INTO customer_contacts (company_id, customer_id, kind, value, added_at)
            VALUES (1, 3, 'phone', '+4915112340003', '2026-01-01T00:00:00Z');";
        connection.execute_batch(sql).unwrap();
        let (old, young) = ("2026-02-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z");
        let gone = || -> Vec<i64> {
            let next = |after: &i64| next_customer(&connection, 1, BEFORE, *after).unwrap();
            std::iter::successors(next(&0), next).collect()
        };
        assert_eq!(gone(), [1, 2, 3, 4, 5]);
        for (phone, event, at) in [
            ("+4915112340001", "book_appointment", young),
            ("+4915112340002", "find_customer", young),
            ("+4915112340003", "book_appointment", young),
            ("+4915112340004", "book_appointment", old),
        ] {
            let sql = "INSERT INTO inbox (channel, event, subject, caller, body, state, received_at, finished_at)
                VALUES ('retell_function', ?1, 'call', ?2, x'7b7d', 'done', ?3, ?3)";
            connection.execute(sql, (event, phone, at)).unwrap();
        }
        assert_eq!(gone(), [4, 5]);
        assert_eq!(customers(&connection, 1, BEFORE).unwrap().rows, 2);
    }
}
