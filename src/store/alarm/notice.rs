//! `alarm_notices`: what is to be said of an alarm, by which channel, until it is said.

use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::ids::CompanyId;
use crate::domain::stored::stored_enum;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use time::OffsetDateTime;

stored_enum! {
    /// By which way somebody is told. The log is told at once and needs no row.
    pub enum Channel {
        /// A letter.
        Mail = "mail",
        /// One POST to an address.
        Hook = "hook",
    }
}

stored_enum! {
    /// What a notice tells.
    pub enum Tells {
        /// Something is wrong.
        Fired = "fired",
        /// It is worse than was told.
        Worse = "worse",
        /// It is still wrong.
        Still = "still",
        /// It is over.
        Clear = "clear",
        /// A trial.
        Test = "test",
    }
}

/// Something to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Of which alarm; `None` for a trial.
    pub alarm: Option<i64>,
    /// By which way.
    pub channel: Channel,
    /// What about it.
    pub tells: Tells,
    /// How bad it is.
    pub level: Level,
    /// A few words.
    pub title: String,
    /// A sentence or two.
    pub body: String,
}

/// A notice that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenNotice {
    /// Its number: the same at each try.
    pub id: i64,
    /// What is said.
    pub notice: Notice,
    /// How often it was tried.
    pub attempts: u32,
    /// UTC.
    pub made_at: OffsetDateTime,
}

/// What is still to be said of the same alarm by the same way is out of date: this is said instead.
///
/// That all is clear is only said to whom something was said before. Whether it will be said.
pub fn put(
    tx: &Tx,
    company: CompanyId,
    notice: &Notice,
    due: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<bool> {
    if let Some(alarm) = notice.alarm {
        tx.prepare_cached(
            "UPDATE alarm_notices SET state = 'dropped', finished_at = ?3, next_try_at = NULL
             WHERE alarm_id = ?1 AND channel = ?2 AND state = 'open'",
        )?
        .execute((alarm, notice.channel.as_str(), stamp::seconds(now)))?;
        if notice.tells == Tells::Clear && !was_said(tx, alarm, notice.channel)? {
            return Ok(false);
        }
    }
    tx.prepare_cached(
        "INSERT INTO alarm_notices (company_id, alarm_id, channel, tells, level, title, body, next_try_at, made_at)
         VALUES (:company, :alarm, :channel, :tells, :level, :title, :body, :due, :now)",
    )?
    .execute(named_params! {
        ":company": company.0, ":alarm": notice.alarm, ":channel": notice.channel.as_str(),
        ":tells": notice.tells.as_str(), ":level": notice.level.as_str(), ":title": notice.title,
        ":body": notice.body, ":due": stamp::seconds(due), ":now": stamp::seconds(now),
    })?;
    Ok(true)
}

fn was_said(connection: &Connection, alarm: i64, channel: Channel) -> Result<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM alarm_notices WHERE alarm_id = ?1 AND channel = ?2 AND state = 'sent'",
        )?
        .exists((alarm, channel.as_str()))?)
}

/// The next notice that is due on a channel, the one that waits longest.
pub fn due(
    connection: &Connection,
    company: CompanyId,
    channel: Channel,
    now: OffsetDateTime,
) -> Result<Option<OpenNotice>> {
    connection
        .prepare_cached(
            "SELECT id, alarm_id, channel, tells, level, title, body, attempts, made_at FROM alarm_notices
             WHERE state = 'open' AND next_try_at <= ?1 AND company_id = ?2 AND channel = ?3
             ORDER BY next_try_at, id LIMIT 1",
        )?
        .query_row((stamp::seconds(now), company.0, channel.as_str()), |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn read(row: &Row) -> Result<OpenNotice> {
    fn word<T>(row: &Row, column: &str, parse: fn(&str) -> Option<T>) -> Result<T> {
        let text: String = row.get(column)?;
        parse(&text).ok_or_else(|| Error::internal(format!("{text:?} is no {column}")))
    }
    Ok(OpenNotice {
        id: row.get("id")?,
        notice: Notice {
            alarm: row.get("alarm_id")?,
            channel: word(row, "channel", Channel::parse)?,
            tells: word(row, "tells", Tells::parse)?,
            level: word(row, "level", Level::parse)?,
            title: row.get("title")?,
            body: row.get("body")?,
        },
        attempts: row.get("attempts")?,
        made_at: stamp::parse(&row.get::<_, String>("made_at")?)?,
    })
}

/// It was said.
pub fn sent(tx: &Tx, id: i64, now: OffsetDateTime) -> Result<()> {
    end(tx, id, "sent", None, now)
}

/// It will not be said, for this reason.
pub fn give_up(tx: &Tx, id: i64, why: &str, now: OffsetDateTime) -> Result<()> {
    end(tx, id, "dead", Some(why), now)
}

/// Something newer may have taken its place while it was being sent: then that stands.
fn end(tx: &Tx, id: i64, state: &str, why: Option<&str>, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE alarm_notices SET state = ?2, last_error = ?3, attempts = attempts + 1, next_try_at = NULL,
             finished_at = ?4
         WHERE id = ?1 AND (state = 'open' OR ?2 = 'sent')",
    )?
    .execute((id, state, why, stamp::seconds(now)))?;
    Ok(())
}

/// It is said later.
pub fn retry(tx: &Tx, id: i64, why: &str, next_try_at: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE alarm_notices SET attempts = attempts + 1, last_error = ?2, next_try_at = ?3
         WHERE id = ?1 AND state = 'open'",
    )?
    .execute((id, why, stamp::seconds(next_try_at)))?;
    Ok(())
}

/// Nobody is to be told of this kind any more: what still waits to be said of it is not said.
pub fn drop_waiting(tx: &Tx, company: CompanyId, kind: Kind, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE alarm_notices SET state = 'dropped', finished_at = :now, next_try_at = NULL
         WHERE state = 'open' AND company_id = :company
           AND alarm_id IN (SELECT id FROM alarms WHERE company_id = :company AND kind = :kind)",
    )?
    .execute(named_params! {
        ":company": company.0, ":kind": kind.as_str(), ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// How a channel is: how many wait, how many were given up of late, and why the last try failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelState {
    /// Notices that are still to be said.
    pub waiting: u64,
    /// Those of them that could not be said so far.
    pub failing: u64,
    /// Of the last that were made those that were given up.
    pub given_up: u64,
    /// Why the newest that failed did.
    pub last_error: Option<String>,
}

/// How it stands with a channel: what waits, however old it is, and what was given up since this instant.
pub fn state(
    connection: &Connection,
    company: CompanyId,
    channel: Channel,
    since: OffsetDateTime,
) -> Result<ChannelState> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE state = 'open') AS waiting,
                 count(*) FILTER (WHERE state = 'open' AND attempts > 0) AS failing, count(*) FILTER (WHERE state = 'dead') AS given_up,
                 (SELECT last_error FROM alarm_notices
                  WHERE company_id = :company AND channel = :channel AND last_error IS NOT NULL
                    AND (state = 'open' OR state = 'dead' AND made_at >= :since) ORDER BY id DESC LIMIT 1) AS last_error
             FROM alarm_notices WHERE company_id = :company AND channel = :channel
               AND (state = 'open' OR made_at >= :since)",
        )?
        .query_row(
            named_params! {
                ":company": company.0, ":channel": channel.as_str(), ":since": stamp::seconds(since),
            },
            |row| {
                let number = |column: &str| {
                    row.get::<_, i64>(column).map(|number| u64::try_from(number).unwrap_or(0))
                };
                Ok(ChannelState {
                    waiting: number("waiting")?,
                    failing: number("failing")?,
                    given_up: number("given_up")?,
                    last_error: row.get("last_error")?,
                })
            },
        )?)
}

/// Takes away what was said before this instant, at most so many. Gives how many. Of an alarm that is not over all is kept:
/// its end is told to whom it was told.
pub fn sweep(tx: &Tx, before: OffsetDateTime, most: u32) -> Result<usize> {
    Ok(tx
        .prepare_cached(
            "DELETE FROM alarm_notices WHERE id IN (
                 SELECT id FROM alarm_notices WHERE state <> 'open' AND made_at < ?1
                   AND NOT EXISTS (SELECT 1 FROM alarms WHERE alarms.id = alarm_id AND cleared_at IS NULL)
                 ORDER BY id LIMIT ?2)",
        )?
        .execute((stamp::seconds(before), most))?)
}
