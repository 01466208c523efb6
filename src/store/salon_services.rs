//! Writing the services of the configuration into the database: their segments, who does them, their event types.

use crate::config::Config;
use crate::config::ServiceEntry;
use crate::domain::Error;
use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::ids::ServiceId;
use crate::store::Tx;
use crate::store::salon::branch_id;
use crate::store::salon::staff_uuid;
use crate::store::service;
use crate::store::service::DescribedBy;
use crate::store::service_write;
use crate::store::stamp;
use rusqlite::named_params;
use time::OffsetDateTime;

/// An event type of the salon's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Own {
    event_type_id: i64,
    segment_key: String,
    branch: Option<i64>,
    staff: Option<String>,
}

/// Writes every service that the file names; one that is so already is not touched. Services of the desk stay as they
/// are, but for a key that the file names too: there the file wins, and the log says so.
pub fn apply(tx: &Tx, config: &Config, company: CompanyId, now: OffsetDateTime) -> Result<()> {
    for entry in &config.services {
        let key = &entry.key;
        let described = entry
            .describe()
            .map_err(|faults| Error::invalid(format!("service {key}: {}", faults.join("; "))))?;
        let before = service::find_by_key(tx, company, key)?;
        if before.is_some_and(|before| before.described_by == DescribedBy::Desk) {
            log::warn!(
                "service {key}: it was described with a command, and the configuration describes it too: the configuration wins"
            );
        }
        let written = service_write::put(tx, company, &described, DescribedBy::File, now)?;
        set_event_types(tx, config, company, (entry, written.id), now)?;
    }
    Ok(())
}

/// The file is the owner of the event types it names: one taken out of it is no longer booked.
fn set_event_types(
    tx: &Tx,
    config: &Config,
    company: CompanyId,
    (entry, service): (&ServiceEntry, ServiceId),
    now: OffsetDateTime,
) -> Result<()> {
    let mut wanted = Vec::new();
    for one in &entry.event_types {
        wanted.push(Own {
            event_type_id: one.id,
            segment_key: one.segment.clone(),
            branch: branch_id(tx, company.0, one.branch.as_deref())?,
            staff: one.staff.as_deref().map(|key| staff_uuid(&config.company.key, key)),
        });
    }
    wanted.sort();
    if wanted == known(tx, service)? {
        return Ok(());
    }
    tx.execute(
        "DELETE FROM calcom_event_map WHERE service_id = ?1 AND made_by = 'file'",
        [service.0],
    )?;
    let now = stamp::seconds(now);
    for own in &wanted {
        make_room(tx, company, service, own, &now)?;
        tx.execute(
            "INSERT INTO calcom_event_map (company_id, branch_id, service_id, segment_key, staff_id, event_type_id,
                 created_at, updated_at)
             VALUES (:company, :branch, :service, :segment, :staff, :event_type, :now, :now)",
            named_params! { ":company": company.0, ":branch": own.branch, ":service": service.0,
                ":segment": own.segment_key, ":staff": own.staff, ":event_type": own.event_type_id, ":now": now },
        )
        .map_err(|error| {
            Error::invalid(format!(
                "service {}: event type {}: {error}",
                entry.key, own.event_type_id
            ))
        })?;
    }
    Ok(())
}

fn known(tx: &Tx, service: ServiceId) -> Result<Vec<Own>> {
    let mut known = tx
        .prepare_cached(
            "SELECT event_type_id, segment_key, branch_id, staff_id FROM calcom_event_map
             WHERE service_id = ?1 AND made_by = 'file' AND event_type_id IS NOT NULL",
        )?
        .query_map([service.0], |row| {
            Ok(Own {
                event_type_id: row.get(0)?,
                segment_key: row.get(1)?,
                branch: row.get(2)?,
                staff: row.get(3)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    known.sort();
    Ok(known)
}

/// What we had made ourselves for the same segment, person and branch is given back at Cal.com. An event type that was
/// another service's, or made by us, is from now on what the file says.
fn make_room(tx: &Tx, company: CompanyId, service: ServiceId, own: &Own, now: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM calcom_event_map WHERE company_id = ?1 AND event_type_id = ?2",
        (company.0, own.event_type_id),
    )?;
    tx.execute(
        "UPDATE calcom_event_map SET is_retired = 1, sync_status = 'pending', updated_at = :now
         WHERE service_id = :service AND segment_key = :segment AND branch_id IS :branch AND staff_id IS :staff
           AND made_by = 'chairside' AND is_retired = 0",
        named_params! { ":service": service.0, ":segment": own.segment_key, ":branch": own.branch,
            ":staff": own.staff, ":now": now },
    )?;
    Ok(())
}
