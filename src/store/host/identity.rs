//! `calcom_hosts`: every Cal.com user ever seen as a host or as a member, mapped or not.

use crate::domain::host::identity::Host;
use crate::domain::ids::{CompanyId, HostId};
use crate::domain::{Error, Result};
use crate::store::db::kept;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};
use std::collections::HashMap;
use time::OffsetDateTime;

/// A host as last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownHost {
    /// Who it is at Cal.com.
    pub host: Host,
    /// UTC.
    pub first_seen_at: String,
    /// UTC.
    pub updated_at: String,
    /// Whether Cal.com's member lists ever had the host.
    pub is_listed: bool,
    /// Set while Cal.com's lists no longer have the host.
    pub vanished_at: Option<String>,
}

/// Every host, of whichever company.
struct Hosts(HashMap<(CompanyId, HostId), KnownHost>);

fn hosts(connection: &Connection) -> Result<Hosts> {
    let mut query = connection.prepare_cached("SELECT * FROM calcom_hosts")?;
    let mut rows = query.query([])?;
    let mut hosts = HashMap::new();
    while let Some(row) = rows.next()? {
        let known = read(row)?;
        hosts.insert((CompanyId(row.get("company_id")?), known.host.id), known);
    }
    Ok(Hosts(hosts))
}

/// The host of an id.
pub fn find(connection: &Connection, company: CompanyId, id: HostId) -> Result<Option<KnownHost>> {
    Ok(kept::get(connection, hosts)?.0.get(&(company, id)).cloned())
}

/// Every host of a company, by id.
pub fn all(connection: &Connection, company: CompanyId) -> Result<Vec<KnownHost>> {
    connection
        .prepare_cached("SELECT * FROM calcom_hosts WHERE company_id = ?1 ORDER BY host_id")?
        .query_map([company.0], |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// Notes that a host exists. Names and addresses that are known already are not overwritten: only the sync,
/// which sees the member lists, refreshes them.
pub fn meet(tx: &Tx, company: CompanyId, host: &Host, now: OffsetDateTime) -> Result<()> {
    let is_known = kept::get(tx, hosts)?.0.contains_key(&(company, host.id));
    if is_known { Ok(()) } else { put(tx, company, host, false, now) }
}

/// Writes a host as seen now; `listed` says that a member list has the host, so one that had vanished is back.
pub fn put(
    tx: &Tx,
    company: CompanyId,
    host: &Host,
    listed: bool,
    now: OffsetDateTime,
) -> Result<()> {
    let emails = serde_json::to_string(&host.emails).map_err(Error::internal)?;
    tx.prepare_cached(
        "INSERT INTO calcom_hosts (company_id, host_id, name, emails, username, time_zone, is_listed, first_seen_at,
             updated_at)
         VALUES (:company, :host, :name, :emails, :username, :zone, :listed, :now, :now)
         ON CONFLICT (company_id, host_id) DO UPDATE SET name = :name, emails = :emails, username = :username,
             time_zone = :zone, is_listed = max(is_listed, :listed), updated_at = :now,
             vanished_at = CASE WHEN :listed THEN NULL ELSE vanished_at END",
    )?
    .execute(named_params! {
        ":company": company.0, ":host": host.id.0, ":name": host.name, ":emails": emails,
        ":username": host.username, ":zone": host.time_zone, ":listed": listed, ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Notes that a member list has a host.
pub fn mark_listed(tx: &Tx, company: CompanyId, id: HostId) -> Result<()> {
    tx.prepare_cached(
        "UPDATE calcom_hosts SET is_listed = 1 WHERE company_id = ?1 AND host_id = ?2 AND is_listed = 0",
    )?
    .execute((company.0, id.0))?;
    Ok(())
}

/// Marks a host as no longer in Cal.com's lists.
pub fn mark_vanished(tx: &Tx, company: CompanyId, id: HostId, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE calcom_hosts SET vanished_at = ?3 WHERE company_id = ?1 AND host_id = ?2 AND vanished_at IS NULL",
    )?
    .execute((company.0, id.0, stamp::seconds(now)))?;
    Ok(())
}

fn read(row: &Row) -> Result<KnownHost> {
    let emails: String = row.get("emails")?;
    Ok(KnownHost {
        host: Host {
            id: HostId(row.get("host_id")?),
            name: row.get("name")?,
            emails: serde_json::from_str(&emails).map_err(Error::internal)?,
            username: row.get("username")?,
            time_zone: row.get("time_zone")?,
        },
        first_seen_at: row.get("first_seen_at")?,
        updated_at: row.get("updated_at")?,
        is_listed: row.get("is_listed")?,
        vanished_at: row.get("vanished_at")?,
    })
}
