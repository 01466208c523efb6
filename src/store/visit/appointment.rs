//! `appointments`: what customers have in their diaries. Written by `frontdesk::door::record` alone.

use crate::domain::calendar::interval::Interval;
use crate::domain::host::kinds::AssignmentState;
use crate::domain::ids::{
    AppointmentId, BranchId, CompanyId, CustomerId, HostId, ServiceId, StaffId,
};
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::booking::Source;
use crate::domain::visit::no_show::NoShow;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::visit::decided;
use crate::store::visit::of_host;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use time::OffsetDateTime;

/// A row, without its id and its two times of record.
#[derive(Clone, Debug, PartialEq)]
pub struct Appointment {
    pub company: CompanyId,
    pub branch: Option<BranchId>,
    pub customer: Option<CustomerId>,
    pub service: Option<ServiceId>,
    /// Whom Cal.com says, or whom a person put there.
    pub staff: Option<StaffId>,
    /// Whom the customer asked for.
    pub preferred_staff: Option<StaffId>,
    /// Of the first segment.
    pub booking_uid: Option<String>,
    /// Of the first segment.
    pub host: Option<HostId>,
    pub status: VisitStatus,
    /// The road it came by.
    pub source: Source,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// How the staff member was found, or why not.
    pub state: AssignmentState,
    /// Ours, random; in the booking's metadata too.
    pub visit_ref: Option<String>,
    /// Further facts, as JSON.
    pub metadata: serde_json::Value,
    /// What it was planned as. Written once, when the row is made.
    pub plan: VisitShape,
    /// Set while the customer counts as one who did not come.
    pub no_show: Option<NoShow>,
}

/// What a visit was planned as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitShape {
    /// How many segments of active work; it stands when so many stand. More than one: a composite visit.
    pub segments: u32,
    /// What its pauses are for; `None` where there are none.
    pub policy: Option<PausePolicy>,
}

impl VisitShape {
    /// One segment, no pause.
    pub const SIMPLE: VisitShape = VisitShape { segments: 1, policy: None };

    /// Whether it has more than one segment.
    pub fn is_composite(self) -> bool {
        self.segments > 1
    }
}

const COLUMNS: &str = "id, company_id, branch_id, customer_id, service_id, staff_id, preferred_staff_id,
    calcom_v2_booking_uid, calcom_host_id, status, source, starts_at, ends_at, assignment_state, visit_ref, metadata,
    segments_planned, pause_bookable_policy, no_show_at, no_show_by";

/// Inserts a row and gives its id. Nobody has stayed away from a new one.
pub fn insert(tx: &Tx, new: &Appointment, now: OffsetDateTime) -> Result<AppointmentId> {
    tx.prepare_cached(
        "INSERT INTO appointments (company_id, branch_id, customer_id, service_id, staff_id,
             preferred_staff_id, calcom_v2_booking_uid, calcom_host_id, status, source, starts_at, ends_at,
             assignment_state, visit_ref, metadata, segments_planned, pause_bookable_policy, is_composite,
             composite_group_uid, created_at, updated_at)
         VALUES (:company, :branch, :customer, :service, :staff, :preferred, :uid, :host, :status, :source,
             :starts_at, :ends_at, :state, :visit_ref, :metadata, :segments, :policy, :composite, :group,
             :now, :now)",
    )?
    .execute(named_params! {
        ":company": new.company.0, ":branch": new.branch.map(|b| b.0),
        ":customer": new.customer.map(|c| c.0), ":service": new.service.map(|s| s.0),
        ":staff": new.staff.as_ref().map(|s| &s.0),
        ":preferred": new.preferred_staff.as_ref().map(|s| &s.0),
        ":uid": new.booking_uid, ":host": new.host.map(|h| h.0), ":status": new.status.as_str(),
        ":source": new.source.as_str(), ":starts_at": stamp::seconds(new.starts_at),
        ":ends_at": stamp::seconds(new.ends_at), ":state": new.state.as_str(),
        ":visit_ref": new.visit_ref, ":metadata": new.metadata.to_string(),
        ":segments": new.plan.segments, ":policy": new.plan.policy.map(PausePolicy::as_str),
        ":composite": new.plan.is_composite(),
        ":group": new.visit_ref.as_ref().filter(|_| new.plan.is_composite()),
        ":now": stamp::seconds(now),
    })?;
    Ok(AppointmentId(tx.last_insert_rowid()))
}

/// Writes every column anew but the plan. The caller has seen that something changed.
pub fn update(tx: &Tx, id: AppointmentId, row: &Appointment, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE appointments SET branch_id = :branch, customer_id = :customer, service_id = :service,
             staff_id = :staff, preferred_staff_id = :preferred, calcom_v2_booking_uid = :uid,
             calcom_host_id = :host, status = :status, source = :source, starts_at = :starts_at,
             ends_at = :ends_at, assignment_state = :state, visit_ref = :visit_ref, metadata = :metadata,
             no_show_at = :no_show_at, no_show_by = :no_show_by, updated_at = :now
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0, ":branch": row.branch.map(|b| b.0), ":customer": row.customer.map(|c| c.0),
        ":service": row.service.map(|s| s.0), ":staff": row.staff.as_ref().map(|s| &s.0),
        ":preferred": row.preferred_staff.as_ref().map(|s| &s.0), ":uid": row.booking_uid,
        ":host": row.host.map(|h| h.0), ":status": row.status.as_str(),
        ":source": row.source.as_str(), ":starts_at": stamp::seconds(row.starts_at),
        ":ends_at": stamp::seconds(row.ends_at), ":state": row.state.as_str(),
        ":visit_ref": row.visit_ref, ":metadata": row.metadata.to_string(),
        ":no_show_at": row.no_show.as_ref().map(|mark| stamp::seconds(mark.at)),
        ":no_show_by": row.no_show.as_ref().map(|mark| &mark.by), ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// A person takes what stands of a visit for the whole of it.
pub fn set_segments_planned(tx: &Tx, id: AppointmentId, segments: u32) -> Result<()> {
    tx.prepare_cached("UPDATE appointments SET segments_planned = ?2 WHERE id = ?1")?
        .execute((id.0, segments))?;
    Ok(())
}

/// Removes a row that turned out to be another's double and has no segment any more.
pub fn delete(tx: &Tx, id: AppointmentId) -> Result<()> {
    tx.prepare_cached("DELETE FROM appointments WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

/// An appointment is for somebody of this name.
pub fn set_attendee(tx: &Tx, id: AppointmentId, name: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE appointments SET metadata = json_set(metadata, '$.attendee_name', ?2), updated_at = ?3
         WHERE id = ?1",
    )?
    .execute((id.0, name, stamp::seconds(now)))?;
    Ok(())
}

/// What was booked by a customer for somebody of this name is for somebody of that one.
pub fn rename_attendee(
    tx: &Tx,
    customer: CustomerId,
    (before, name): (&str, &str),
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE appointments SET metadata = json_set(metadata, '$.attendee_name', :name), updated_at = :now
         WHERE customer_id = :customer AND metadata ->> 'attendee_name' = :before",
    )?
    .execute(named_params! {
        ":name": name, ":customer": customer.0, ":before": before, ":now": stamp::seconds(now),
    })?;
    Ok(())
}

/// Gives a visit that was not made by us a reference, so that a booking we make for it finds its way back.
pub fn set_ref(tx: &Tx, id: AppointmentId, visit_ref: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE appointments SET visit_ref = ?2, updated_at = ?3 WHERE id = ?1 AND visit_ref IS NULL",
    )?
    .execute((id.0, visit_ref, stamp::seconds(now)))?;
    Ok(())
}

/// One row by its id.
pub fn find(connection: &Connection, id: AppointmentId) -> Result<Option<Appointment>> {
    one(connection, "id = ?1", &id.0).map(|found| found.map(|(_, row)| row))
}

/// One row by the visit's reference.
pub fn find_by_ref(
    connection: &Connection,
    visit_ref: &str,
) -> Result<Option<(AppointmentId, Appointment)>> {
    one(connection, "visit_ref = ?1", &visit_ref)
}

/// One row by the uid of its booking in force, within a company.
pub fn find_by_uid(
    connection: &Connection,
    company: CompanyId,
    uid: &str,
) -> Result<Option<(AppointmentId, Appointment)>> {
    // By what was seen of the booking, or where the uid alone was taken over from elsewhere.
    let condition = "id = coalesce(
             (SELECT s.appointment_id FROM calcom_bookings b JOIN appointment_segments s ON s.id = b.segment_id
              WHERE b.uid = ?1),
             (SELECT id FROM appointments
              WHERE calcom_v2_booking_uid = ?1 AND source IN ('import', 'walk_in')))
         AND calcom_v2_booking_uid = ?1";
    Ok(one(connection, condition, &uid)?.filter(|(_, row)| row.company == company))
}

/// When an appointment was made last, UTC; `None` where there is none.
pub fn last_booked(connection: &Connection, company: CompanyId) -> Result<Option<OffsetDateTime>> {
    let sql = "SELECT max(created_at) FROM appointments WHERE company_id = ?1";
    let last: Option<String> =
        connection.prepare_cached(sql)?.query_row([company.0], |row| row.get(0))?;
    last.map(|at| stamp::parse(&at)).transpose()
}

/// A customer's appointments that stand and end after `now`, soonest first.
pub fn upcoming(
    connection: &Connection,
    customer: CustomerId,
    now: OffsetDateTime,
    most: u32,
) -> Result<Vec<(AppointmentId, Appointment)>> {
    list(
        connection,
        "customer_id = ?1 AND ends_at > ?2 AND status IN ('confirmed', 'requested', 'pending') ORDER BY starts_at, id LIMIT ?3",
        (customer.0, stamp::seconds(now), most),
    )
}

/// The composite visits that stand and lie in a span at least in part, soonest first.
pub fn composite_within(
    connection: &Connection,
    company: CompanyId,
    span: Interval,
    most: u32,
) -> Result<Vec<(AppointmentId, Appointment)>> {
    list(
        connection,
        "company_id = ?1 AND is_composite = 1 AND starts_at < ?3 AND ends_at > ?2
             AND status IN ('confirmed', 'requested', 'pending') ORDER BY starts_at, id LIMIT ?4",
        (company.0, stamp::seconds(span.start()), stamp::seconds(span.end()), most),
    )
}

/// How often a customer did not come.
pub fn no_shows_of(connection: &Connection, customer: CustomerId) -> Result<u32> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM appointments WHERE customer_id = ?1 AND no_show_at IS NOT NULL",
        )?
        .query_row([customer.0], |row| row.get(0))?)
}

/// A customer's appointments, whatever became of them, the latest first.
pub fn of_customer(
    connection: &Connection,
    customer: CustomerId,
    most: u32,
) -> Result<Vec<(AppointmentId, Appointment)>> {
    let condition = "customer_id = ?1 ORDER BY starts_at DESC, id DESC LIMIT ?2";
    list(connection, condition, (customer.0, most))
}

/// All of a customer's appointments become another's. Gives how many.
pub fn hand_over(tx: &Tx, from: CustomerId, to: CustomerId, now: OffsetDateTime) -> Result<usize> {
    Ok(tx
        .prepare_cached(
            "UPDATE appointments SET customer_id = ?2, updated_at = ?3 WHERE customer_id = ?1",
        )?
        .execute((from.0, to.0, stamp::seconds(now)))?)
}

/// A customer's latest appointment that took place, for the greeting.
pub fn latest_before(
    connection: &Connection,
    customer: CustomerId,
    now: OffsetDateTime,
) -> Result<Option<(AppointmentId, Appointment)>> {
    let found = list(
        connection,
        "customer_id = ?1 AND ends_at <= ?2 AND status = 'confirmed' AND no_show_at IS NULL
             ORDER BY starts_at DESC, id DESC LIMIT 1",
        (customer.0, stamp::seconds(now)),
    )?;
    Ok(found.into_iter().next())
}

/// The appointments of a host's bookings that are this staff member's, oldest first. Those that a person
/// gave one by one are not the mapping's work.
pub fn of_host_and_staff(
    connection: &Connection,
    company: CompanyId,
    host: HostId,
    staff: &StaffId,
) -> Result<Vec<AppointmentId>> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT DISTINCT a.id FROM ({}) s CROSS JOIN appointments a ON a.id = s.appointment_id
             WHERE a.company_id = :company AND s.staff_id = :staff AND {} IS NULL ORDER BY a.id",
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

/// All rows, oldest first: for the demo, replay and tests, whose days are small.
pub fn all(connection: &Connection, most: u32) -> Result<Vec<(AppointmentId, Appointment)>> {
    list(connection, "1 ORDER BY id LIMIT ?1", (most,))
}

fn one(
    connection: &Connection,
    condition: &str,
    value: &dyn rusqlite::ToSql,
) -> Result<Option<(AppointmentId, Appointment)>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM appointments WHERE {condition}"))?
        .query_row([value], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn list(
    connection: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<(AppointmentId, Appointment)>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM appointments WHERE {condition}"))?
        .query_map(values, |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

fn read(row: &Row) -> Result<(AppointmentId, Appointment)> {
    let text = |column: &str| row.get::<_, String>(column);
    let odd = |what: &str| Error::internal(format!("appointments holds an unknown {what}"));
    let found = Appointment {
        company: CompanyId(row.get("company_id")?),
        branch: row.get::<_, Option<i64>>("branch_id")?.map(BranchId),
        customer: row.get::<_, Option<i64>>("customer_id")?.map(CustomerId),
        service: row.get::<_, Option<i64>>("service_id")?.map(ServiceId),
        staff: row.get::<_, Option<String>>("staff_id")?.map(StaffId),
        preferred_staff: row.get::<_, Option<String>>("preferred_staff_id")?.map(StaffId),
        booking_uid: row.get("calcom_v2_booking_uid")?,
        host: row.get::<_, Option<i64>>("calcom_host_id")?.map(HostId),
        status: VisitStatus::parse(&text("status")?).ok_or_else(|| odd("status"))?,
        source: Source::parse(&text("source")?).ok_or_else(|| odd("source"))?,
        starts_at: stamp::parse(&text("starts_at")?)?,
        ends_at: stamp::parse(&text("ends_at")?)?,
        state: AssignmentState::parse(&text("assignment_state")?).ok_or_else(|| odd("state"))?,
        visit_ref: row.get("visit_ref")?,
        metadata: serde_json::from_str(&text("metadata")?).map_err(Error::internal)?,
        plan: VisitShape {
            segments: row.get("segments_planned")?,
            policy: match row.get::<_, Option<String>>("pause_bookable_policy")? {
                Some(text) => Some(PausePolicy::parse(&text).ok_or_else(|| odd("policy"))?),
                None => None,
            },
        },
        no_show: match row.get::<_, Option<String>>("no_show_at")? {
            Some(at) => Some(NoShow { at: stamp::parse(&at)?, by: row.get("no_show_by")? }),
            None => None,
        },
    };
    Ok((AppointmentId(row.get("id")?), found))
}
