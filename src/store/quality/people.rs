//! Whose account at Cal.com is known: the people who can be booked there, and the hosts that were seen.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::db::stamp;
use crate::store::quality::span::number;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// How many active people have had an event type since before this instant, and how many of them have no active mapping.
pub fn bookable_and_unmapped(
    connection: &Connection,
    company: CompanyId,
    since: OffsetDateTime,
) -> Result<(u64, u64)> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) AS bookable, count(*) FILTER (WHERE NOT EXISTS (
                 SELECT 1 FROM calcom_host_mappings m WHERE m.staff_id = p.id AND m.is_active = 1)) AS unmapped
             FROM staff p
             WHERE p.company_id = :company AND p.is_active = 1 AND EXISTS (
                 SELECT 1 FROM calcom_event_map e
                 WHERE e.company_id = :company AND e.staff_id = p.id AND e.is_retired = 0 AND e.created_at <= :since)",
        )?
        .query_row(
            named_params! { ":company": company.0, ":since": stamp::seconds(since) },
            |row| Ok((number(row, "bookable")?, number(row, "unmapped")?)),
        )?)
}

/// How many hosts were ever seen, and how many of them have no active mapping and have not vanished.
pub fn hosts_and_unmapped(connection: &Connection, company: CompanyId) -> Result<(u64, u64)> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE h.vanished_at IS NULL AND NOT EXISTS (
                 SELECT 1 FROM calcom_host_mappings m
                 WHERE m.company_id = h.company_id AND m.calcom_host_id = h.host_id AND m.is_active = 1))
             FROM calcom_hosts h WHERE h.company_id = ?1",
        )?
        .query_row([company.0], |row| Ok((number(row, 0)?, number(row, 1)?)))?)
}
