//! What is older than it is kept, kind by kind: found beside whatever is written, and taken away a few rows at a time.
//!
//! What is open stays, however old: a visit to come, a saga that is not at rest, a message that is to be sent. The figures
//! stay too: rows that they are counted from lose what is personal, as `columns.txt` has it, and nothing else.

use crate::domain::Result;
use crate::domain::retention::kind::Kind;
use crate::store::customer::traces::Traces;
use crate::store::customer::{aged_saga, forget, raw};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// What becomes of a row that is too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It goes.
    Gone,
    /// What is personal in it goes.
    Cleared,
    /// The words go with which a saga was ordered in a call.
    OrderCleared,
    /// What is personal in a saga goes, with its journal.
    SagaCleared,
}

/// Rows of a table that go by their age.
#[derive(Debug)]
pub(crate) struct Heap {
    pub kind: Kind,
    pub table: &'static str,
    /// The column that says how old a row is.
    age: &'static str,
    /// Which rows may go, besides: all of this holds.
    conditions: &'static [&'static str],
    end: End,
    found: By,
}

/// How the rows that are too old are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// By an index, or by a walk through what a salon has thousands of.
    Age,
    /// No index holds their age, which would be a page more to write with each booking. Their numbers grow with the time, as
    /// far as the clock does. A night walks through all of them, 0.1 s of 200,000; to be shown they are counted from the
    /// oldest on, until so many in a row are not too old.
    Number,
}

/// So many messages in a row that are not too old: of what comes after them none is.
const RUN_ROWS: u32 = 1_000;

// `:now` and `:before` are instants. A visit is known by its reference, by its bookings at Cal.com, by the call.

/// What an inbox row tells of is over. The newest row always stays: by its number a database is known to be the one that it was
/// a moment ago.
const MESSAGE_IS_OVER: &str = "t.state <> 'open' AND t.id < (SELECT max(id) FROM inbox)
     AND NOT EXISTS (SELECT 1 FROM inbox c WHERE c.replay_of = t.id
         AND (c.state = 'open' OR c.received_at >= :before OR c.id = (SELECT max(id) FROM inbox)))
     AND NOT EXISTS (SELECT 1 FROM calcom_bookings b JOIN appointment_segments s ON s.id = b.segment_id
         JOIN appointments a ON a.id = s.appointment_id WHERE b.uid = t.subject AND a.ends_at > :now)
     AND NOT EXISTS (SELECT 1 FROM sagas g
         LEFT JOIN appointments a ON a.visit_ref = coalesce(g.params ->> '$.metadata.chairside_ref', g.id)
         WHERE g.call_id IN (t.subject, 'web:' || t.subject) AND g.function IS NOT NULL AND (g.state IN ('open', 'stuck') OR a.ends_at > :now))";
/// It goes behind its copies.
const HAS_NO_COPY: &str = "NOT EXISTS (SELECT 1 FROM inbox c WHERE c.replay_of = t.id)";
// As the index of the inbox by age has it: without the messages of function calls.
const OF_CALLS: &str =
    "t.channel <> 'retell_function' AND t.channel IN ('retell_webhook', 'retell_inbound')";
const OF_EVENTS: &str =
    "t.channel <> 'retell_function' AND t.channel IN ('calcom_webhook', 'web_api')";
const OF_FUNCTIONS: &str = "t.channel = 'retell_function'";
const IS_ENDED: &str = "t.state <> 'open'";
/// The saga that a call ordered is at rest, and its visit over.
const CALL_IS_OVER: &str =
    "t.function IS NOT NULL AND substr(t.args_key, 1, 8) <> '[erased]' AND t.state IN ('done', 'unwound')
     AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.ends_at > :now
         AND a.visit_ref = coalesce(t.params ->> '$.metadata.chairside_ref', t.id))";
const SAGA_IS_OVER: &str = "t.state IN ('done', 'unwound')
     AND (coalesce(t.params ->> '$.attendee.name', '') <> '' OR coalesce(t.params ->> '$.attendee.email', '') <> ''
         OR coalesce(t.params ->> '$.attendee.phone', '') <> '' OR t.params -> '$.contact' IS NOT NULL
         OR t.params -> '$.phone' IS NOT NULL)
     AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.ends_at >= :before
         AND a.visit_ref = coalesce(t.params ->> '$.metadata.chairside_ref', t.id))";
const VISIT_IS_OVER: &str = "NOT EXISTS (SELECT 1 FROM appointments a WHERE a.visit_ref = t.visit_ref AND a.ends_at >= :before)";
/// Somebody who is no customer, and whose name stands at the visit alone.
const NAMED_ALONE: &str = "t.customer_id IS NULL AND t.metadata -> '$.attendee_name' IS NOT NULL";
const ALARM_IS_TOLD: &str = "NOT EXISTS (SELECT 1 FROM alarm_notices n WHERE n.alarm_id = t.id
     AND (n.state = 'open' OR n.made_at >= :before))";
const NOTICE_IS_OVER: &str = "t.state <> 'open'
     AND NOT EXISTS (SELECT 1 FROM alarms a WHERE a.id = t.alarm_id AND (a.cleared_at IS NULL OR a.cleared_at >= :before))";

/// Everything that goes by its age, what hangs on other rows before those.
pub(crate) fn heaps() -> Vec<Heap> {
    type Conditions = &'static [&'static str];
    let heap = |kind, table, age, conditions: Conditions, end| Heap {
        kind,
        table,
        age,
        conditions,
        end,
        found: By::Age,
    };
    let gone =
        |kind, table, age, conditions: Conditions| heap(kind, table, age, conditions, End::Gone);
    vec![
        gone(Kind::Calls, "inbox", "received_at", &[OF_CALLS, MESSAGE_IS_OVER]),
        Heap {
            found: By::Number,
            ..heap(Kind::Calls, "sagas", "created_at", &[CALL_IS_OVER], End::OrderCleared)
        },
        gone(Kind::Events, "inbox", "received_at", &[OF_EVENTS, MESSAGE_IS_OVER]),
        gone(Kind::Messages, "outbox", "finished_at", &[IS_ENDED, VISIT_IS_OVER]),
        gone(Kind::Messages, "visit_links", "made_at", &[VISIT_IS_OVER]),
        gone(Kind::Callbacks, "callbacks", "done_at", &[]),
        gone(Kind::Warnings, "warnings", "cleared_at", &[]),
        gone(Kind::Alarms, "alarm_notices", "made_at", &[NOTICE_IS_OVER]),
        gone(Kind::Alarms, "alarms", "cleared_at", &[ALARM_IS_TOLD]),
        heap(Kind::Journals, "sagas", "updated_at", &[SAGA_IS_OVER], End::SagaCleared),
        heap(Kind::Journals, "appointments", "ends_at", &[NAMED_ALONE], End::Cleared),
        // Last, so that it is looked through when nothing else is left that goes.
        Heap {
            found: By::Number,
            ..gone(Kind::Calls, "inbox", "received_at", &[OF_FUNCTIONS, MESSAGE_IS_OVER])
        },
    ]
}

/// How much of a heap is too old.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Aged {
    pub rows: u64,
    /// UTC.
    pub oldest: Option<OffsetDateTime>,
}

/// What was taken away of a heap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    pub rows: usize,
    /// The names of messages that went: they may lie in a folder, too.
    pub messages: Vec<String>,
}

impl Heap {
    /// Which rows go: `t` is the table.
    fn rows_that_go(&self) -> String {
        let mut all = vec![format!("t.{} < :before AND :now IS NOT NULL", self.age)];
        all.extend(self.conditions.iter().map(|one| (*one).to_owned()));
        all.join(" AND ")
    }

    fn rows_that_go_now(&self) -> String {
        match self.table {
            "inbox" => format!("{} AND {HAS_NO_COPY}", self.rows_that_go()),
            _ => self.rows_that_go(),
        }
    }

    /// How many rows there are from before this instant that may go.
    pub(crate) fn aged(
        &self,
        connection: &Connection,
        before: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Aged> {
        let (within, last) = match self.found {
            By::Age => (":last IS NOT NULL", i64::MAX),
            By::Number => ("t.rowid <= :last", self.last_aged(connection, before)?),
        };
        let sql = format!(
            "SELECT count(*), min(t.{}) FROM {} t WHERE {within} AND {}",
            self.age,
            self.table,
            self.rows_that_go()
        );
        let (rows, oldest): (i64, Option<String>) = connection.prepare_cached(&sql)?.query_row(
            named_params! {
                ":before": stamp::seconds(before), ":now": stamp::seconds(now), ":last": last,
            },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let oldest = oldest.map(|text| stamp::parse(&text)).transpose()?;
        Ok(Aged { rows: u64::try_from(rows).unwrap_or(0), oldest })
    }

    /// The number behind which no row is from before this instant, as far as so many in a row tell.
    fn last_aged(&self, connection: &Connection, before: OffsetDateTime) -> Result<i64> {
        let sql = format!(
            "SELECT max(number), max(age < ?2) FROM (SELECT t.rowid AS number, t.{} AS age FROM {} t
                 WHERE t.rowid > ?1 ORDER BY t.rowid LIMIT {RUN_ROWS})",
            self.age, self.table,
        );
        let mut next = connection.prepare_cached(&sql)?;
        let mut last = 0;
        loop {
            let (end, is_any_aged): (Option<i64>, Option<bool>) = next
                .query_row((last, stamp::seconds(before)), |row| Ok((row.get(0)?, row.get(1)?)))?;
            match end {
                Some(end) if is_any_aged == Some(true) => last = end,
                _ => return Ok(last),
            }
        }
    }

    /// At most so many of them, by SQLite's own numbers. What is copied comes once its copies are gone.
    pub(crate) fn some(
        &self,
        connection: &Connection,
        before: OffsetDateTime,
        now: OffsetDateTime,
        most: usize,
    ) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT t.rowid FROM {} t WHERE {} LIMIT :most",
            self.table,
            self.rows_that_go_now()
        );
        let rows = connection
            .prepare_cached(&sql)?
            .query_map(
                named_params! {
                    ":before": stamp::seconds(before), ":now": stamp::seconds(now),
                    ":most": i64::try_from(most).unwrap_or(i64::MAX),
                },
                |row| row.get(0),
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// Takes these away as far as they may still go. `country` is the salon's, of the form `+49`.
    pub(crate) fn take(
        &self,
        tx: &Tx,
        rows: &[i64],
        (before, now): (OffsetDateTime, OffsetDateTime),
        country: &str,
    ) -> Result<Taken> {
        let rows = self.still(tx, rows, before, now)?;
        let mut taken = Taken { rows: rows.len(), messages: Vec::new() };
        let these = [raw::list(&rows)];
        match self.end {
            End::Gone => {
                match self.table {
                    "inbox" => {
                        let tries = "DELETE FROM inbox_attempts WHERE message_id IN (SELECT value FROM json_each(?1))";
                        raw::execute(tx, tries, &these)?;
                    }
                    "outbox" => taken.messages = forget::message_ids(tx, &rows)?,
                    _ => {}
                }
                let sql = format!(
                    "DELETE FROM {} WHERE rowid IN (SELECT value FROM json_each(?1))",
                    self.table
                );
                raw::execute(tx, &sql, &these)?;
            }
            End::OrderCleared => {
                let sql = "UPDATE sagas SET args_key = '[erased] ' || rowid WHERE rowid IN (SELECT value FROM json_each(?1))";
                raw::execute(tx, sql, &these)?;
            }
            End::SagaCleared => aged_saga::clear(tx, &rows, country)?,
            End::Cleared => {
                let mut traces = Traces::default();
                traces.rows.insert(self.table, rows);
                forget::clear(tx, &traces)?;
            }
        }
        Ok(taken)
    }

    fn still(
        &self,
        tx: &Tx,
        rows: &[i64],
        before: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT t.rowid FROM json_each(:these) j JOIN {} t ON t.rowid = j.value
             WHERE {}",
            self.table,
            self.rows_that_go_now()
        );
        let still = tx
            .prepare_cached(&sql)?
            .query_map(
                named_params! {
                    ":these": raw::list(rows), ":before": stamp::seconds(before), ":now": stamp::seconds(now),
                },
                |row| row.get(0),
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(still)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::schema::connect_up_to_date;
    use crate::store::visit::call;
    use std::path::Path;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-12-01 00:00 UTC);
    const BEFORE: OffsetDateTime = datetime!(2026-06-01 00:00 UTC);

    fn salon(dir: &Path) -> Connection {
        let connection = connect_up_to_date(&dir.join("test.db")).unwrap();
        let sql = "INSERT INTO companies (id, key, name, time_zone, created_at)
            VALUES (1, 'c', 'C', 'UTC', '2026-01-01T00:00:00Z')";
        connection.execute(sql, []).unwrap();
        connection
    }

    fn said(connection: &Connection, at: &str, times: u32) {
        let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
            INSERT INTO inbox (channel, event, subject, body, state, received_at, finished_at)
            SELECT 'retell_function', 'find_customer', 'call', x'7b7d', 'done', ?1, ?1 FROM n";
        connection.execute(sql, (at, times)).unwrap();
    }

    #[test]
    fn what_a_call_ordered_stays_apart_once_its_words_are_gone() {
        let dir = tempfile::tempdir().unwrap();
        let connection = salon(dir.path());
        let orders = "INSERT INTO sagas (id, kind, params, state, call_id, function, args_key, created_at, updated_at)
            SELECT 's' || value, 'book', '{}', 'done', 'call', 'book_appointment', 'ada ' || value,
                '2026-02-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z' FROM json_each('[1, 2, 3]')";
        connection.execute(orders, []).unwrap();
        let all = || call::sagas_of(&connection, "call").unwrap();
        assert_eq!(all(), ["s1", "s2", "s3"]);
        let tx = Tx(&connection);
        for heap in heaps().iter().filter(|heap| heap.end == End::OrderCleared) {
            let rows = heap.some(&connection, BEFORE, NOW, 10).unwrap();
            assert_eq!(heap.take(&tx, &rows, (BEFORE, NOW), "+49").unwrap().rows, 3);
            assert_eq!(heap.some(&connection, BEFORE, NOW, 10).unwrap(), [0; 0]);
        }
        assert_eq!(all(), ["s1", "s2", "s3"]);
        let mut traces = Traces::default();
        traces.rows.insert("sagas", vec![1, 2, 3]);
        forget::clear(&tx, &traces).unwrap();
        assert_eq!(all(), ["s1", "s2", "s3"]);
        let named = "SELECT count(*) FROM sagas WHERE args_key LIKE '%ada%'";
        assert_eq!(connection.query_row(named, [], |row| row.get(0)), Ok(0));
    }

    /// The clock was put back for a moment, and ahead.
    #[test]
    fn what_is_old_among_what_is_not_is_seen_as_far_as_it_is_near_and_goes_all_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let connection = salon(dir.path());
        let (old, young) = ("2026-02-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z");
        for (at, times) in [
            (young, 900),
            (old, 1_500),
            (young, 900),
            (old, 7),
            (young, 2_500),
            (old, 1),
            (young, 1),
        ] {
            said(&connection, at, times);
        }
        let heap = heaps().pop().unwrap();
        let shown = heap.aged(&connection, BEFORE, NOW).unwrap();
        assert_eq!((shown.rows, shown.oldest), (1_507, Some(datetime!(2026-02-01 00:00 UTC))));
        assert_eq!(heap.some(&connection, BEFORE, NOW, 2_000).unwrap().len(), 1_508);
    }
}
