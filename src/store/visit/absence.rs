//! `absences`: illness, holidays, days at the school. The staff member is not there.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{AbsenceId, CompanyId, StaffId};
use crate::domain::{Error, Result};
use crate::store::db::kept;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::collections::HashMap;
use time::OffsetDateTime;

/// A time in which a staff member is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    pub staff: StaffId,
    /// UTC.
    pub span: Interval,
    /// For people; may be empty.
    pub reason: String,
    /// Who wrote it down.
    pub created_by: String,
}

/// The most a list gives.
pub const LISTED_MAX: u32 = 1000;

const COLUMNS: &str = "id, staff_id, starts_at, ends_at, reason, created_by";

/// Writes an absence down.
pub fn insert(
    tx: &Tx,
    company: CompanyId,
    new: &Absence,
    now: OffsetDateTime,
) -> Result<AbsenceId> {
    tx.prepare_cached(
        "INSERT INTO absences (company_id, staff_id, starts_at, ends_at, reason, created_by, created_at)
         VALUES (:company, :staff, :starts_at, :ends_at, :reason, :by, :now)",
    )?
    .execute(named_params! {
        ":company": company.0, ":staff": new.staff.0, ":starts_at": stamp::seconds(new.span.start()),
        ":ends_at": stamp::seconds(new.span.end()), ":reason": new.reason, ":by": new.created_by,
        ":now": stamp::seconds(now),
    })?;
    Ok(AbsenceId(tx.last_insert_rowid()))
}

/// The absences of a company that are not over at an instant, by start; at most `LISTED_MAX`.
pub fn list(
    connection: &Connection,
    company: CompanyId,
    not_over_at: OffsetDateTime,
) -> Result<Vec<(AbsenceId, Absence)>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM absences WHERE company_id = ?1 AND ends_at > ?2
             ORDER BY starts_at, id LIMIT {LISTED_MAX}"
        ))?
        .query_map((company.0, stamp::seconds(not_over_at)), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// One absence of a company.
pub fn find(
    connection: &Connection,
    company: CompanyId,
    id: AbsenceId,
) -> Result<Option<(AbsenceId, Absence)>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM absences WHERE company_id = ?1 AND id = ?2"
        ))?
        .query_row((company.0, id.0), |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// The absence of the same person at the same time, whatever the reason.
pub fn find_same(
    connection: &Connection,
    company: CompanyId,
    like: &Absence,
) -> Result<Option<AbsenceId>> {
    Ok(connection
        .prepare_cached(
            "SELECT id FROM absences WHERE company_id = :company AND staff_id = :staff
               AND starts_at = :start AND ends_at = :end",
        )?
        .query_row(
            named_params! { ":company": company.0, ":staff": like.staff.0,
            ":start": stamp::seconds(like.span.start()), ":end": stamp::seconds(like.span.end()) },
            |row| Ok(AbsenceId(row.get(0)?)),
        )
        .optional()?)
}

/// Takes an absence away. Whether there was one of this number.
pub fn delete(tx: &Tx, company: CompanyId, id: AbsenceId) -> Result<bool> {
    let gone = tx
        .prepare_cached("DELETE FROM absences WHERE company_id = ?1 AND id = ?2")?
        .execute((company.0, id.0))?;
    Ok(gone > 0)
}

/// When each person is not there, by start, as it is written.
struct Away(HashMap<StaffId, Vec<(String, String)>>);

fn away(connection: &Connection) -> Result<Away> {
    let mut query = connection
        .prepare_cached("SELECT staff_id, starts_at, ends_at FROM absences ORDER BY starts_at")?;
    let mut rows = query.query([])?;
    let mut away: HashMap<StaffId, Vec<(String, String)>> = HashMap::new();
    while let Some(row) = rows.next()? {
        away.entry(StaffId(row.get(0)?)).or_default().push((row.get(1)?, row.get(2)?));
    }
    Ok(Away(away))
}

/// When a person is not there within a span; the intervals may reach out of it.
pub fn occupied(connection: &Connection, staff: &StaffId, span: Interval) -> Result<Vec<Interval>> {
    let away = kept::get(connection, away)?;
    let (from, until) = (stamp::seconds(span.start()), stamp::seconds(span.end()));
    let own = away.0.get(staff).into_iter().flatten();
    let touching = own.filter(|(start, end)| *start < until && *end > from);
    touching.map(|(start, end)| Interval::new(stamp::parse(start)?, stamp::parse(end)?)).collect()
}

fn read(row: &Row) -> Result<(AbsenceId, Absence)> {
    let time = |column: &str| {
        row.get::<_, String>(column).map_err(Error::from).and_then(|text| stamp::parse(&text))
    };
    let absence = Absence {
        staff: StaffId(row.get("staff_id")?),
        span: Interval::new(time("starts_at")?, time("ends_at")?)?,
        reason: row.get("reason")?,
        created_by: row.get("created_by")?,
    };
    Ok((AbsenceId(row.get("id")?), absence))
}
