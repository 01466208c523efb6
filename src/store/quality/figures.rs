//! Counting for the rates: how many appointments have a booking, a host, a staff member, and by which rule.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::quality::rates::Figures;
use crate::domain::quality::series::DayCounts;
use crate::store::db::stamp;
use crate::store::quality::span::{Span, count, number};
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::BTreeMap;
use time::{Date, OffsetDateTime};

/// The figures over the appointments that were made in a span. The mappings are those of now.
pub fn figures(connection: &Connection, company: CompanyId, span: Span) -> Result<Figures> {
    with_the_rest(connection, company, span, of_appointments(connection, company, span)?.figures)
}

/// The same day by day in one reading, and what each day had. A span without a day has none.
pub fn by_day(
    connection: &Connection,
    company: CompanyId,
    (from, until): (OffsetDateTime, OffsetDateTime),
) -> Result<(Figures, BTreeMap<Date, DayCounts>)> {
    let (mut all, mut days) = (Figures::default(), BTreeMap::new());
    let mut begins = from;
    while begins < until {
        let date = begins.date();
        let next = date.next_day().map(|next| next.midnight().assume_utc());
        let ends = next.unwrap_or(until).min(until);
        let of_day = of_appointments(connection, company, Span::between(begins, ends))?;
        if of_day.figures.appointments > 0 {
            days.insert(date, of_day.counts());
        }
        all = all.plus(&of_day.figures);
        begins = ends;
    }
    let figures = with_the_rest(connection, company, Span::between(from, until), all)?;
    Ok((figures, days))
}

/// What is counted of appointments alone.
struct OfAppointments {
    figures: Figures,
    /// Of the appointments, those with a host, whether or not there is a booking.
    hosted: u64,
}

impl OfAppointments {
    fn counts(&self) -> DayCounts {
        let figures = &self.figures;
        DayCounts {
            total: figures.appointments,
            with_staff: figures.with_staff,
            with_host: self.hosted,
            bookings: figures.bookings,
            bookings_with_staff: figures.bookings_with_staff,
        }
    }
}

fn of_appointments(
    connection: &Connection,
    company: CompanyId,
    span: Span,
) -> Result<OfAppointments> {
    let (from, until) = span.bounds();
    Ok(connection
        .prepare_cached(
            "SELECT count(*) AS appointments, count(a.staff_id) AS with_staff, count(a.calcom_host_id) AS hosted,
                 count(a.calcom_v2_booking_uid) AS bookings,
                 count(a.staff_id) FILTER (WHERE a.calcom_v2_booking_uid IS NOT NULL) AS bookings_with_staff,
                 count(a.calcom_host_id) FILTER (WHERE a.calcom_v2_booking_uid IS NOT NULL) AS with_host,
                 count(s.booking_status) FILTER (WHERE a.calcom_v2_booking_uid IS NOT NULL) AS with_calcom_data,
                 count(a.calcom_host_id) FILTER (WHERE s.rule = 'email' AND a.assignment_state = 'matched'
                     AND a.calcom_v2_booking_uid IS NOT NULL) AS by_email,
                 count(a.calcom_host_id) FILTER (WHERE s.rule = 'name' AND a.assignment_state = 'matched'
                     AND a.calcom_v2_booking_uid IS NOT NULL) AS by_name,
                 count(a.calcom_host_id) FILTER (WHERE s.rule IN ('manual', 'admin') AND a.assignment_state = 'matched'
                     AND a.calcom_v2_booking_uid IS NOT NULL) AS manual,
                 count(a.calcom_host_id) FILTER (WHERE a.assignment_state IN ('ambiguous', 'no_candidate')
                     AND a.calcom_v2_booking_uid IS NOT NULL) AS failed,
                 count(a.preferred_staff_id) FILTER (WHERE a.calcom_v2_booking_uid IS NOT NULL) AS wishes,
                 count(a.preferred_staff_id) FILTER (WHERE a.preferred_staff_id = a.staff_id
                     AND a.calcom_v2_booking_uid IS NOT NULL) AS wishes_met
             FROM appointments a LEFT JOIN appointment_segments s ON s.appointment_id = a.id AND s.position = 1
             WHERE a.company_id = :company AND a.created_at >= :from AND a.created_at < :until",
        )?
        .query_row(
            named_params! { ":company": company.0, ":from": from, ":until": until },
            |row| {
                let figures = Figures {
                    appointments: number(row, "appointments")?,
                    with_staff: number(row, "with_staff")?,
                    bookings: number(row, "bookings")?,
                    bookings_with_staff: number(row, "bookings_with_staff")?,
                    with_host: number(row, "with_host")?,
                    with_calcom_data: number(row, "with_calcom_data")?,
                    matched_by_email: number(row, "by_email")?,
                    matched_by_name: number(row, "by_name")?,
                    matched_manual: number(row, "manual")?,
                    failed: number(row, "failed")?,
                    wishes: number(row, "wishes")?,
                    wishes_met: number(row, "wishes_met")?,
                    ..Figures::default()
                };
                Ok(OfAppointments { figures, hosted: number(row, "hosted")? })
            },
        )?)
}

/// What is counted of decisions and mappings.
fn with_the_rest(
    connection: &Connection,
    company: CompanyId,
    span: Span,
    appointments: Figures,
) -> Result<Figures> {
    let (from, until) = span.bounds();
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
