//! By which road the appointments came, and what is known of them.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::quality::span::{Span, count, number};
use rusqlite::Connection;

/// The appointments of one road.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// As stored.
    pub source: String,
    /// All of them.
    pub total: u64,
    /// With a booking at Cal.com.
    pub bookings: u64,
    /// With a staff member.
    pub with_staff: u64,
    /// With a host.
    pub with_host: u64,
}

/// Each road that appointments of a span came by, the busiest first.
pub fn sources(connection: &Connection, company: CompanyId, span: Span) -> Result<Vec<SourceRow>> {
    let (from, until) = span.bounds();
    let rows = connection
        .prepare_cached(
            "SELECT source, count(*) AS total, total(calcom_v2_booking_uid IS NOT NULL) AS bookings,
                 total(staff_id IS NOT NULL) AS with_staff, total(calcom_host_id IS NOT NULL) AS with_host
             FROM appointments WHERE company_id = ?1 AND created_at >= ?2 AND created_at < ?3
             GROUP BY source ORDER BY total DESC, source",
        )?
        .query_map((company.0, from, until), |row| {
            Ok(SourceRow {
                source: row.get("source")?,
                total: number(row, "total")?,
                bookings: count(row, "bookings")?,
                with_staff: count(row, "with_staff")?,
                with_host: count(row, "with_host")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
