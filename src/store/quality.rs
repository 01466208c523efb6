//! Counting for the rates: how many appointments have a booking, a host, a staff member.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::quality::Figures;
use rusqlite::Connection;

/// The figures over all appointments and mappings of a company.
pub fn figures(connection: &Connection, company: CompanyId) -> Result<Figures> {
    let mut figures = connection.query_row(
        "SELECT count(*), sum(calcom_v2_booking_uid IS NOT NULL),
             sum(staff_id IS NOT NULL), sum(calcom_host_id IS NOT NULL),
             sum(calcom_v2_booking_uid IS NOT NULL AND staff_id IS NOT NULL)
         FROM appointments WHERE company_id = ?1",
        [company.0],
        |row| {
            let count = |index| Ok::<u64, rusqlite::Error>(row.get::<_, Option<u64>>(index)?.unwrap_or(0));
            Ok(Figures {
                appointments: count(0)?,
                bookings: count(1)?,
                with_staff: count(2)?,
                with_host: count(3)?,
                bookings_with_staff: count(4)?,
                ..Figures::default()
            })
        },
    )?;
    let _ = &mut figures;
    Ok(figures)
}
