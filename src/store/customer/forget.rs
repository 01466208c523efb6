//! Taking away what is personal in the rows about a customer, as the list `columns.txt` has it.

use crate::domain::Result;
use crate::domain::customer::mentions::Identifiers;
use crate::store::customer::columns;
use crate::store::customer::raw;
use crate::store::customer::traces::Traces;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, named_params};
use serde_json::Value;
use time::OffsetDateTime;

/// Puts what the list says into the personal columns of these rows, or deletes them. Gives how many rows it was.
pub(crate) fn clear(tx: &Tx, traces: &Traces) -> Result<usize> {
    let mut cleared = 0_usize;
    for table in columns::tables() {
        let rows = traces.of(table.name);
        if rows.is_empty() {
            continue;
        }
        let these = "rowid IN (SELECT value FROM json_each(?1))";
        let name = table.name;
        let sql = if table.rows_go {
            format!("DELETE FROM {name} WHERE {these}")
        } else {
            let puts: Vec<String> = table
                .columns
                .iter()
                .filter_map(|column| Some(format!("{} = {}", column.name, column.put?)))
                .collect();
            if puts.is_empty() {
                continue;
            }
            format!("UPDATE {name} SET {} WHERE {these}", puts.join(", "))
        };
        cleared = cleared.saturating_add(raw::execute(tx, &sql, &[raw::list(rows)])?);
    }
    Ok(cleared)
}

/// Marks customers as forgotten.
pub(crate) fn mark(tx: &Tx, customers: &[i64], now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE customers SET erased_at = :now, updated_at = :now
         WHERE id IN (SELECT value FROM json_each(:these))",
    )?
    .execute(named_params! { ":now": stamp::seconds(now), ":these": raw::list(customers) })?;
    Ok(())
}

/// Nobody is called back any more.
pub(crate) fn close_callbacks(tx: &Tx, rows: &[i64], by: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE callbacks SET done_at = :now, done_by = :by
         WHERE done_at IS NULL AND id IN (SELECT value FROM json_each(:these))",
    )?
    .execute(named_params! {
        ":now": stamp::seconds(now), ":by": by, ":these": raw::list(rows),
    })?;
    Ok(())
}

/// What is to be sent is not sent any more.
pub(crate) fn withhold_messages(tx: &Tx, rows: &[i64], now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'untold', next_try_at = NULL, finished_at = :now
         WHERE state = 'open' AND rowid IN (SELECT value FROM json_each(:these))",
    )?
    .execute(named_params! { ":now": stamp::millis(now), ":these": raw::list(rows) })?;
    Ok(())
}

/// How many of these messages are to be sent.
pub(crate) fn unsent(connection: &Connection, rows: &[i64]) -> Result<usize> {
    let sql = "SELECT rowid FROM outbox WHERE state = 'open' AND rowid IN (SELECT value FROM json_each(?1))";
    Ok(raw::column::<i64>(connection, sql, &[raw::list(rows)])?.len())
}

/// The names of these messages.
pub(crate) fn message_ids(connection: &Connection, rows: &[i64]) -> Result<Vec<String>> {
    let sql = "SELECT id FROM outbox WHERE rowid IN (SELECT value FROM json_each(?1))";
    raw::column(connection, sql, &[raw::list(rows)])
}

/// How many of these notes are to be seen to.
pub(crate) fn uncalled(connection: &Connection, rows: &[i64]) -> Result<usize> {
    let sql = "SELECT id FROM callbacks WHERE done_at IS NULL AND id IN (SELECT value FROM json_each(?1))";
    Ok(raw::column::<i64>(connection, sql, &[raw::list(rows)])?.len())
}

/// The sagas of these rows that are not at rest.
pub(crate) fn unsettled(connection: &Connection, rows: &[i64]) -> Result<Vec<String>> {
    let sql = "SELECT id FROM sagas WHERE state IN ('open', 'stuck')
         AND rowid IN (SELECT value FROM json_each(?1)) ORDER BY created_at";
    raw::column(connection, sql, &[raw::list(rows)])
}

/// Free words that name a person, wherever they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    table: &'static str,
    column: &'static str,
    row: i64,
    found: String,
    kept: String,
}

/// Looks through every column of words, all rows.
pub(crate) fn mentions(connection: &Connection, person: &Identifiers) -> Result<Vec<Mention>> {
    let mut mentions = Vec::new();
    for table in columns::tables() {
        for column in table.columns.iter().filter(|column| column.has_words) {
            let (table, column) = (table.name, column.name);
            let sql = format!("SELECT rowid, {column} FROM {table} WHERE {column} <> ''");
            let mut statement = connection.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let found = raw::text(row, 1)?;
                if let Some(kept) = without(found, person) {
                    let (row, found) = (row.get(0)?, found.to_owned());
                    mentions.push(Mention { table, column, row, found, kept });
                }
            }
        }
    }
    Ok(mentions)
}

/// Puts the words without the person in place, unless somebody has changed them since.
pub(crate) fn leave_out(tx: &Tx, mention: &Mention) -> Result<()> {
    let Mention { table, column, row, found, kept } = mention;
    // A decision's words go as a whole: nothing else of it may change.
    let kept = if *table == "decisions" { "" } else { kept };
    tx.prepare(&format!("UPDATE {table} SET {column} = ?3 WHERE rowid = ?1 AND {column} = ?2"))?
        .execute((row, found, kept))?;
    Ok(())
}

/// Leaves a person out of the words in a column of these rows.
pub(crate) fn leave_out_of(
    tx: &Tx,
    (table, column): (&'static str, &'static str),
    rows: &[i64],
    person: &Identifiers,
) -> Result<()> {
    let sql = format!(
        "SELECT rowid, {column} FROM {table} WHERE {column} <> '' AND rowid IN (SELECT value FROM json_each(?1))"
    );
    let mut mentions = Vec::new();
    let mut statement = tx.prepare_cached(&sql)?;
    let mut found = statement.query([raw::list(rows)])?;
    while let Some(row) = found.next()? {
        let text = raw::text(row, 1)?;
        if let Some(kept) = without(text, person) {
            let (row, found) = (row.get(0)?, text.to_owned());
            mentions.push(Mention { table, column, row, found, kept });
        }
    }
    drop(found);
    mentions.iter().try_for_each(|mention| leave_out(tx, mention))
}

fn without(text: &str, person: &Identifiers) -> Option<String> {
    if text.starts_with(['{', '[', '"'])
        && let Ok(mut value) = serde_json::from_str::<Value>(text)
    {
        return person.leave(&mut value).then(|| value.to_string());
    }
    person.without(text)
}

/// The rows of the audit trail whose words name a person: they are for good.
pub(crate) fn named_in_audit(connection: &Connection, person: &Identifiers) -> Result<Vec<i64>> {
    let mut statement = connection
        .prepare_cached("SELECT seq, reason FROM calcom_host_mapping_audits WHERE reason <> ''")?;
    let mut rows = statement.query([])?;
    let mut named = Vec::new();
    while let Some(row) = rows.next()? {
        if person.without(raw::text(row, 1)?).is_some() {
            named.push(row.get(0)?);
        }
    }
    Ok(named)
}
