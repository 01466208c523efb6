//! The rows that recording a booking leaves, column by column. A new column is compared without being named here.

use crate::support::harness::text;
use chairside::domain::audit::chain::{GENESIS, Link};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Everything that `record` writes.
pub const TABLES: [&str; 6] = [
    "appointments",
    "appointment_segments",
    "calcom_bookings",
    "customers",
    "calcom_host_mappings",
    "calcom_host_mapping_audits",
];

/// Column and value.
pub type Row = BTreeMap<String, String>;

/// The rows of a table, in the order of their making.
pub fn rows(connection: &Connection, table: &str) -> Vec<Row> {
    let columns = columns(connection, table);
    let order = if table == "calcom_bookings" { "uid" } else { "id" };
    let sql = format!("SELECT {} FROM {table} ORDER BY {order}", columns.join(", "));
    let mut statement = connection.prepare(&sql).unwrap();
    let rows = statement.query_map([], |row| {
        let value =
            |(place, column): (usize, &String)| Ok((column.clone(), text(row.get_ref(place)?)));
        columns.iter().enumerate().map(value).collect::<rusqlite::Result<Row>>()
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("PRAGMA table_info({table})")).unwrap();
    let columns = statement.query_map([], |row| row.get("name")).unwrap();
    let columns: Vec<String> = columns.collect::<Result<_, _>>().unwrap();
    assert!(!columns.is_empty(), "there is no table {table}");
    columns
}

/// What must be equal however one visit's states came in: every row of every table without the numbers that
/// tell the order of writing, sorted. References to a row become what names it for people.
pub fn canonical(connection: &Connection) -> Vec<String> {
    let named = |sql: &str| -> BTreeMap<String, String> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows =
            statement.query_map([], |row| Ok((text(row.get_ref(0)?), text(row.get_ref(1)?))));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    };
    let names = [
        ("appointment_id", named("SELECT id, coalesce(visit_ref, calcom_v2_booking_uid) FROM appointments")),
        (
            "segment_id",
            named("SELECT g.id, coalesce(a.visit_ref, a.calcom_v2_booking_uid) || '/' || g.segment_key
                   FROM appointment_segments g JOIN appointments a ON a.id = g.appointment_id"),
        ),
        ("customer_id", named("SELECT id, coalesce(phone, '') || ' ' || name FROM customers")),
        ("mapping_id", named("SELECT id, calcom_host_id || '>' || staff_id FROM calcom_host_mappings")),
    ];
    let mut lines = Vec::new();
    for table in TABLES {
        for mut row in rows(connection, table) {
            for (column, names) in &names {
                if let Some(value) = row.get_mut(*column).filter(|value| *value != "NULL") {
                    *value = names[value.as_str()].clone();
                }
            }
            row.retain(|column, _| !["id", "seq", "prev_hash", "hash"].contains(&column.as_str()));
            lines.push(format!("{table} {row:?}"));
        }
    }
    lines.extend(decided(connection, &names[1].1));
    lines.sort();
    lines
}

/// Fails unless the audit trail is whole: no gap, no change, every hash right.
pub fn assert_chain_intact(connection: &Connection) {
    let mut before = GENESIS.to_owned();
    for (place, row) in rows(connection, "calcom_host_mapping_audits").into_iter().enumerate() {
        let given = |column: &str| Some(row[column].as_str()).filter(|value| *value != "NULL");
        let link = Link {
            prev_hash: &before,
            seq: i64::try_from(place).unwrap() + 1,
            mapping_id: row["mapping_id"].parse().ok(),
            action: &row["action"],
            old_values: given("old_values"),
            new_values: given("new_values"),
            changed_by: &row["changed_by"],
            changed_at: &row["changed_at"],
            reason: &row["reason"],
        };
        assert_eq!(row["seq"], link.seq.to_string(), "no gaps");
        assert_eq!(row["prev_hash"], before);
        assert_eq!(row["hash"], link.hash());
        before = row["hash"].clone();
    }
}

/// What was decided last of each segment, without what was known of its host by then.
fn decided(connection: &Connection, segments: &BTreeMap<String, String>) -> Vec<String> {
    let sql = "SELECT s.id, json_array(d.host_id, d.state, d.staff_id, d.rule, d.confidence,
                   json_remove(d.details, '$.host', '$.addresses'))
               FROM appointment_segments s
               JOIN decisions d ON d.id = (SELECT max(id) FROM decisions WHERE segment_id = s.id)";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)));
    let rows: Vec<(i64, String)> = rows.unwrap().collect::<Result<_, _>>().unwrap();
    rows.iter().map(|(id, told)| format!("decided {} {told}", segments[&id.to_string()])).collect()
}
