//! Which rows of which tables are about a customer: by the row's own reference, by the number, by the call, by the visit.

use crate::domain::Result;
use crate::domain::customer::mentions::Identifiers;
use crate::domain::ids::CompanyId;
use crate::store::customer::raw;
use crate::store::visit::booking;
use rusqlite::Connection;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whom {
    pub company: CompanyId,
    /// The customer's number, and those that were merged into it; none for whom only a telephone number is known.
    pub customers: Vec<i64>,
    /// E.164.
    pub phones: Vec<String>,
    /// Of the salon's country, of the form `+49`.
    pub country: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traces {
    /// By table: the rows, by SQLite's own number for them.
    pub rows: BTreeMap<&'static str, Vec<i64>>,
    /// Under which the person was told of, here and there.
    pub names: BTreeSet<String>,
    /// The person's own addresses.
    pub emails: BTreeSet<String>,
    /// Of the bookings at Cal.com.
    pub uids: Vec<String>,
    /// How far the inbox was looked through.
    pub inbox_read: i64,
}

impl Traces {
    /// The rows of a table.
    pub fn of(&self, table: &str) -> &[i64] {
        self.rows.get(table).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many rows there are in all.
    pub fn count(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }
}

/// How much of the inbox is looked through.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inbox<'a> {
    /// All of it, body by body: nothing to do while others wait for a write.
    Whole,
    /// What came after an earlier look, and what that one found.
    Since(&'a Traces),
}

// The lists that the statements below use, by their numbers.
const CUSTOMERS: usize = 0;
const PHONES: usize = 1;
const EMAILS: usize = 2;
const APPOINTMENTS: usize = 3;
const SEGMENTS: usize = 4;
const REFS: usize = 5;
const UIDS: usize = 6;
const SAGAS: usize = 7;
const CALLS: usize = 8;
const LISTS: [&str; 9] =
    ["customers", "phones", "emails", "appointments", "segments", "refs", "uids", "sagas", "calls"];

/// What each list is found by, after those before it. Those of the inbox walk through it: 0.1 s of 200,000 messages each.
const FOUND: [(usize, &str); 7] = [
    (APPOINTMENTS, "SELECT CAST(id AS TEXT) FROM appointments WHERE customer_id IN {customers}"),
    (SEGMENTS, "SELECT CAST(id AS TEXT) FROM appointment_segments WHERE appointment_id IN {appointments}"),
    (REFS, "SELECT visit_ref FROM appointments WHERE id IN {appointments} AND visit_ref IS NOT NULL"),
    (
        UIDS,
        "SELECT b.uid FROM {segments} j CROSS JOIN calcom_bookings b
             ON b.id BETWEEN {numbers} * j.value AND {numbers} * j.value + {numbers} - 1
         UNION SELECT booking_uid FROM appointment_segments WHERE id IN {segments} AND booking_uid IS NOT NULL
         UNION SELECT calcom_v2_booking_uid FROM appointments
               WHERE id IN {appointments} AND calcom_v2_booking_uid IS NOT NULL",
    ),
    (
        SAGAS,
        "SELECT id FROM sagas WHERE id IN {refs} OR params ->> '$.metadata.chairside_ref' IN {refs}
            OR params ->> '$.phone' IN {phones} OR params ->> '$.attendee.phone' IN {phones}",
    ),
    (
        CALLS,
        "SELECT call_id FROM sagas WHERE id IN {sagas} AND call_id IS NOT NULL
         UNION SELECT substr(call_id, 5) FROM sagas WHERE id IN {sagas} AND call_id GLOB 'web:*'
         UNION SELECT subject FROM inbox WHERE caller IN {phones} AND subject IS NOT NULL",
    ),
    (
        EMAILS,
        "WITH said (email) AS (
             SELECT value FROM customer_contacts WHERE customer_id IN {customers} AND kind = 'email'
             UNION SELECT lower(params ->> '$.contact.email') FROM sagas WHERE id IN {sagas}
             UNION SELECT lower(params ->> '$.attendee.email') FROM sagas WHERE id IN {sagas}
                   AND params ->> '$.attendee.email' NOT GLOB 'visit+*')
         SELECT email FROM said WHERE email <> '' AND email NOT IN (
             SELECT value FROM customer_contacts WHERE kind = 'email' AND customer_id NOT IN {customers})",
    ),
];

/// Which rows of a table are the customer's.
const ROWS: [(&str, &str); 15] = [
    ("customers", "id IN {customers}"),
    ("customer_contacts", "customer_id IN {customers}"),
    ("appointments", "id IN {appointments}"),
    ("appointment_segments", "id IN {segments}"),
    (
        "calcom_bookings",
        "id IN (SELECT b.id FROM {segments} j CROSS JOIN calcom_bookings b
             ON b.id BETWEEN {numbers} * j.value AND {numbers} * j.value + {numbers} - 1)",
    ),
    ("decisions", "appointment_id IN {appointments}"),
    ("sagas", "id IN {sagas}"),
    ("function_answers", "call_id IN {calls}"),
    ("outbox", "visit_ref IN {refs} OR recipient IN {phones} OR recipient IN {emails}"),
    ("visit_links", "visit_ref IN {refs}"),
    (
        "callbacks",
        "phone IN {phones} OR appointment_id IN {appointments} OR subject IN {refs} OR subject IN {uids}
             OR subject IN {sagas} OR subject IN {calls}",
    ),
    ("warnings", "subject IN {refs} OR subject IN {uids} OR subject IN {sagas}"),
    (
        "calcom_host_mapping_audits",
        "coalesce(new_values, old_values) ->> '$.customer_id' IN {customers}
             OR coalesce(new_values, old_values) ->> '$.merged' IN {customers}
             OR coalesce(new_values, old_values) ->> '$.appointment_id' IN {appointments}",
    ),
    ("inbox", "caller IN {phones} OR subject IN {uids} OR subject IN {calls}"),
    ("holds", "call_id IN {calls}"),
];

/// Under which names the person was told of.
const NAMES: &str = "SELECT name FROM customers WHERE id IN {customers}
     UNION SELECT metadata ->> '$.attendee_name' FROM appointments WHERE id IN {appointments}
     UNION SELECT params ->> '$.attendee.name' FROM sagas WHERE id IN {sagas}
     UNION SELECT customer_name FROM callbacks WHERE phone IN {phones} OR appointment_id IN {appointments}";

/// Finds everything about a person.
pub(crate) fn gather(connection: &Connection, whom: &Whom, inbox: Inbox) -> Result<Traces> {
    let mut lists: Vec<String> = LISTS.iter().map(|_| "[]".to_owned()).collect();
    put(&mut lists, CUSTOMERS, raw::list(&whom.customers));
    put(&mut lists, PHONES, raw::list(&whom.phones));
    let mut traces = Traces::default();
    for (list, sql) in FOUND {
        let found: Vec<String> = raw::column(connection, &with_lists(sql), &lists)?;
        let values = match list {
            APPOINTMENTS | SEGMENTS => {
                raw::list(&found.iter().filter_map(|id| id.parse().ok()).collect::<Vec<i64>>())
            }
            _ => raw::list(&found),
        };
        put(&mut lists, list, values);
        match list {
            UIDS => traces.uids = found,
            EMAILS => traces.emails = found.into_iter().collect(),
            _ => {}
        }
    }
    for (table, condition) in ROWS {
        let sql =
            with_lists(&format!("SELECT rowid FROM {table} WHERE {condition} ORDER BY rowid"));
        let found = raw::column(connection, &sql, &lists)?;
        traces.rows.insert(table, found);
    }
    let names: Vec<Option<String>> = raw::column(connection, &with_lists(NAMES), &lists)?;
    traces.names = names.into_iter().flatten().filter(|name| !name.is_empty()).collect();
    bodies(connection, whom, inbox, &mut traces)?;
    let these = [raw::list(traces.of("inbox"))];
    let tries = "SELECT id FROM inbox_attempts WHERE message_id IN (SELECT value FROM json_each(?1)) ORDER BY id";
    traces.rows.insert("inbox_attempts", raw::column(connection, tries, &these)?);
    Ok(traces)
}

fn put(lists: &mut [String], place: usize, list: String) {
    if let Some(old) = lists.get_mut(place) {
        *old = list;
    }
}

fn with_lists(sql: &str) -> String {
    let sql = sql.replace("{numbers}", &booking::NUMBERS.to_string());
    LISTS.iter().enumerate().fold(sql, |sql, (place, name)| {
        let place = place.saturating_add(1);
        sql.replace(&format!("{{{name}}}"), &format!("(SELECT value FROM json_each(?{place}))"))
    })
}

/// What came in and names the person by number or address, although nothing else says whose it is.
fn bodies(connection: &Connection, whom: &Whom, inbox: Inbox, traces: &mut Traces) -> Result<()> {
    let emails = traces.emails.iter().map(String::as_str);
    let phones = whom.phones.iter().map(String::as_str);
    let person = Identifiers::new([], phones, emails, &whom.country);
    let (after, among) = match inbox {
        Inbox::Whole => (0, Vec::new()),
        Inbox::Since(earlier) => (earlier.inbox_read, earlier.of("inbox").to_vec()),
    };
    let known: BTreeSet<i64> = traces.of("inbox").iter().copied().collect();
    let mut found = known.clone();
    let mut statement = connection.prepare(
        "SELECT id, body FROM inbox WHERE id > ?1 OR id IN (SELECT value FROM json_each(?2)) ORDER BY id",
    )?;
    let mut rows = statement.query((after, raw::list(&among)))?;
    traces.inbox_read = after;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        traces.inbox_read = traces.inbox_read.max(id);
        if !known.contains(&id) && names(&person, raw::bytes(row, 1)?) {
            found.insert(id);
        }
    }
    traces.rows.insert("inbox", found.into_iter().collect());
    Ok(())
}

fn names(person: &Identifiers, body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    if person.are_in(&text) {
        return true;
    }
    // JSON may write any letter as its number.
    text.contains("\\u")
        && serde_json::from_str::<Value>(&text).is_ok_and(|value| person.are_in_json(&value))
}
