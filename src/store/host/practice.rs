//! What hosts have had booked and what staff members do: the evidence besides names. Every query is bounded.

use crate::domain::Result;
use crate::domain::ids::{BranchId, CompanyId, HostId, ServiceId, StaffId};
use crate::store::db::stamp;
use crate::store::visit::of_host;
use crate::store::visit::of_host::Of;
use rusqlite::{Connection, Row, named_params};
use time::OffsetDateTime;

/// One stretch of active work, as evidence. That a pause was held as well says nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    /// What, where known.
    pub service: Option<ServiceId>,
    /// In which branch, where known.
    pub branch: Option<BranchId>,
    /// UTC.
    pub starts_at: OffsetDateTime,
}

/// The newest bookings of a host, at most so many.
pub fn of_host(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
    most: u32,
) -> Result<Vec<Booked>> {
    // CROSS JOIN keeps the order: the host's newest segments first, then the appointment of each.
    let newest = of_host::newest(Of::Work);
    connection
        .prepare_cached(&format!(
            "SELECT a.service_id, a.branch_id, s.starts_at FROM ({newest}) s
             CROSS JOIN appointments a ON a.id = s.appointment_id WHERE a.company_id = :company"
        ))?
        .query_map(
            named_params! { ":company": company.0, ":host": host.0, ":most": most },
            |row| Ok(read(row)),
        )?
        .map(|row| row?)
        .collect()
}

/// The latest bookings of a staff member, whichever way they were assigned, at most so many.
pub fn of_staff(
    connection: &Connection,
    company: CompanyId,
    staff: &StaffId,
    most: u32,
) -> Result<Vec<Booked>> {
    connection
        .prepare_cached(
            "SELECT a.service_id, a.branch_id, s.starts_at
             FROM (SELECT appointment_id, starts_at FROM appointment_segments
                   WHERE staff_id = ?2 AND kind = 'work' ORDER BY ends_at DESC LIMIT ?3) s
             CROSS JOIN appointments a ON a.id = s.appointment_id WHERE a.company_id = ?1",
        )?
        .query_map((company.0, &staff.0, most), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// The services of which a staff member is entered for some segment, or has an event type, at most so many.
pub fn entered_for(
    connection: &Connection,
    company: CompanyId,
    staff: &StaffId,
    most: u32,
) -> Result<Vec<ServiceId>> {
    let rows = connection
        .prepare_cached(
            "SELECT service_id FROM service_staff WHERE staff_id = ?2
             UNION SELECT service_id FROM calcom_event_map
             WHERE company_id = ?1 AND staff_id = ?2 AND is_retired = 0 ORDER BY service_id LIMIT ?3",
        )?
        .query_map((company.0, &staff.0, most), |row| row.get(0).map(ServiceId))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

fn read(row: &Row) -> Result<Booked> {
    Ok(Booked {
        service: row.get::<_, Option<i64>>("service_id")?.map(ServiceId),
        branch: row.get::<_, Option<i64>>("branch_id")?.map(BranchId),
        starts_at: stamp::parse(&row.get::<_, String>("starts_at")?)?,
    })
}
