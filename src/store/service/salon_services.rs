//! Writing the services of the configuration into the database: their segments, who does them, their event types.

use crate::config::Config;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::{Error, Result};
use crate::store::db::tx::Tx;
use crate::store::service::catalogue::DescribedBy;
use crate::store::service::salon_keys::{branch_id, staff_uuid};
use crate::store::service::write::OwnEventType;
use crate::store::service::{catalogue, write};
use time::OffsetDateTime;

/// Writes every service that the file names; one that is so already is not touched. Services of the desk stay as they
/// are, but for a key that the file names too: there the file wins, and the log says so.
///
/// The file is the owner of the event types it names: one taken out of it is no longer booked.
pub fn apply(tx: &Tx, config: &Config, company: CompanyId, now: OffsetDateTime) -> Result<()> {
    for entry in &config.services {
        let key = &entry.key;
        let described = entry
            .describe()
            .map_err(|faults| Error::invalid(format!("service {key}: {}", faults.join("; "))))?;
        let before = catalogue::find_by_key(tx, company, key)?;
        if before.is_some_and(|before| before.described_by == DescribedBy::Desk) {
            log::warn!(
                "service {key}: it was described with a command, and the configuration describes it too: the configuration wins"
            );
        }
        let written = write::put(tx, company, &described, None, DescribedBy::File, now)?;
        let mut own = Vec::new();
        for one in &entry.event_types {
            let staff = one.staff.as_deref().map(|key| staff_uuid(&config.company.key, key));
            own.push(OwnEventType {
                event_type_id: one.id,
                segment_key: one.segment.clone(),
                branch: branch_id(tx, company.0, one.branch.as_deref())?.map(BranchId),
                staff: staff.map(StaffId),
            });
        }
        write::set_own_event_types(tx, company, written.id, own, now)?;
    }
    Ok(())
}
