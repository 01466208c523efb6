//! Finding the appointments that a backfill is for.

use crate::domain::ids::{AppointmentId, CompanyId};
use crate::domain::visit::booking::Source;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use rusqlite::{Connection, named_params};
use serde_json::Value;
use time::OffsetDateTime;

/// An appointment with bookings, some of them without staff member or host.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanting {
    pub appointment: AppointmentId,
    /// Its bookings that want something, in the visit's order.
    pub booking_uids: Vec<String>,
    /// Its road.
    pub source: Source,
    /// An answer of Cal.com that an import left in its metadata.
    pub imported: Option<Value>,
}

/// How much of an appointment's bookings is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Bookings without a staff member.
    pub staff: u32,
    /// Bookings without a host.
    pub hosts: u32,
}

#[derive(Clone, Copy, Debug)]
pub struct Among {
    pub company: CompanyId,
    /// Only those that start then or later.
    pub since: Option<OffsetDateTime>,
}

/// The key in an appointment's metadata under which an import leaves Cal.com's answer.
pub const IMPORTED_KEY: &str = "calcom_booking";

/// A segment `s` that is booked and of which something is missing.
const IS_WANTING: &str =
    "s.booking_uid IS NOT NULL AND (s.staff_id IS NULL OR s.calcom_host_id IS NULL)";

/// How many want something, and the highest id among them: later ones are another backfill's.
pub fn count(connection: &Connection, among: Among) -> Result<(u64, AppointmentId)> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT count(*), coalesce(max(a.id), 0) FROM appointments a
             WHERE a.company_id = :company AND (:since IS NULL OR a.starts_at >= :since)
               AND EXISTS (SELECT 1 FROM appointment_segments s WHERE s.appointment_id = a.id AND {IS_WANTING})"
        ))?
        .query_row(
            named_params! { ":company": among.company.0, ":since": among.since.map(stamp::seconds) },
            |row| Ok((row.get::<_, u32>(0)?.into(), AppointmentId(row.get(1)?))),
        )?)
}

/// The next ones behind `after` and up to `last`, by id, at most so many.
///
/// The `+` keeps SQLite from walking the whole company by day and sorting it for every batch.
pub fn next(
    connection: &Connection,
    among: Among,
    after: AppointmentId,
    last: AppointmentId,
    most: u32,
) -> Result<Vec<Wanting>> {
    connection
        .prepare_cached(&format!(
            "SELECT a.id, a.source, a.metadata -> :key AS imported,
                 (SELECT json_group_array(s.booking_uid ORDER BY s.position) FROM appointment_segments s
                  WHERE s.appointment_id = a.id AND {IS_WANTING}) AS uids
             FROM appointments a
             WHERE a.id > :after AND a.id <= :last AND +a.company_id = :company
               AND (:since IS NULL OR a.starts_at >= :since)
               AND EXISTS (SELECT 1 FROM appointment_segments s WHERE s.appointment_id = a.id AND {IS_WANTING})
             ORDER BY a.id LIMIT :most"
        ))?
        .query_map(
            named_params! {
                ":company": among.company.0, ":since": among.since.map(stamp::seconds),
                ":after": after.0, ":last": last.0, ":key": format!("$.{IMPORTED_KEY}"), ":most": most,
            },
            |row| {
                Ok((
                    row.get::<_, i64>("id")?,
                    row.get::<_, String>("uids")?,
                    row.get::<_, String>("source")?,
                    row.get::<_, Option<String>>("imported")?,
                ))
            },
        )?
        .map(|row| {
            let (id, uids, source, imported) = row?;
            Ok(Wanting {
                appointment: AppointmentId(id),
                booking_uids: serde_json::from_str(&uids).map_err(Error::internal)?,
                source: Source::parse(&source)
                    .ok_or_else(|| Error::internal("appointments holds an unknown source"))?,
                imported: imported
                    .map(|text| serde_json::from_str(&text).map_err(Error::internal))
                    .transpose()?,
            })
        })
        .collect()
}

/// What is missing of one appointment.
pub fn missing(connection: &Connection, id: AppointmentId) -> Result<Missing> {
    Ok(connection
        .prepare_cached(
            "SELECT coalesce(sum(staff_id IS NULL), 0), coalesce(sum(calcom_host_id IS NULL), 0)
             FROM appointment_segments WHERE appointment_id = ?1 AND booking_uid IS NOT NULL",
        )?
        .query_row([id.0], |row| Ok(Missing { staff: row.get(0)?, hosts: row.get(1)? }))?)
}
