//! `alarms`: a row from when something began to be wrong until it is over.

use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::alarm::machine::Episode;
use crate::domain::ids::CompanyId;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};
use time::OffsetDateTime;

/// An alarm as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmRow {
    /// Its number.
    pub id: i64,
    /// What is wrong.
    pub kind: Kind,
    /// How it stands.
    pub episode: Episode,
    /// As it was found last, in the salon's language.
    pub message: String,
    /// UTC.
    pub began_at: OffsetDateTime,
    /// When a person had seen it, and who.
    pub acked: Option<(OffsetDateTime, String)>,
    /// When it was over; `None` while it is not.
    pub cleared_at: Option<OffsetDateTime>,
}

const COLUMNS: &str =
    "id, kind, level, message, began_at, told_at, told_level, well_since, acked_at, acked_by,
    cleared_at";

/// The alarms that are not over, oldest first. One of a kind that this program does not know is left out.
pub fn open(connection: &Connection, company: CompanyId) -> Result<Vec<AlarmRow>> {
    listed(connection, company, "cleared_at IS NULL ORDER BY id LIMIT ?2", u32::MAX)
}

/// The newest, over or not, newest first.
pub fn newest(connection: &Connection, company: CompanyId, most: u32) -> Result<Vec<AlarmRow>> {
    listed(connection, company, "1 ORDER BY id DESC LIMIT ?2", most)
}

fn listed(
    connection: &Connection,
    company: CompanyId,
    which: &str,
    most: u32,
) -> Result<Vec<AlarmRow>> {
    let sql = format!("SELECT {COLUMNS} FROM alarms WHERE company_id = ?1 AND {which}");
    let rows = connection
        .prepare_cached(&sql)?
        .query_map((company.0, most), |row| Ok(read(row)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let rows = rows.into_iter().collect::<Result<Vec<_>>>()?;
    Ok(rows.into_iter().flatten().collect())
}

fn read(row: &Row) -> Result<Option<AlarmRow>> {
    let Some(kind) = Kind::parse(&row.get::<_, String>("kind")?) else { return Ok(None) };
    let instant = |column: &str| -> Result<Option<OffsetDateTime>> {
        row.get::<_, Option<String>>(column)?.map(|text| stamp::parse(&text)).transpose()
    };
    let told_level: Option<String> = row.get("told_level")?;
    let told_level = told_level.map(|word| level(&word)).transpose()?;
    let acked_by: Option<String> = row.get("acked_by")?;
    let acked = instant("acked_at")?.map(|at| (at, acked_by.unwrap_or_default()));
    Ok(Some(AlarmRow {
        id: row.get("id")?,
        kind,
        episode: Episode {
            level: level(&row.get::<_, String>("level")?)?,
            told: instant("told_at")?.zip(told_level),
            well_since: instant("well_since")?,
            is_acked: acked.is_some(),
        },
        message: row.get("message")?,
        began_at: stamp::parse(&row.get::<_, String>("began_at")?)?,
        acked,
        cleared_at: instant("cleared_at")?,
    }))
}

fn level(word: &str) -> Result<Level> {
    Level::parse(word).ok_or_else(|| Error::internal(format!("{word:?} is no level")))
}

/// Something begins to be wrong. Gives the alarm's number.
pub fn begin(
    tx: &Tx,
    company: CompanyId,
    kind: Kind,
    (level, message): (Level, &str),
    now: OffsetDateTime,
) -> Result<i64> {
    tx.prepare_cached(
        "INSERT INTO alarms (company_id, kind, level, message, began_at)
         VALUES (:company, :kind, :level, :message, :now)",
    )?
    .execute(named_params! {
        ":company": company.0, ":kind": kind.as_str(), ":level": level.as_str(), ":message": message,
        ":now": stamp::seconds(now),
    })?;
    Ok(tx.last_insert_rowid())
}

/// It goes on, perhaps worse or better.
pub fn go_on(tx: &Tx, id: i64, level: Level, message: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE alarms SET level = ?2, message = ?3, well_since = NULL
         WHERE id = ?1 AND (level <> ?2 OR message <> ?3 OR well_since IS NOT NULL)",
    )?
    .execute((id, level.as_str(), message))?;
    Ok(())
}

/// It is well from now on.
pub fn calm(tx: &Tx, id: i64, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("UPDATE alarms SET well_since = ?2 WHERE id = ?1")?
        .execute((id, stamp::seconds(now)))?;
    Ok(())
}

/// It is over.
pub fn end(tx: &Tx, id: i64, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("UPDATE alarms SET cleared_at = ?2 WHERE id = ?1 AND cleared_at IS NULL")?
        .execute((id, stamp::seconds(now)))?;
    Ok(())
}

/// It was told. What is worse than before is not seen by anybody yet.
pub fn told(tx: &Tx, id: i64, worst: Level, is_worse: bool, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE alarms SET told_at = :now, told_level = :level,
             acked_at = iif(:worse, NULL, acked_at), acked_by = iif(:worse, NULL, acked_by)
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id, ":now": stamp::seconds(now), ":level": worst.as_str(), ":worse": is_worse,
    })?;
    Ok(())
}

/// What was to be told of this kind and never was counts as not told.
pub fn untold(tx: &Tx, company: CompanyId, kind: Kind) -> Result<()> {
    tx.prepare_cached(
        "UPDATE alarms SET told_at = NULL, told_level = NULL
         WHERE company_id = :company AND kind = :kind AND cleared_at IS NULL
           AND EXISTS (SELECT 1 FROM alarm_notices WHERE alarm_id = alarms.id)
           AND NOT EXISTS (SELECT 1 FROM alarm_notices WHERE alarm_id = alarms.id AND state = 'sent')",
    )?
    .execute(named_params! { ":company": company.0, ":kind": kind.as_str() })?;
    Ok(())
}

/// A person has seen the alarm of this kind. Whether there is one that is not over.
pub fn ack(tx: &Tx, company: CompanyId, kind: Kind, by: &str, now: OffsetDateTime) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE alarms SET acked_at = coalesce(acked_at, :now), acked_by = coalesce(acked_by, :by)
             WHERE company_id = :company AND kind = :kind AND cleared_at IS NULL",
        )?
        .execute(named_params! {
            ":company": company.0, ":kind": kind.as_str(), ":by": by, ":now": stamp::seconds(now),
        })?;
    Ok(changed > 0)
}
