//! Finding the appointments that a backfill is for.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::Source;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::CompanyId;
use rusqlite::Connection;
use rusqlite::named_params;
use serde_json::Value;

/// An appointment with a booking and without staff member or host.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanting {
    /// The row.
    pub appointment: AppointmentId,
    /// Its booking.
    pub booking_uid: String,
    /// Its road.
    pub source: Source,
    /// An answer of Cal.com that an import left in its metadata.
    pub imported: Option<Value>,
}

/// The key in an appointment's metadata under which an import may leave Cal.com's answer.
pub const IMPORTED_KEY: &str = "calcom_booking";

/// Those that want something, oldest first.
pub fn wanting(
    connection: &Connection,
    company: CompanyId,
    since: Option<&str>,
    limit: Option<u32>,
) -> Result<Vec<Wanting>> {
    connection
        .prepare_cached(
            "SELECT id, calcom_v2_booking_uid, source, metadata -> :key AS imported FROM appointments
             WHERE company_id = :company AND calcom_v2_booking_uid IS NOT NULL
               AND (staff_id IS NULL OR calcom_host_id IS NULL)
               AND (:since IS NULL OR starts_at >= :since)
             ORDER BY id LIMIT :limit",
        )?
        .query_map(
            named_params! {
                ":company": company.0, ":since": since, ":key": format!("$.{IMPORTED_KEY}"),
                ":limit": limit.map_or(-1, i64::from),
            },
            |row| {
                Ok((
                    row.get::<_, i64>("id")?,
                    row.get::<_, String>("calcom_v2_booking_uid")?,
                    row.get::<_, String>("source")?,
                    row.get::<_, Option<String>>("imported")?,
                ))
            },
        )?
        .map(|row| {
            let (id, booking_uid, source, imported) = row?;
            Ok(Wanting {
                appointment: AppointmentId(id),
                booking_uid,
                source: Source::parse(&source)
                    .ok_or_else(|| Error::internal("appointments holds an unknown source"))?,
                imported: imported
                    .map(|text| serde_json::from_str(&text).map_err(Error::internal))
                    .transpose()?,
            })
        })
        .collect()
}
