//! `alarm_mutes`: of what nobody is told, for a while or for good.

use crate::domain::Result;
use crate::domain::alarm::kind::Kind;
use crate::domain::ids::CompanyId;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// A kind that is muted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mute {
    /// Which one.
    pub kind: Kind,
    /// `None` for good.
    pub until: Option<OffsetDateTime>,
    /// Who said so.
    pub by: String,
}

impl Mute {
    /// Whether it is in force.
    pub fn is_on(&self, now: OffsetDateTime) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// All that were ever said, in force or not.
pub fn all(connection: &Connection, company: CompanyId) -> Result<Vec<Mute>> {
    let rows: Vec<(String, Option<String>, String)> = connection
        .prepare_cached(
            "SELECT kind, muted_until, muted_by FROM alarm_mutes WHERE company_id = ?1 ORDER BY kind",
        )?
        .query_map([company.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let known =
        rows.into_iter().filter_map(|(kind, until, by)| Some((Kind::parse(&kind)?, until, by)));
    known
        .map(|(kind, until, by)| {
            let until = until.map(|text| stamp::parse(&text)).transpose()?;
            Ok(Mute { kind, until, by })
        })
        .collect()
}

/// Mutes a kind, in an earlier word's place.
pub fn set(tx: &Tx, company: CompanyId, mute: &Mute, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO alarm_mutes (company_id, kind, muted_until, muted_by, muted_at)
         VALUES (:company, :kind, :until, :by, :now)
         ON CONFLICT (company_id, kind) DO UPDATE SET muted_until = :until, muted_by = :by, muted_at = :now",
    )?
    .execute(named_params! {
        ":company": company.0, ":kind": mute.kind.as_str(), ":until": mute.until.map(stamp::seconds),
        ":by": mute.by, ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Takes it back. Whether it was muted.
pub fn lift(tx: &Tx, company: CompanyId, kind: Kind) -> Result<bool> {
    let lifted = tx
        .prepare_cached("DELETE FROM alarm_mutes WHERE company_id = ?1 AND kind = ?2")?
        .execute((company.0, kind.as_str()))?;
    Ok(lifted > 0)
}
