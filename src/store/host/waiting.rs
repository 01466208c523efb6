//! What waits for a person to say who a host is: hosts without a mapping that can be used, and their appointments.

use crate::domain::Result;
use crate::domain::ids::{CompanyId, HostId, StaffId};
use crate::store::db::stamp;
use crate::store::visit::of_host;
use crate::store::visit::of_host::{IS_PART, Of};
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// How many standing appointments of a host have nobody of the staff. More upcoming ones are more, whatever lies behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting {
    /// Of these, those that have not ended yet.
    pub upcoming: u32,
    /// Past ones too.
    pub all: u32,
}

/// A host without a mapping that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmapped {
    /// Who.
    pub host: HostId,
    /// Whether Cal.com's lists no longer have the host.
    pub vanished: bool,
}

/// Hosts without an active mapping to an active staff member: a mapping of a member who left keeps appointments waiting as
/// none does.
const OF_UNMAPPED: &str = "FROM calcom_hosts h
     WHERE h.company_id = :company AND NOT EXISTS (SELECT 1 FROM calcom_host_mappings m
         JOIN staff p ON p.id = m.staff_id AND p.company_id = m.company_id AND p.is_active = 1
         WHERE m.company_id = h.company_id AND m.calcom_host_id = h.host_id AND m.is_active = 1)";

/// What of a host's appointments waits.
const WAITS: &str = "s.staff_id IS NULL AND a.company_id = :company AND a.status IN ('confirmed', 'requested', 'pending')";

/// The hosts without a mapping that can be used, newest first.
pub fn unmapped(connection: &Connection, company: CompanyId, most: u32) -> Result<Vec<Unmapped>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT h.host_id, h.vanished_at IS NOT NULL {OF_UNMAPPED}
             ORDER BY h.first_seen_at DESC, h.host_id LIMIT :most"
        ))?
        .query_map(named_params! { ":company": company.0, ":most": most }, |row| {
            Ok(Unmapped { host: HostId(row.get(0)?), vanished: row.get(1)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// How many hosts without a mapping that can be used there are. One that Cal.com's lists no longer have counts only while
/// appointments wait for it.
pub fn count(connection: &Connection, company: CompanyId) -> Result<usize> {
    let found: i64 = connection
        .prepare_cached(&format!(
            "SELECT count(*) {OF_UNMAPPED} AND (h.vanished_at IS NULL OR EXISTS (
                 SELECT 1 FROM appointment_segments s CROSS JOIN appointments a ON a.id = s.appointment_id
                 WHERE s.calcom_host_id = h.host_id AND {IS_PART} AND s.kind = 'work' AND {WAITS})
               OR EXISTS (
                 SELECT 1 FROM appointments a CROSS JOIN appointment_segments s ON s.appointment_id = a.id
                 WHERE a.calcom_host_id = h.host_id AND s.calcom_host_id = h.host_id AND s.kind = 'work' AND {WAITS}))"
        ))?
        .query_row(named_params! { ":company": company.0 }, |row| row.get(0))?;
    Ok(usize::try_from(found).unwrap_or(usize::MAX))
}

/// The appointments of a host that wait, counted among the host's newest `most` segments.
pub fn of_host(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
    now: OffsetDateTime,
    most: u32,
) -> Result<Waiting> {
    // CROSS JOIN keeps the order: the host's few segments first, then the appointment of each.
    let newest = of_host::newest(Of::Work);
    let found = connection
        .prepare_cached(&format!(
            "SELECT count(DISTINCT a.id), count(DISTINCT iif(a.ends_at > :now, a.id, NULL)) FROM ({newest}) s
             CROSS JOIN appointments a ON a.id = s.appointment_id WHERE {WAITS}"
        ))?
        .query_row(
            named_params! {
                ":company": company.0, ":host": host.0, ":now": stamp::seconds(now), ":most": most,
            },
            |row| Ok(Waiting { all: row.get(0)?, upcoming: row.get(1)? }),
        )?;
    Ok(found)
}

/// Every active mapping: who is bound to which host.
pub fn bound(connection: &Connection, company: CompanyId) -> Result<Vec<(HostId, StaffId)>> {
    let rows = connection
        .prepare_cached(
            "SELECT calcom_host_id, staff_id FROM calcom_host_mappings
             WHERE company_id = ?1 AND is_active = 1 ORDER BY calcom_host_id",
        )?
        .query_map([company.0], |row| Ok((HostId(row.get(0)?), StaffId(row.get(1)?))))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
