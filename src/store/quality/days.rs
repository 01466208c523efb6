//! The days, one by one, as the view `staff_assignment_quality` counts them and a little more.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::quality::series::DayCounts;
use crate::store::quality::span::{Span, count, day, number};
use rusqlite::{Connection, named_params};
use std::collections::BTreeMap;
use time::Date;

/// What was made on each day of a span; days without anything are not there.
pub fn days(
    connection: &Connection,
    company: CompanyId,
    span: Span,
) -> Result<BTreeMap<Date, DayCounts>> {
    let (from, until) = span.bounds();
    let rows: Vec<(String, DayCounts)> = connection
        .prepare_cached(
            "SELECT date(created_at) AS day, count(*) AS total,
                 total(staff_id IS NOT NULL) AS with_staff, total(calcom_host_id IS NOT NULL) AS with_host,
                 total(calcom_v2_booking_uid IS NOT NULL) AS bookings,
                 total(calcom_v2_booking_uid IS NOT NULL AND staff_id IS NOT NULL) AS bookings_with_staff,
                 total(calcom_v2_booking_uid IS NOT NULL AND calcom_host_id IS NOT NULL) AS bookings_with_host
             FROM appointments
             WHERE company_id = :company AND created_at >= :from AND created_at < :until GROUP BY 1",
        )?
        .query_map(
            named_params! { ":company": company.0, ":from": from, ":until": until },
            |row| {
                let counts = DayCounts {
                    total: number(row, "total")?,
                    with_staff: count(row, "with_staff")?,
                    with_host: count(row, "with_host")?,
                    bookings: count(row, "bookings")?,
                    bookings_with_staff: count(row, "bookings_with_staff")?,
                    bookings_with_host: count(row, "bookings_with_host")?,
                };
                Ok((row.get("day")?, counts))
            },
        )?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|(text, counts)| Ok((day(&text)?, counts))).collect()
}
