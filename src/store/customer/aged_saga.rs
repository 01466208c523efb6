//! The journal of a visit without whom it was for: what is personal goes, the steps and their outcomes stay.

use crate::domain::Result;
use crate::domain::customer::mentions::Identifiers;
use crate::store::customer::traces::Traces;
use crate::store::customer::{forget, raw};
use crate::store::db::tx::Tx;
use rusqlite::Connection;
use serde_json::Value;

/// Where a saga's parameters say who somebody is.
const NAMES: [&str; 1] = ["/attendee/name"];
const PHONES: [&str; 3] = ["/attendee/phone", "/phone", "/contact/phone"];
const EMAILS: [&str; 2] = ["/attendee/email", "/contact/email"];
/// Free words about it.
const WORDS: [(&str, &str); 4] = [
    ("sagas", "last_error"),
    ("sagas", "closed_reason"),
    ("sagas", "result"),
    ("sagas", "journal"),
];

/// Clears these sagas, by SQLite's own numbers.
pub(crate) fn clear(tx: &Tx, sagas: &[i64], country: &str) -> Result<()> {
    for saga in sagas {
        let person = whom(tx, *saga, country)?;
        for place in WORDS {
            forget::leave_out_of(tx, place, &[*saga], &person)?;
        }
    }
    let mut traces = Traces::default();
    traces.rows.insert("sagas", sagas.to_vec());
    forget::clear(tx, &traces)?;
    Ok(())
}

fn whom(connection: &Connection, saga: i64, country: &str) -> Result<Identifiers> {
    let sql = "SELECT params FROM sagas WHERE rowid IN (SELECT value FROM json_each(?1))";
    let params: Vec<String> = raw::column(connection, sql, &[raw::list(&[saga])])?;
    let params: Value =
        params.first().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let texts = |places: &[&str]| -> Vec<String> {
        let text = |place: &&str| params.pointer(place).and_then(Value::as_str).map(str::to_owned);
        places.iter().filter_map(text).collect()
    };
    let (names, phones, emails) = (texts(&NAMES), texts(&PHONES), texts(&EMAILS));
    Ok(Identifiers::new(
        names.iter().map(String::as_str),
        phones.iter().map(String::as_str),
        emails.iter().map(String::as_str),
        country,
    ))
}
