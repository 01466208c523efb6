//! What one caller has of one service at one minute: appointments that stand, and bookings on their way.

use crate::domain::ids::{AppointmentId, CompanyId, ServiceId, StaffId};
use crate::domain::visit::booking::meta;
use crate::domain::visit::saga_plan::VisitPlan;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::visit::customer;
use rusqlite::{Connection, named_params};
use time::OffsetDateTime;

/// Who asks: by number and by phone call.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// E.164; `None` for a withheld number.
    pub phone: Option<&'a str>,
    pub call_id: &'a str,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Minute<'a> {
    pub service: ServiceId,
    pub service_key: &'a str,
    /// UTC.
    pub start: OffsetDateTime,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// `None` while it is only on its way.
    pub appointment: Option<AppointmentId>,
    /// The saga that books it, or has booked it here.
    pub saga: Option<String>,
    /// For whom; may be empty.
    pub name: String,
    /// Who does it, as far as that is known.
    pub staff: Option<StaffId>,
}

/// Those of the asker's number, and those that were ordered in this phone call; first what stands. What a saga of the
/// name `but` is about to book is none of them.
pub fn standing(
    connection: &Connection,
    company: CompanyId,
    asker: Asker,
    minute: Minute,
    but: &str,
) -> Result<Vec<Standing>> {
    let mut all = appointments(connection, company, asker, minute)?;
    for on_its_way in on_their_way(connection, asker, minute, but)? {
        if all.iter().all(|one| one.saga != on_its_way.saga) {
            all.push(on_its_way);
        }
    }
    Ok(all)
}

fn appointments(
    connection: &Connection,
    company: CompanyId,
    asker: Asker,
    minute: Minute,
) -> Result<Vec<Standing>> {
    let rows = connection
        .prepare_cached(
            "SELECT a.id, s.id AS saga_id, a.staff_id,
                 coalesce(nullif(a.metadata ->> 'attendee_name', ''), c.name, '') AS name
             FROM appointments a
             LEFT JOIN customers c ON c.id = a.customer_id
             LEFT JOIN sagas s ON s.id = a.visit_ref
             WHERE a.company_id = :company AND a.starts_at = :start AND a.service_id = :service
               AND a.status NOT IN ('cancelled', 'rejected')
               AND (c.phone IN (:phone, :old)
                    OR EXISTS (SELECT 1 FROM customer_contacts n WHERE n.customer_id = a.customer_id
                        AND n.company_id = :company AND n.kind = 'phone' AND n.value IN (:phone, :old))
                    OR s.call_id = :call)
             ORDER BY a.id",
        )?
        .query_map(
            named_params! {
                ":company": company.0, ":start": stamp::seconds(minute.start), ":service": minute.service.0,
                ":phone": asker.phone, ":old": asker.phone.and_then(customer::as_once_written),
                ":call": asker.call_id,
            },
            |row| {
                Ok(Standing {
                    appointment: Some(AppointmentId(row.get("id")?)),
                    saga: row.get("saga_id")?,
                    name: row.get("name")?,
                    staff: row.get::<_, Option<String>>("staff_id")?.map(StaffId),
                })
            },
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// The orders that are not settled yet. There are few of them at any time.
fn on_their_way(
    connection: &Connection,
    asker: Asker,
    minute: Minute,
    but: &str,
) -> Result<Vec<Standing>> {
    let rows = connection
        .prepare_cached(
            "SELECT id, params FROM (
                 SELECT id, kind, params, call_id FROM sagas WHERE state = 'open'
                 UNION ALL SELECT id, kind, params, call_id FROM sagas WHERE state = 'stuck')
             WHERE kind = 'book' AND id <> :but AND (params ->> 'phone' = :phone OR call_id = :call)",
        )?
        .query_map(
            named_params! { ":phone": asker.phone, ":call": asker.call_id, ":but": but },
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut all = Vec::new();
    for (saga, params) in rows {
        let plan: VisitPlan = serde_json::from_str(&params).map_err(Error::internal)?;
        let is_then = plan.asked_start() == Some(minute.start);
        if is_then && plan.service() == Some(minute.service_key) {
            all.push(Standing {
                appointment: None,
                saga: Some(saga),
                name: plan.attendee.name.clone(),
                staff: plan.metadata.get(meta::PREFERRED).cloned().map(StaffId),
            });
        }
    }
    Ok(all)
}
