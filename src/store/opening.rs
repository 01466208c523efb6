//! `branch_hours` and `branch_closures`: when a shop is open, in its own wall clock.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::ids::BranchId;
use crate::domain::opening::OpenHours;
use crate::domain::opening::Opening;
use crate::store::Tx;
use rusqlite::Connection;
use time::Date;
use time::Month;
use time::Weekday;

/// A stretch of every week in which a shop is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSpan {
    /// The day it begins on.
    pub weekday: Weekday,
    /// Minutes after local midnight, inclusive.
    pub opens_minute: u16,
    /// Minutes after local midnight, exclusive; 1440 is the next midnight.
    pub closes_minute: u16,
}

/// A day on which a shop stays shut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// In the shop's own calendar.
    pub day: Date,
    /// For people; may be empty.
    pub name: String,
}

/// When a shop is open, by day and time. Without any it is as open as Cal.com says.
pub fn hours(connection: &Connection, branch: BranchId) -> Result<Vec<OpenSpan>> {
    connection
        .prepare_cached(
            "SELECT weekday, opens, closes FROM branch_hours WHERE branch_id = ?1
             ORDER BY weekday, opens",
        )?
        .query_map([branch.0], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?
        .map(|row| {
            let (weekday, opens, closes) = row?;
            let odd = || Error::internal("branch_hours holds no time of day");
            Ok(OpenSpan {
                weekday: weekday_of(weekday).ok_or_else(odd)?,
                opens_minute: minute_of(&opens).ok_or_else(odd)?,
                closes_minute: minute_of(&closes).ok_or_else(odd)?,
            })
        })
        .collect()
}

/// When a shop is open and when it stays shut, for the one overlap function.
pub fn of_branch(connection: &Connection, branch: BranchId) -> Result<Opening> {
    let hours = hours(connection, branch)?
        .into_iter()
        .map(|span| {
            let (opens, closes) = (time_text(span.opens_minute), time_text(span.closes_minute));
            OpenHours::parse(span.weekday.number_from_monday(), &opens, &closes)
        })
        .collect::<Result<_>>()?;
    let closures = closures(connection, branch)?.into_iter().map(|closure| closure.day).collect();
    Ok(Opening { hours, closures })
}

/// The days on which a shop stays shut, in order.
pub fn closures(connection: &Connection, branch: BranchId) -> Result<Vec<Closure>> {
    connection
        .prepare_cached("SELECT day, name FROM branch_closures WHERE branch_id = ?1 ORDER BY day")?
        .query_map([branch.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
        .map(|row| {
            let (day, name) = row?;
            let odd = || Error::internal("branch_closures holds no day");
            Ok(Closure { day: day_of(&day).ok_or_else(odd)?, name })
        })
        .collect()
}

/// Writes a shop's week anew. The spans of a day do not overlap.
pub fn set_hours(tx: &Tx, branch: BranchId, spans: &[OpenSpan]) -> Result<()> {
    tx.prepare_cached("DELETE FROM branch_hours WHERE branch_id = ?1")?.execute([branch.0])?;
    for span in spans {
        tx.prepare_cached(
            "INSERT INTO branch_hours (branch_id, weekday, opens, closes) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((
            branch.0,
            span.weekday.number_from_monday(),
            time_text(span.opens_minute),
            time_text(span.closes_minute),
        ))?;
    }
    Ok(())
}

/// Writes the days on which a shop stays shut anew.
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

fn time_text(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minute_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    hour.parse::<u16>().ok()?.checked_mul(60)?.checked_add(minute.parse().ok()?)
}

fn weekday_of(number: u8) -> Option<Weekday> {
    let back = number.checked_sub(1).filter(|days| *days < 7)?;
    Some(Weekday::Monday.nth_next(back))
}

fn day_of(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()
}
