//! Appointments without a staff member, put together by what is known of them.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::quality::span::{Span, number};
use rusqlite::Connection;

/// Appointments that lack a staff member in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnassignedRow {
    /// By which road they came.
    pub source: String,
    /// How far their host was judged.
    pub state: String,
    /// They have a booking at Cal.com.
    pub is_booking: bool,
    /// How many there are.
    pub count: u64,
    /// When the first of them was made, as stored.
    pub first_at: String,
    /// When the last was.
    pub last_at: String,
    /// The number of the last.
    pub last: i64,
}

/// The appointments of a span that stand and have no staff member, in groups, the largest first.
pub fn unassigned(
    connection: &Connection,
    company: CompanyId,
    span: Span,
) -> Result<Vec<UnassignedRow>> {
    let (from, until) = span.bounds();
    let rows = connection
        .prepare_cached(
            "SELECT source, assignment_state, calcom_v2_booking_uid IS NOT NULL AS is_booking, count(*) AS number,
                 min(created_at) AS first_at, max(created_at) AS last_at, max(id) AS last
             FROM appointments
             WHERE company_id = ?1 AND created_at >= ?2 AND created_at < ?3 AND staff_id IS NULL
               AND status NOT IN ('cancelled', 'rejected')
             GROUP BY 1, 2, 3 ORDER BY number DESC, 1, 2, 3",
        )?
        .query_map((company.0, from, until), |row| {
            Ok(UnassignedRow {
                source: row.get("source")?,
                state: row.get("assignment_state")?,
                is_booking: row.get("is_booking")?,
                count: number(row, "number")?,
                first_at: row.get("first_at")?,
                last_at: row.get("last_at")?,
                last: row.get("last")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
