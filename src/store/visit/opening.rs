//! `branch_hours` and `branch_closures`: when a branch is open, in its own wall clock.

use crate::config::HoursRow;
use crate::domain::calendar::opening::{OpenHours, Opening};
use crate::domain::ids::BranchId;
use crate::domain::{Error, Result};
use crate::store::db::kept;
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

/// Every branch's week and the days on which it stays shut, as they are written.
struct Weeks {
    hours: Vec<(BranchId, HoursRow)>,
    closures: Vec<(BranchId, String, String)>,
}

fn weeks(connection: &Connection) -> Result<Weeks> {
    let hours = connection
        .prepare_cached(
            "SELECT branch_id, weekday, opens, closes FROM branch_hours
             ORDER BY branch_id, weekday, opens",
        )?
        .query_map([], |row| {
            let (weekday, opens, closes) = (row.get(1)?, row.get(2)?, row.get(3)?);
            Ok((BranchId(row.get(0)?), HoursRow { weekday, opens, closes }))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let closures = connection
        .prepare_cached("SELECT branch_id, day, name FROM branch_closures ORDER BY branch_id, day")?
        .query_map([], |row| Ok((BranchId(row.get(0)?), row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Weeks { hours, closures })
}

/// A branch's week, by day and time. Without any row it is as open as Cal.com says.
pub fn hours(connection: &Connection, branch: BranchId) -> Result<Vec<HoursRow>> {
    let weeks = kept::get(connection, weeks)?;
    let own = weeks.hours.iter().filter(|(of, _)| *of == branch);
    Ok(own.map(|(_, row)| row.clone()).collect())
}

/// The days on which a branch stays shut, in order.
pub fn closures(connection: &Connection, branch: BranchId) -> Result<Vec<Closure>> {
    let weeks = kept::get(connection, weeks)?;
    let odd = || Error::internal("branch_closures holds a day that is none");
    let own = weeks.closures.iter().filter(|(of, _, _)| *of == branch);
    own.map(|(_, day, name)| Ok(Closure { day: day_of(day).ok_or_else(odd)?, name: name.clone() }))
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
