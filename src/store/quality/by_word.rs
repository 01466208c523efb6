//! How many appointments were made day by day, by the road they came and by the rule that found the staff member.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::quality::span::{Span, count, day, number};
use rusqlite::{Connection, Row};
use time::Date;

/// The appointments of one day and one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordRow {
    /// UTC.
    pub day: Date,
    /// The road or the rule, as stored; `none` where no rule decided.
    pub word: String,
    /// All of them.
    pub total: u64,
    /// With a staff member.
    pub with_staff: u64,
}

/// By the road they came.
pub fn by_source(connection: &Connection, company: CompanyId, span: Span) -> Result<Vec<WordRow>> {
    let (from, until) = span.bounds();
    connection
        .prepare_cached(
            "SELECT date(created_at) AS day, source AS word, count(*) AS total,
                 total(staff_id IS NOT NULL) AS with_staff
             FROM appointments WHERE company_id = ?1 AND created_at >= ?2 AND created_at < ?3
             GROUP BY day, word ORDER BY word, day",
        )?
        .query_map((company.0, from, until), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// By the rule that decided their first part; only those with a booking.
pub fn by_rule(connection: &Connection, company: CompanyId, span: Span) -> Result<Vec<WordRow>> {
    let (from, until) = span.bounds();
    connection
        .prepare_cached(
            "SELECT date(a.created_at) AS day, coalesce(s.rule, 'none') AS word, count(*) AS total,
                 total(a.staff_id IS NOT NULL) AS with_staff
             FROM appointments a LEFT JOIN appointment_segments s ON s.appointment_id = a.id AND s.position = 1
             WHERE a.company_id = ?1 AND a.created_at >= ?2 AND a.created_at < ?3
               AND a.calcom_v2_booking_uid IS NOT NULL
             GROUP BY day, word ORDER BY word, day",
        )?
        .query_map((company.0, from, until), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

fn read(row: &Row) -> Result<WordRow> {
    Ok(WordRow {
        day: day(&row.get::<_, String>("day")?)?,
        word: row.get("word")?,
        total: number(row, "total")?,
        with_staff: count(row, "with_staff")?,
    })
}
