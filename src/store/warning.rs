//! `warnings`: what somebody of the salon should look at. One row for one matter; it goes when it is cleared.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::Tx;
use crate::store::stamp;
use rusqlite::Connection;
use rusqlite::named_params;
use time::OffsetDateTime;

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The hold of a `flexible` pause could not be booked; the pause counts as released.
    PauseNotHeld,
}

impl Kind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::PauseNotHeld => "pause_not_held",
        }
    }
}

/// A warning that is not cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The row's number.
    pub id: i64,
    /// What it is about, as stored.
    pub kind: String,
    /// The visit's reference, the saga's name.
    pub subject: String,
    /// For people.
    pub message: String,
    /// UTC.
    pub raised_at: OffsetDateTime,
}

/// Raises a warning, unless the same is raised already.
pub fn raise(
    tx: &Tx,
    company: CompanyId,
    kind: Kind,
    subject: &str,
    message: &str,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO warnings (company_id, kind, subject, message, raised_at)
         VALUES (:company, :kind, :subject, :message, :now)
         ON CONFLICT (company_id, kind, subject) WHERE cleared_at IS NULL DO NOTHING",
    )?
    .execute(named_params! {
        ":company": company.0, ":kind": kind.as_str(), ":subject": subject, ":message": message,
        ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Clears a warning, if it is raised.
pub fn clear(
    tx: &Tx,
    company: CompanyId,
    kind: Kind,
    subject: &str,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE warnings SET cleared_at = :now
         WHERE company_id = :company AND kind = :kind AND subject = :subject AND cleared_at IS NULL",
    )?
    .execute(named_params! {
        ":company": company.0, ":kind": kind.as_str(), ":subject": subject, ":now": stamp::seconds(now),
    })?;
    Ok(())
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

/// What is raised now, oldest first.
pub fn raised(connection: &Connection, company: CompanyId, most: u32) -> Result<Vec<Warning>> {
    connection
        .prepare_cached(
            "SELECT id, kind, subject, message, raised_at FROM warnings
             WHERE company_id = ?1 AND cleared_at IS NULL ORDER BY id LIMIT ?2",
        )?
        .query_map((company.0, most), |row| {
            let told = (row.get(1)?, row.get(2)?, row.get(3)?);
            Ok((row.get(0)?, told, row.get::<_, String>(4)?))
        })?
        .map(|row| {
            let (id, (kind, subject, message), raised_at) = row?;
            Ok(Warning { id, kind, subject, message, raised_at: stamp::parse(&raised_at)? })
        })
        .collect()
}
