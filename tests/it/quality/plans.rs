//! No question about how well it goes, and no look of the alarms, walks through everything that was ever kept.

use crate::house::imports::{files, shipped};
use crate::support::bare::Bare;
use rusqlite::Connection;
use std::fs;
use std::path::Path;

/// Tables, by their names in the questions, that do not grow with the years: people, accounts, mappings, and what is swept.
const SMALL: [&str; 9] = [
    "p",
    "staff",
    "h",
    "calcom_host_mappings",
    "chores",
    "alarm_mutes",
    "alarm_notices",
    "poll_state",
    "warnings",
];
/// Indexes that hold only what is open, or of which there are few: walking through one is no walk through the table.
const OF_FEW: [&str; 10] = [
    "alarms_one",
    "alarm_notices_open",
    "inbox_open",
    "inbox_dead",
    "sagas_open",
    "sagas_stuck",
    "sagas_unwound",
    "outbox_due",
    "outbox_given_up",
    "decisions_by_people",
];

/// The questions of a file: string literals that begin as one.
fn questions(text: &str) -> Vec<String> {
    let ends = |rest: &str| rest.split('"').next().unwrap_or_default().to_owned();
    let all = text.split("\"SELECT ").skip(1).map(|rest| format!("SELECT {}", ends(rest)));
    // A list of columns that is put in does not change how rows are found.
    all.map(|sql| sql.replace("{COLUMNS}", "*")).filter(|sql| !sql.contains('{')).collect()
}

/// What SQLite means to do, a step each.
fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap_or_else(|error| panic!("{error}: {sql}")) {
        steps.push(row.get("detail").unwrap());
    }
    steps
}

#[test]
fn nothing_walks_through_everything() {
    let salon = Bare::open("");
    let connection = Connection::open(salon.database()).unwrap();
    let mut seen = 0;
    for folder in ["src/store/quality", "src/store/alarm"] {
        for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            for sql in questions(shipped(&text)) {
                seen += 1;
                for step in plan(&connection, &sql) {
                    let Some(scanned) = step.strip_prefix("SCAN ") else { continue };
                    let table = scanned.split(' ').next().unwrap();
                    let is_of_few = OF_FEW.iter().any(|index| scanned.ends_with(index));
                    let is_fine = SMALL.contains(&table) || is_of_few || table == "CONSTANT";
                    assert!(is_fine, "{}: {step}: {sql}", file.display());
                }
            }
        }
    }
    assert!(seen >= 20, "{seen} questions were found");
}
