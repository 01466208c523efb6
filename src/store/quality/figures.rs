//! Counting for the rates: how many appointments have a booking, a host, a staff member, and by which rule.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::quality::rates::Figures;
use crate::store::db::stamp;
use crate::store::quality::span::{Span, count, number};
use rusqlite::{Connection, OptionalExtension, named_params};
use time::OffsetDateTime;

/// The figures over the appointments that were made in a span. The mappings are those of now.
pub fn figures(connection: &Connection, company: CompanyId, span: Span) -> Result<Figures> {
    let (from, until) = span.bounds();
    let appointments = connection
        .prepare_cached(
            "SELECT count(*) AS appointments,
                 total(a.staff_id IS NOT NULL) AS with_staff,
                 total(a.is_booking) AS bookings,
                 total(a.is_booking AND a.staff_id IS NOT NULL) AS bookings_with_staff,
                 total(a.has_host) AS with_host,
                 total(a.is_booking AND s.booking_status IS NOT NULL) AS with_calcom_data,
                 total(a.has_host AND a.assignment_state = 'matched' AND s.rule = 'email') AS by_email,
                 total(a.has_host AND a.assignment_state = 'matched' AND s.rule = 'name') AS by_name,
                 total(a.has_host AND a.assignment_state = 'matched' AND s.rule IN ('manual', 'admin')) AS manual,
                 total(a.has_host AND a.assignment_state IN ('ambiguous', 'no_candidate')) AS failed,
                 total(a.is_booking AND a.preferred_staff_id IS NOT NULL) AS wishes,
                 total(a.is_booking AND a.preferred_staff_id = a.staff_id) AS wishes_met
             FROM (SELECT id, staff_id, preferred_staff_id, assignment_state,
                       calcom_v2_booking_uid IS NOT NULL AS is_booking,
                       calcom_v2_booking_uid IS NOT NULL AND calcom_host_id IS NOT NULL AS has_host
                   FROM appointments
                   WHERE company_id = :company AND created_at >= :from AND created_at < :until) AS a
             LEFT JOIN appointment_segments s ON s.appointment_id = a.id AND s.position = 1",
        )?
        .query_row(
            named_params! { ":company": company.0, ":from": from, ":until": until },
            |row| {
                Ok(Figures {
                    appointments: count(row, "appointments")?,
                    with_staff: count(row, "with_staff")?,
                    bookings: count(row, "bookings")?,
                    bookings_with_staff: count(row, "bookings_with_staff")?,
                    with_host: count(row, "with_host")?,
                    with_calcom_data: count(row, "with_calcom_data")?,
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
    let corrected = corrected(connection, company, &from, &until)?;
    let (mappings, automatic_mappings) = mappings(connection, company)?;
    Ok(Figures { corrected, mappings, automatic_mappings, ..appointments })
}

/// Bookings about which a person decided, themselves or through a mapping.
fn corrected(connection: &Connection, company: CompanyId, from: &str, until: &str) -> Result<u64> {
    Ok(connection
        .prepare_cached(
            "SELECT count(DISTINCT a.id) FROM appointments a
             JOIN decisions d ON d.appointment_id = a.id AND d.decided_by <> 'system'
             WHERE a.company_id = ?1 AND a.created_at >= ?2 AND a.created_at < ?3
               AND a.calcom_v2_booking_uid IS NOT NULL",
        )?
        .query_row((company.0, from, until), |row| number(row, 0))?)
}

/// The active mappings, and those of them that a strategy made.
fn mappings(connection: &Connection, company: CompanyId) -> Result<(u64, u64)> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) AS mappings, total(mapping_source IN ('auto_email', 'auto_name')) AS automatic
             FROM calcom_host_mappings WHERE company_id = ?1 AND is_active = 1",
        )?
        .query_row([company.0], |row| Ok((number(row, "mappings")?, count(row, "automatic")?)))?)
}

/// When the booking was made that is so manyth from the end of a span, counted from 1; `None` if there are fewer.
pub fn nth_booking_from_end(
    connection: &Connection,
    company: CompanyId,
    span: Span,
    nth: u64,
) -> Result<Option<OffsetDateTime>> {
    let (from, until) = span.bounds();
    let skip = i64::try_from(nth.saturating_sub(1)).unwrap_or(i64::MAX);
    let found: Option<String> = connection
        .prepare_cached(
            "SELECT created_at FROM appointments
             WHERE company_id = ?1 AND created_at >= ?2 AND created_at < ?3 AND calcom_v2_booking_uid IS NOT NULL
             ORDER BY created_at DESC LIMIT 1 OFFSET ?4",
        )?
        .query_row((company.0, from, until, skip), |row| row.get(0))
        .optional()?;
    found.map(|text| stamp::parse(&text)).transpose()
}

/// Appointments of a span without a host. Walk-ins have none, and do not count.
pub fn without_host(connection: &Connection, company: CompanyId, span: Span) -> Result<u64> {
    let (from, until) = span.bounds();
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM appointments
             WHERE company_id = ?1 AND created_at >= ?2 AND created_at < ?3
               AND calcom_host_id IS NULL AND source <> 'walk_in'",
        )?
        .query_row((company.0, from, until), |row| number(row, 0))?)
}
