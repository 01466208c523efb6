//! `warnings`: what a person of the salon should look at. One row for one matter, counted; it goes when it is cleared.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::visit::refusal::Reason;
use crate::store::db::kept;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};
use serde_json::json;
use time::OffsetDateTime;

/// What a warning about the key or the address is about: all of Cal.com.
pub const CALCOM: &str = "calcom";

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The hold of a `flexible` pause could not be booked; the pause counts as released.
    PauseNotHeld,
    /// Cal.com refuses something for a reason that a person must mend.
    Refused(Reason),
    /// An event type asks for confirmation: what is booked on the phone is only a request.
    NeedsConfirmation,
    /// The salon declined a visit that a customer had asked for.
    Declined,
    /// A visit cannot be settled without a person.
    Stuck,
    /// Of a visit some parts stand and some do not.
    Torn,
    /// Cal.com shows a booking of a visit that we had given up, or a second one.
    Stray,
    /// A part was moved at Cal.com while the visit was being settled.
    MovedElsewhere,
    /// A booking is shorter or longer than its service.
    EventTypeLength,
    /// A booking names a visit of ours and is none of it.
    Foreign,
    /// A customer could not be told.
    MessageFailed,
}

impl Kind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::PauseNotHeld => "pause_not_held",
            Kind::Refused(reason) => reason.as_str(),
            Kind::NeedsConfirmation => "needs_confirmation",
            Kind::Declined => "declined",
            Kind::Stuck => "visit_stuck",
            Kind::Torn => "visit_torn",
            Kind::Stray => "stray_booking",
            Kind::MovedElsewhere => "part_moved",
            Kind::EventTypeLength => "event_type_length",
            Kind::Foreign => "foreign_booking",
            Kind::MessageFailed => "message_failed",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub id: i64,
    /// What it is about, as stored.
    pub kind: String,
    /// The visit's reference, the saga's name, the event type.
    pub subject: String,
    pub message: String,
    /// How often it came.
    pub count: u32,
    /// UTC.
    pub raised_at: OffsetDateTime,
    /// When it came last, UTC.
    pub last_raised_at: OffsetDateTime,
    /// UTC; `None` while a person should look.
    pub cleared_at: Option<OffsetDateTime>,
}

/// Raises a warning; one that is raised already is counted. Whether it is new.
pub fn raise(
    tx: &Tx,
    company: CompanyId,
    kind: Kind,
    subject: &str,
    message: &str,
    now: OffsetDateTime,
) -> Result<bool> {
    let count: u32 = tx
        .prepare_cached(
            "INSERT INTO warnings (company_id, kind, subject, message, raised_at, last_raised_at)
             VALUES (:company, :kind, :subject, :message, :now, :now)
             ON CONFLICT (company_id, kind, subject) WHERE cleared_at IS NULL DO UPDATE SET
                 count = count + 1, last_raised_at = :now
             RETURNING count",
        )?
        .query_row(
            named_params! {
                ":company": company.0, ":kind": kind.as_str(), ":subject": subject, ":message": message,
                ":now": stamp::seconds(now),
            },
            |row| row.get(0),
        )?;
    if count == 1 {
        log::warn!("warning {}: {subject}", kind.as_str());
    }
    Ok(count == 1)
}

/// Raises a warning about a state that is seen again and again: it is not counted while it is raised.
pub fn raise_once(
    tx: &Tx,
    company: CompanyId,
    kind: Kind,
    subject: &str,
    message: &str,
    now: OffsetDateTime,
) -> Result<()> {
    if is_raised(tx, company, kind, subject)? {
        return Ok(());
    }
    raise(tx, company, kind, subject, message, now).map(|_| ())
}

/// What is raised now: of which company, kind and subject.
struct Raised(Vec<(CompanyId, String, String)>);

fn all_raised(connection: &Connection) -> Result<Raised> {
    let rows = connection
        .prepare_cached("SELECT company_id, kind, subject FROM warnings WHERE cleared_at IS NULL")?
        .query_map([], |row| Ok((CompanyId(row.get(0)?), row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Raised(rows))
}

/// Whether it is raised now.
pub fn is_raised(
    connection: &Connection,
    company: CompanyId,
    kind: Kind,
    subject: &str,
) -> Result<bool> {
    is_any_raised(connection, company, |(own, about)| own == kind.as_str() && about == subject)
}

fn is_any_raised(
    connection: &Connection,
    company: CompanyId,
    is_meant: impl Fn((&str, &str)) -> bool,
) -> Result<bool> {
    let raised = kept::get(connection, all_raised)?;
    Ok(raised.0.iter().any(|(of, kind, subject)| *of == company && is_meant((kind, subject))))
}

/// Clears a warning, if it is raised. Whether it was.
pub fn clear(
    tx: &Tx,
    company: CompanyId,
    kind: Kind,
    subject: &str,
    now: OffsetDateTime,
) -> Result<bool> {
    if !is_raised(tx, company, kind, subject)? {
        return Ok(false);
    }
    let cleared = tx
        .prepare_cached(
            "UPDATE warnings SET cleared_at = :now
             WHERE company_id = :company AND kind = :kind AND subject = :subject AND cleared_at IS NULL",
        )?
        .execute(named_params! {
            ":company": company.0, ":kind": kind.as_str(), ":subject": subject, ":now": stamp::seconds(now),
        })?;
    Ok(cleared > 0)
}

/// Clears the warning of this number. Whether there was one that was raised.
pub fn clear_one(tx: &Tx, company: CompanyId, id: i64, now: OffsetDateTime) -> Result<bool> {
    let cleared = tx
        .prepare_cached(
            "UPDATE warnings SET cleared_at = :now
             WHERE company_id = :company AND id = :id AND cleared_at IS NULL",
        )?
        .execute(named_params! { ":company": company.0, ":id": id, ":now": stamp::seconds(now) })?;
    Ok(cleared > 0)
}

/// A booking of this event type went well: what was said to be broken of it is mended.
pub fn clear_mended(
    tx: &Tx,
    company: CompanyId,
    event_type: i64,
    calcom: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let subject = event_type.to_string();
    let is_about = |(_, about): (&str, &str)| about == calcom || about == subject;
    if !is_any_raised(tx, company, is_about)? {
        return Ok(());
    }
    tx.prepare_cached(
        "UPDATE warnings SET cleared_at = :now
         WHERE company_id = :company AND cleared_at IS NULL
           AND ((kind IN ('key_refused', 'wrong_version') AND subject = :calcom)
             OR (kind IN ('no_right', 'event_type_gone', 'field_required', 'email_refused') AND subject = :subject))",
    )?
    .execute(named_params! {
        ":company": company.0, ":calcom": calcom, ":subject": subject,
        ":now": stamp::seconds(now),
    })?;
    Ok(())
}

const COLUMNS: &str = "id, kind, subject, message, count, raised_at, coalesce(last_raised_at, raised_at) AS last_raised_at, cleared_at";

/// What is raised now, oldest first.
pub fn raised(connection: &Connection, company: CompanyId, most: u32) -> Result<Vec<Warning>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM warnings WHERE company_id = ?1 AND cleared_at IS NULL ORDER BY id LIMIT ?2"
    );
    listed(connection, &sql, company, most)
}

/// What is raised now of these kinds, oldest first.
pub fn raised_of(
    connection: &Connection,
    company: CompanyId,
    kinds: &[Kind],
    most: u32,
) -> Result<Vec<Warning>> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    if !is_any_raised(connection, company, |(kind, _)| kinds.contains(&kind))? {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM warnings WHERE company_id = ?1 AND cleared_at IS NULL
           AND kind IN (SELECT value FROM json_each(?3)) ORDER BY id LIMIT ?2"
    );
    let rows = connection
        .prepare_cached(&sql)?
        .query_map((company.0, most, json!(kinds).to_string()), |row| Ok(read(row)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter().collect()
}

/// What was raised about one of these subjects, or came again, from this second on; oldest first.
pub fn about(
    connection: &Connection,
    company: CompanyId,
    subjects: &[String],
    since: OffsetDateTime,
) -> Result<Vec<Warning>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM warnings WHERE company_id = ?1
           AND subject IN (SELECT value FROM json_each(?2)) AND coalesce(last_raised_at, raised_at) >= ?3 ORDER BY id"
    );
    let rows = connection
        .prepare_cached(&sql)?
        .query_map((company.0, json!(subjects).to_string(), stamp::seconds(since)), |row| {
            Ok(read(row))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter().collect()
}

/// What was ever raised, in that order; the newest, if there are more.
pub fn all(connection: &Connection, company: CompanyId, most: u32) -> Result<Vec<Warning>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM (SELECT * FROM warnings WHERE company_id = ?1 ORDER BY id DESC LIMIT ?2) ORDER BY id"
    );
    listed(connection, &sql, company, most)
}

fn listed(
    connection: &Connection,
    sql: &str,
    company: CompanyId,
    most: u32,
) -> Result<Vec<Warning>> {
    let rows = connection
        .prepare_cached(sql)?
        .query_map((company.0, most), |row| Ok(read(row)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter().collect()
}

fn read(row: &Row) -> Result<Warning> {
    let at = |name: &str| -> Result<OffsetDateTime> { stamp::parse(&row.get::<_, String>(name)?) };
    let cleared: Option<String> = row.get("cleared_at")?;
    Ok(Warning {
        id: row.get("id")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        message: row.get("message")?,
        count: row.get("count")?,
        raised_at: at("raised_at")?,
        last_raised_at: at("last_raised_at")?,
        cleared_at: cleared.map(|text| stamp::parse(&text)).transpose()?,
    })
}
