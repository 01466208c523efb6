//! `services`: what the salon sells. Its segments and who does them are `service_segment`'s.

use crate::domain::ids::{CompanyId, ServiceId};
use crate::domain::service::catalogue::{BookingOrder, PausePolicy};
use crate::domain::stored::stored_enum;
use crate::domain::{Error, Result};
use crate::store::db::kept;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, Row, named_params};
use serde_json::json;
use time::OffsetDateTime;

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The row.
    pub id: ServiceId,
    /// Short, stable name; in the booking's metadata too.
    pub key: String,
    /// As spoken.
    pub name: String,
    /// What callers say as well.
    pub aliases: Vec<String>,
    /// From its start to its end, pauses included.
    pub duration_minutes: u32,
    /// It has several segments.
    pub composite: bool,
    /// What its pauses are for.
    pub policy: PausePolicy,
    /// Kept free behind the whole visit.
    pub buffer_minutes: u32,
    /// The order of a visit's bookings at Cal.com.
    pub booking_order: BookingOrder,
    /// Grows with each change.
    pub revision: i64,
    /// Who described it.
    pub described_by: DescribedBy,
}

stored_enum! {
    /// Who described a service: the column `services.described_by`.
    pub enum DescribedBy {
        /// The configuration, which writes it anew at each start.
        File = "file",
        /// A person, with a command or on a page.
        Desk = "desk",
    }
}

const COLUMNS: &str =
    "id, key, name, aliases, duration_minutes, composite, pause_bookable_policy, buffer_minutes,
    booking_order, revision, described_by";

/// Every service, by name.
struct Catalogue(Vec<Listed>);

struct Listed {
    company: CompanyId,
    is_active: bool,
    service: Service,
}

fn catalogue(connection: &Connection) -> Result<Catalogue> {
    connection
        .prepare_cached(&format!(
            "SELECT company_id, is_active, {COLUMNS} FROM services ORDER BY name, id"
        ))?
        .query_map([], |row| {
            let (company, is_active) = (CompanyId(row.get("company_id")?), row.get("is_active")?);
            Ok(read(row).map(|service| Listed { company, is_active, service }))
        })?
        .map(|row| row?)
        .collect::<Result<_>>()
        .map(Catalogue)
}

/// What a company sells now, by name.
pub fn active(connection: &Connection, company: CompanyId) -> Result<Vec<Service>> {
    let all = kept::get(connection, catalogue)?;
    let sold = all.0.iter().filter(|one| one.company == company && one.is_active);
    Ok(sold.map(|one| one.service.clone()).collect())
}

/// One service by its row.
pub fn find(connection: &Connection, id: ServiceId) -> Result<Option<Service>> {
    let all = kept::get(connection, catalogue)?;
    Ok(all.0.iter().find(|one| one.service.id == id).map(|one| one.service.clone()))
}

/// One service by its key.
pub fn find_by_key(
    connection: &Connection,
    company: CompanyId,
    key: &str,
) -> Result<Option<Service>> {
    let all = kept::get(connection, catalogue)?;
    let found = all.0.iter().find(|one| one.company == company && one.service.key == key);
    Ok(found.map(|one| one.service.clone()))
}

/// Makes a service, with revision 1. `of.id` and `of.revision` count for nothing.
pub fn insert(tx: &Tx, company: CompanyId, of: &Service, now: OffsetDateTime) -> Result<ServiceId> {
    tx.prepare_cached(
        "INSERT INTO services (company_id, key, name, aliases, duration_minutes, composite, pause_bookable_policy,
             buffer_minutes, booking_order, described_by, revision, created_at, updated_at)
         VALUES (:company, :key, :name, :aliases, :minutes, :composite, :policy, :buffer, :order, :by, 1, :now, :now)",
    )?
    .execute(named_params! {
        ":company": company.0, ":key": of.key, ":name": of.name, ":aliases": json!(of.aliases).to_string(),
        ":minutes": of.duration_minutes, ":composite": of.composite, ":policy": of.policy.as_str(),
        ":buffer": of.buffer_minutes, ":order": of.booking_order.as_str(), ":by": of.described_by.as_str(),
        ":now": stamp::seconds(now),
    })?;
    Ok(ServiceId(tx.last_insert_rowid()))
}

/// Writes every column of `of.id` anew but the key, and counts its revision up by one, whatever `of.revision` says.
pub fn update(tx: &Tx, of: &Service, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE services SET name = :name, aliases = :aliases, duration_minutes = :minutes, composite = :composite,
             pause_bookable_policy = :policy, buffer_minutes = :buffer, booking_order = :order,
             described_by = :by, revision = revision + 1, updated_at = :now
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": of.id.0, ":name": of.name, ":aliases": json!(of.aliases).to_string(),
        ":minutes": of.duration_minutes, ":composite": of.composite, ":policy": of.policy.as_str(),
        ":buffer": of.buffer_minutes, ":order": of.booking_order.as_str(), ":by": of.described_by.as_str(),
        ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// What follows from any change of a service: the event types that we made for it have to be looked at again. Those
/// of the salon's own are not touched. To be called in the change's own transaction.
pub fn service_changed(tx: &Tx, service: ServiceId, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE calcom_event_map SET sync_status = 'pending', updated_at = ?2
         WHERE service_id = ?1 AND made_by = 'chairside'",
    )?
    .execute((service.0, stamp::seconds(now)))?;
    Ok(())
}

fn read(row: &Row) -> Result<Service> {
    let text = |column: &str| row.get::<_, String>(column).map_err(Error::from);
    let odd = |column: &str| Error::internal(format!("services.{column} holds an unknown word"));
    Ok(Service {
        id: ServiceId(row.get("id")?),
        key: row.get("key")?,
        name: row.get("name")?,
        aliases: serde_json::from_str(&text("aliases")?).map_err(Error::internal)?,
        duration_minutes: row.get("duration_minutes")?,
        composite: row.get("composite")?,
        policy: PausePolicy::parse(&text("pause_bookable_policy")?)
            .ok_or_else(|| odd("pause_bookable_policy"))?,
        buffer_minutes: row.get("buffer_minutes")?,
        booking_order: BookingOrder::parse(&text("booking_order")?)
            .ok_or_else(|| odd("booking_order"))?,
        revision: row.get("revision")?,
        described_by: DescribedBy::parse(&text("described_by")?)
            .ok_or_else(|| odd("described_by"))?,
    })
}
