//! The salon's line of a recording: the sections that decide what becomes of a booking, as they are in force. People,
//! services and event types come from the database, where commands change them too.

use crate::domain::ids::{BranchId, StaffId};
use crate::domain::service::catalogue::{BookedAs, Performer};
use crate::domain::service::description::Description;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::recording::line::format;
use crate::recording::line::format::WORK_RECORDED;
use crate::store::db::stamp;
use crate::store::host::staff::Listed;
use crate::store::service::salon::Branch;
use crate::store::service::{catalogue, described, event_map, salon};
use crate::store::visit::absence;
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

/// Its fields. What could not be read back is left out of it, and the log says so.
pub(crate) fn fields(
    desk: &Desk,
    connection: &Connection,
    roster: &[Listed],
    now: OffsetDateTime,
) -> Result<Value> {
    let config = &desk.salon.config;
    let staff: Vec<Value> = roster.iter().map(person).collect();
    let value = |section: serde_json::Result<Value>| section.map_err(Error::internal);
    let mut fields = json!({
        "work": WORK_RECORDED,
        "company": value(serde_json::to_value(&config.company))?,
        "branches": value(serde_json::to_value(&config.branches))?,
        "staff": staff,
        "services": [],
        "matching": value(serde_json::to_value(&config.matching))?,
        "booking": value(serde_json::to_value(&config.booking))?,
        "pauses": value(serde_json::to_value(&config.pauses))?,
        "absences": absences(desk, connection, roster, now)?,
    });
    let services: Vec<Value> = services(desk, connection, roster)?
        .into_iter()
        .filter(|service| is_read_back(&fields, service))
        .collect();
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("services".to_owned(), Value::Array(services));
    }
    Ok(fields)
}

fn person(one: &Listed) -> Value {
    let policy = one.person.pause_bookable_policy.map(|policy| policy.as_str());
    json!({ "key": one.key, "name": one.person.name, "emails": one.person.emails,
        "branch": one.branch_key, "active": one.person.active, "pause_policy": policy })
}

/// Who is not there, and when. Why is nobody's business.
fn absences(
    desk: &Desk,
    connection: &Connection,
    roster: &[Listed],
    now: OffsetDateTime,
) -> Result<Vec<Value>> {
    let all = absence::list(connection, desk.salon.company, now)?;
    let one = |(_, absence): &(_, absence::Absence)| {
        Some(json!({ "staff": key_of(roster, &absence.staff)?,
            "starts_at": stamp::seconds(absence.span.start()),
            "ends_at": stamp::seconds(absence.span.end()) }))
    };
    Ok(all.iter().filter_map(one).collect())
}

fn services(desk: &Desk, connection: &Connection, roster: &[Listed]) -> Result<Vec<Value>> {
    let company = desk.salon.company;
    let branches = salon::branches(connection, company)?;
    let mut all = Vec::new();
    for one in catalogue::active(connection, company)? {
        let (described, _) = described::describe(connection, company, &one)?;
        let mut event_types = Vec::new();
        for entry in event_map::of_service(connection, one.id)? {
            event_types.push(json!({
                "id": entry.event_type_id, "segment": entry.segment_key,
                "staff": entry.staff.as_ref().and_then(|staff| key_of(roster, staff)),
                "branch": entry.branch.and_then(|branch| key_of_branch(&branches, branch)),
            }));
        }
        all.push(service_fields(&described, event_types));
    }
    Ok(all)
}

/// In the shape of `[[services]]`.
fn service_fields(service: &Description, event_types: Vec<Value>) -> Value {
    let segments = service.composition.segments.iter().map(|segment| {
        let own = service.performers.iter().filter(|one| one.segment == segment.key);
        let staff: Vec<&str> = own.clone().map(|one| one.staff.as_str()).collect();
        let minutes = own.filter_map(|one| Some((one.staff.clone(), json!(one.minutes?))));
        json!({
            "name": segment.name, "minutes": segment.minutes,
            "pause_after": segment.pause_after_minutes,
            "performer": Performer::as_str(segment.performer),
            "booked_as": BookedAs::as_str(segment.booked_as),
            "staff": staff, "staff_minutes": Value::Object(minutes.collect::<Map<_, _>>()),
        })
    });
    json!({
        "key": service.key, "name": service.name, "aliases": service.aliases,
        "segments": segments.collect::<Vec<_>>(),
        "pause_policy": service.composition.policy.as_str(),
        "buffer_minutes": service.composition.buffer_minutes,
        "booking_order": service.booking_order.as_str(),
        "event_types": event_types,
    })
}

/// A service that nobody could do any more would spoil the whole line.
fn is_read_back(salon: &Value, service: &Value) -> bool {
    let mut line = salon.clone();
    let Some(fields) = line.as_object_mut() else { return false };
    fields.insert("at".to_owned(), json!(stamp::seconds(OffsetDateTime::UNIX_EPOCH)));
    fields.insert("kind".to_owned(), json!("salon"));
    fields.insert("services".to_owned(), json!([service]));
    match format::parse(line) {
        Ok(_) => true,
        Err(why) => {
            log::debug!("recording: a service is left out of the salon's line: {why}");
            false
        }
    }
}

fn key_of<'a>(roster: &'a [Listed], id: &StaffId) -> Option<&'a str> {
    roster.iter().find(|one| one.person.id == *id).map(|one| one.key.as_str())
}

fn key_of_branch(branches: &[Branch], id: BranchId) -> Option<&str> {
    branches.iter().find(|branch| branch.id == id).map(|branch| branch.key.as_str())
}
