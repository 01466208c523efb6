//! Finding the parts of standing appointments, with or without a staff member. Only reads.

use crate::domain::Result;
use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{AppointmentId, CompanyId, HostId, SegmentId, StaffId};
use crate::store::db::stamp;
use crate::store::visit::decided;
use crate::store::visit::of_host;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// Which parts are wanted. Held pauses are none: the performer of the work before has them.
#[derive(Clone, Copy, Debug)]
pub struct Among<'a> {
    pub company: CompanyId,
    /// Only this host's bookings.
    pub host: Option<HostId>,
    /// Only those without a staff member.
    pub unassigned: bool,
    /// Only this appointment's.
    pub visit: Option<AppointmentId>,
    /// Only those of this staff member.
    pub staff: Option<&'a StaffId>,
    /// Only of visits that overlap this time.
    pub span: Option<Interval>,
    /// UTC; what has not ended is upcoming.
    pub now: OffsetDateTime,
    /// So many of the upcoming ones, and so many of the past ones.
    pub most: u32,
}

/// What was found.
pub struct Found {
    /// In order.
    pub parts: Vec<(AppointmentId, SegmentId)>,
    /// There are more than `most`; these are the first.
    pub is_cut: bool,
}

/// From where the parts come: joined and bound by `Among`.
const PARTS: &str = "FROM appointments a JOIN appointment_segments s ON s.appointment_id = a.id
     WHERE a.company_id = :company AND a.status NOT IN ('cancelled', 'rejected') AND s.kind = 'work'
       AND (s.booking_status IS NULL OR s.booking_status IN ('accepted', 'pending'))
       AND (:host IS NULL OR s.calcom_host_id = :host) AND (NOT :unassigned OR s.staff_id IS NULL)
       AND (:visit IS NULL OR a.id = :visit) AND (:staff IS NULL OR s.staff_id = :staff) AND (:from IS NULL OR a.ends_at > :from)
       AND (:until IS NULL OR a.starts_at < :until)";

/// The parts of appointments that have not ended, soonest first.
pub fn upcoming(connection: &Connection, among: Among<'_>) -> Result<Found> {
    parts(connection, among, "a.ends_at > :now ORDER BY a.starts_at, a.id, s.position")
}

/// The parts of those that have, the latest first.
pub fn past(connection: &Connection, among: Among<'_>) -> Result<Found> {
    parts(connection, among, "a.ends_at <= :now ORDER BY a.starts_at DESC, a.id, s.position")
}

/// The parts of appointments within the span, past or not, in the order of time.
pub fn within(connection: &Connection, among: Among<'_>) -> Result<Found> {
    parts(connection, among, "(:now IS NOT NULL) ORDER BY a.starts_at, a.id, s.position")
}

fn parts(connection: &Connection, among: Among<'_>, which: &str) -> Result<Found> {
    let mut parts: Vec<(AppointmentId, SegmentId)> = connection
        .prepare_cached(&format!("SELECT a.id, s.id {PARTS} AND {which} LIMIT :most + 1"))?
        .query_map(
            named_params! {
                ":company": among.company.0, ":host": among.host.map(|host| host.0),
                ":unassigned": among.unassigned, ":now": stamp::seconds(among.now), ":most": among.most,
                ":visit": among.visit.map(|id| id.0), ":staff": among.staff.map(|staff| &staff.0), ":from": bound(among.span.map(|span| span.start())),
                ":until": bound(among.span.map(|span| span.end())),
            },
            |row| Ok((AppointmentId(row.get(0)?), SegmentId(row.get(1)?))),
        )?
        .collect::<rusqlite::Result<_>>()?;
    let most = usize::try_from(among.most).unwrap_or(usize::MAX);
    let is_cut = parts.len() > most;
    parts.truncate(most);
    Ok(Found { parts, is_cut })
}

/// How many appointments there are of it: upcoming ones, and past ones.
pub fn count(connection: &Connection, among: Among<'_>) -> Result<(u32, u32)> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT count(DISTINCT iif(a.ends_at > :now, a.id, NULL)), count(DISTINCT iif(a.ends_at > :now, NULL, a.id))
             {PARTS}"
        ))?
        .query_row(
            named_params! {
                ":company": among.company.0, ":host": among.host.map(|host| host.0),
                ":unassigned": among.unassigned, ":now": stamp::seconds(among.now),
                ":visit": among.visit.map(|id| id.0), ":staff": among.staff.map(|staff| &staff.0), ":from": bound(among.span.map(|span| span.start())),
                ":until": bound(among.span.map(|span| span.end())),
            },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?)
}

fn bound(at: Option<OffsetDateTime>) -> Option<String> {
    at.map(stamp::seconds)
}

/// The host's standing appointments that a person gave one by one to another staff member than `staff`, oldest first.
pub fn given_by_hand(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
    staff: &StaffId,
) -> Result<Vec<AppointmentId>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT DISTINCT a.id FROM ({}) s CROSS JOIN appointments a ON a.id = s.appointment_id
             WHERE a.company_id = :company AND a.status NOT IN ('cancelled', 'rejected')
               AND {} IS NOT NULL AND s.staff_id IS NOT :staff ORDER BY a.id",
            of_host::segments(),
            decided::BY_PERSON
        ))?
        .query_map(
            named_params! { ":company": company.0, ":host": host.0, ":staff": staff.0 },
            |row| row.get(0).map(AppointmentId),
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
