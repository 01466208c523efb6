//! What of people's time is booked: the stretches of visits that stand, for counting what pauses bring.

use crate::domain::Result;
use crate::domain::calendar::interval::Interval;
use crate::domain::ids::CompanyId;
use crate::domain::quality::pauses::Stretch;
use crate::store::db::stamp;
use crate::store::quality::span::Span;
use rusqlite::Connection;

/// The stretches of confirmed visits that begin within a span and have a staff member. Of a visit to which nobody came the
/// minutes were booked all the same.
pub fn booked(connection: &Connection, company: CompanyId, span: Span) -> Result<Vec<Stretch>> {
    let (from, until) = span.bounds();
    connection
        .prepare_cached(
            "SELECT s.staff_id, a.id, s.starts_at, s.ends_at, a.is_composite, s.kind = 'work'
             FROM appointments a JOIN appointment_segments s ON s.appointment_id = a.id
             WHERE a.company_id = ?1 AND a.starts_at >= ?2 AND a.starts_at < ?3 AND a.status = 'confirmed'
               AND s.staff_id IS NOT NULL
               AND (s.booking_status IS NULL OR s.booking_status IN ('accepted', 'pending'))",
        )?
        .query_map((company.0, from, until), |row| {
            let at = (row.get::<_, String>(2)?, row.get::<_, String>(3)?);
            Ok((row.get(0)?, row.get(1)?, at, row.get(4)?, row.get(5)?))
        })?
        .map(|row| {
            let (staff, visit, (start, end), is_composite, is_work) = row?;
            let at = Interval::new(stamp::parse(&start)?, stamp::parse(&end)?)?;
            Ok(Stretch { staff, visit, at, is_composite, is_work })
        })
        .collect()
}
