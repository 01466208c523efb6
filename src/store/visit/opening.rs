//! `branch_hours` and `branch_closures`: when a branch is open, in its own wall clock.

use crate::config::HoursRow;
use crate::domain::calendar::opening::{OpenHours, Opening};
use crate::domain::ids::BranchId;
use crate::domain::{Error, Result};
use crate::store::db::tx::Tx;
use rusqlite::Connection;
use time::{Date, Month};

/// A day on which a branch stays shut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// In the branch's own calendar.
    pub day: Date,
    /// For people; may be empty.
    pub name: String,
}

/// When a branch is open, hours and closures together.
pub fn of_branch(connection: &Connection, branch: BranchId) -> Result<Opening> {
    let hours = hours(connection, branch)?
        .iter()
        .map(|row| OpenHours::parse(row.weekday, &row.opens, &row.closes))
        .collect::<Result<_>>()
        .map_err(|error| Error::internal(format!("branch_hours: {error}")))?;
    let closures = closures(connection, branch)?.into_iter().map(|closure| closure.day).collect();
    Ok(Opening { hours, closures })
}

/// A branch's week, by day and time. Without any row it is as open as Cal.com says.
pub fn hours(connection: &Connection, branch: BranchId) -> Result<Vec<HoursRow>> {
    let rows = connection
        .prepare_cached(
            "SELECT weekday, opens, closes FROM branch_hours WHERE branch_id = ?1
             ORDER BY weekday, opens",
        )?
        .query_map([branch.0], |row| {
            Ok(HoursRow { weekday: row.get(0)?, opens: row.get(1)?, closes: row.get(2)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// The days on which a branch stays shut, in order.
pub fn closures(connection: &Connection, branch: BranchId) -> Result<Vec<Closure>> {
    connection
        .prepare_cached("SELECT day, name FROM branch_closures WHERE branch_id = ?1 ORDER BY day")?
        .query_map([branch.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
        .map(|row| {
            let (day, name) = row?;
            let odd = || Error::internal("branch_closures holds a day that is none");
            Ok(Closure { day: day_of(&day).ok_or_else(odd)?, name })
        })
        .collect()
}

/// Writes a branch's week anew. The spans of a day do not overlap.
pub fn set_hours(tx: &Tx, branch: BranchId, week: &[HoursRow]) -> Result<()> {
    tx.prepare_cached("DELETE FROM branch_hours WHERE branch_id = ?1")?.execute([branch.0])?;
    for row in week {
        tx.prepare_cached(
            "INSERT INTO branch_hours (branch_id, weekday, opens, closes) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((branch.0, row.weekday, &row.opens, &row.closes))?;
    }
    Ok(())
}

/// Writes the days on which a branch stays shut anew.
pub fn set_closures(tx: &Tx, branch: BranchId, closures: &[Closure]) -> Result<()> {
    tx.prepare_cached("DELETE FROM branch_closures WHERE branch_id = ?1")?.execute([branch.0])?;
    for closure in closures {
        tx.prepare_cached(
            "INSERT INTO branch_closures (branch_id, day, name) VALUES (?1, ?2, ?3)",
        )?
        .execute((branch.0, closure.day.to_string(), &closure.name))?;
    }
    Ok(())
}

fn day_of(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()
}
