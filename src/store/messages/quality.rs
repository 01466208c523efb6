//! Counting for the rates: how many appointments have a booking, a host, a staff member, and by which rule.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::quality::rates::Figures;
use rusqlite::{Connection, Row};

/// The figures over all appointments and mappings of a company.
pub fn figures(connection: &Connection, company: CompanyId) -> Result<Figures> {
    let appointments = connection.query_row(
        "SELECT count(*) AS appointments,
             total(a.staff_id IS NOT NULL) AS with_staff,
             total(a.calcom_v2_booking_uid IS NOT NULL) AS bookings,
             total(a.calcom_v2_booking_uid IS NOT NULL AND a.staff_id IS NOT NULL) AS bookings_with_staff,
             total(a.calcom_host_id IS NOT NULL) AS with_host,
             total(a.assignment_state = 'matched' AND s.rule = 'email') AS by_email,
             total(a.assignment_state = 'matched' AND s.rule = 'name') AS by_name,
             total(a.assignment_state = 'matched' AND s.rule IN ('manual', 'admin')) AS manual,
             total(a.assignment_state IN ('ambiguous', 'no_candidate')) AS failed,
             total(a.preferred_staff_id IS NOT NULL AND a.calcom_v2_booking_uid IS NOT NULL) AS wishes,
             total(a.preferred_staff_id = a.staff_id) AS wishes_met
         FROM appointments a
         LEFT JOIN appointment_segments s ON s.appointment_id = a.id AND s.position = 1
         WHERE a.company_id = ?1",
        [company.0],
        |row| {
            Ok(Figures {
                appointments: count(row, "appointments")?,
                with_staff: count(row, "with_staff")?,
                bookings: count(row, "bookings")?,
                bookings_with_staff: count(row, "bookings_with_staff")?,
                with_host: count(row, "with_host")?,
                with_calcom_data: count(row, "bookings")?,
                matched_by_email: count(row, "by_email")?,
                matched_by_name: count(row, "by_name")?,
                matched_manual: count(row, "manual")?,
                failed: count(row, "failed")?,
                wishes: count(row, "wishes")?,
                wishes_met: count(row, "wishes_met")?,
                ..Figures::default()
            })
        },
    )?;
    let (mappings, automatic) = connection.query_row(
        "SELECT count(*) AS mappings, total(mapping_source LIKE 'auto_%') AS automatic
         FROM calcom_host_mappings WHERE company_id = ?1 AND is_active = 1",
        [company.0],
        |row| Ok((count(row, "mappings")?, count(row, "automatic")?)),
    )?;
    Ok(Figures { mappings, automatic_mappings: automatic, ..appointments })
}

/// A count; `total` gives a float, which holds whole numbers exactly up to 2^53.
fn count(row: &Row, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, f64>(column).map(|number| number as u64)
}
