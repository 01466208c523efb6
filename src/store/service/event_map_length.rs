//! How long event types are at Cal.com, as last seen: kept in `calcom_event_map.written` as `seen_minutes`. Of one that
//! we made only what differs from what we wrote; the next sync that finds it right drops it.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::service::event_map;
use crate::store::service::event_map::EventMapEntry;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// An event type in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InUse {
    pub entry: EventMapEntry,
    /// We made it; else it is the salon's own.
    pub is_ours: bool,
    /// Why ours does not stand as it should.
    pub last_error: Option<String>,
}

/// Every event type that books something, in the order of their making.
pub fn in_use(connection: &Connection, company: CompanyId) -> Result<Vec<InUse>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT {}, made_by = 'chairside' AS is_ours, last_error FROM calcom_event_map
             WHERE company_id = ?1 AND event_type_id IS NOT NULL AND is_retired = 0
               AND service_id IN (SELECT id FROM services WHERE is_active = 1) ORDER BY id",
            event_map::COLUMNS
        ))?
        .query_map([company.0], |row| {
            Ok(InUse {
                entry: event_map::read(row)?,
                is_ours: row.get("is_ours")?,
                last_error: row.get("last_error")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Keeps how long an event type was seen to be. Whether that is news.
pub fn saw(
    tx: &Tx,
    company: CompanyId,
    event_type_id: i64,
    minutes: u32,
    now: OffsetDateTime,
) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE calcom_event_map SET written = json_set(written, '$.seen_minutes', :minutes), updated_at = :now
             WHERE company_id = :company AND event_type_id = :id
               AND coalesce(written ->> '$.seen_minutes', written ->> '$.ours.lengthInMinutes') IS NOT :minutes",
        )?
        .execute(named_params! {
            ":company": company.0, ":id": event_type_id, ":minutes": minutes, ":now": stamp::seconds(now),
        })?;
    Ok(changed > 0)
}

/// One of ours that was changed at Cal.com is looked at by the sync at once.
pub fn reopen(tx: &Tx, company: CompanyId, event_type_id: i64, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE calcom_event_map SET sync_status = 'drift', updated_at = ?3
         WHERE company_id = ?1 AND event_type_id = ?2 AND made_by = 'chairside' AND sync_status = 'synced'",
    )?
    .execute((company.0, event_type_id, stamp::seconds(now)))?;
    Ok(())
}
