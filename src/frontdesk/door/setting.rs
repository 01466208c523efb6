//! What surrounds a booking: its event type, our metadata, the customer. Read inside the door, for `record` alone.

use crate::domain::Result;
use crate::domain::ids::{BranchId, CustomerId, ServiceId, StaffId};
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::visit::booking::{Attendee, BookingFacts, Source, meta};
use crate::domain::visit::note::PartNote;
use crate::frontdesk::door::rules::Rules;
use crate::store::db::tx::Tx;
use crate::store::host::staff;
use crate::store::service::event_map::EventMapEntry;
use crate::store::service::{catalogue, event_map};
use crate::store::visit::{appointment, customer};
use rusqlite::Connection;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// What the rows around a booking say about it.
pub(crate) struct Setting {
    pub visit_ref: Option<String>,
    pub note: PartNote,
    pub branch: Option<BranchId>,
    pub service: Option<ServiceId>,
    pub preferred: Option<StaffId>,
    pub source: Source,
    pub phone: Option<Phone>,
}

/// What the event map and our metadata say. Metadata comes from outside: every name in it is checked here.
pub(crate) fn read(tx: &Tx, rules: &Rules, facts: &BookingFacts, road: Source) -> Result<Setting> {
    let metadata = &facts.metadata;
    let text = |key: &str| metadata.get(key).filter(|text| !text.is_empty()).cloned();
    let mapped = mapped(tx, rules, facts.event_type_id)?;
    let branch = branch_of(tx, rules, facts.event_type_id)?;
    let service = match (&mapped, text(meta::SERVICE)) {
        (Some(entry), _) => Some(entry.service),
        (None, Some(key)) => catalogue::find_by_key(tx, rules.company, &key)?.map(|found| found.id),
        (None, None) => None,
    };
    let preferred = match text(meta::PREFERRED) {
        Some(id) => {
            staff::find(tx, &StaffId(id))?.filter(|p| p.company == rules.company).map(|p| p.id)
        }
        None => None,
    };
    let attendee_phone = facts.attendee.as_ref().and_then(|person| person.phone.as_deref());
    Ok(Setting {
        visit_ref: text(meta::REF),
        note: PartNote::read(metadata),
        branch,
        service,
        preferred,
        source: text(meta::SOURCE).and_then(|text| Source::parse(&text)).unwrap_or(road),
        phone: attendee_phone.and_then(|text| Phone::parse(text, &rules.country_code).ok()),
    })
}

fn mapped(
    connection: &Connection,
    rules: &Rules,
    event_type_id: Option<i64>,
) -> Result<Option<EventMapEntry>> {
    event_type_id
        .map(|id| event_map::of_event_type(connection, rules.company, id))
        .transpose()
        .map(Option::flatten)
}

/// In which branch an event type is done: its own, else its staff member's.
pub(crate) fn branch_of(
    connection: &Connection,
    rules: &Rules,
    event_type_id: Option<i64>,
) -> Result<Option<BranchId>> {
    let Some(entry) = mapped(connection, rules, event_type_id)? else { return Ok(None) };
    match (entry.branch, &entry.staff) {
        (None, Some(person)) => staff::branch_of(connection, person),
        (branch, _) => Ok(branch),
    }
}

/// Whether no appointment has the visit's reference already: else this booking is a stray one.
pub(crate) fn is_ref_free(tx: &Tx, setting: &Setting) -> Result<bool> {
    let Some(visit_ref) = &setting.visit_ref else { return Ok(true) };
    Ok(appointment::find_by_ref(tx, visit_ref)?.is_none())
}

/// Of two roads the one that knows more about how the visit came to us: everything passes by Cal.com.
pub(crate) fn nearer(one: Source, other: Source) -> Source {
    let order = [
        Source::RetellPhone,
        Source::WebApi,
        Source::WalkIn,
        Source::Import,
        Source::RetellWebhook,
        Source::CalcomWebhook,
    ];
    order.into_iter().find(|source| *source == one || *source == other).unwrap_or(one)
}

pub(crate) fn customer_of(
    tx: &Tx,
    rules: &Rules,
    setting: &Setting,
    facts: &BookingFacts,
    now: OffsetDateTime,
) -> Result<Option<CustomerId>> {
    let Some(attendee) = &facts.attendee else { return Ok(None) };
    let phone = setting.phone.as_ref().map(Phone::as_str);
    customer::find_or_insert(tx, rules.company, phone, &name_of(attendee), now).map(Some)
}

/// The customer, if nothing but the name is known. One who was forgotten is not unknown: nobody is looked for.
pub(crate) fn unknown_customer(tx: &Tx, id: Option<CustomerId>) -> Result<Option<CustomerId>> {
    let Some(id) = unless_erased(tx, id)? else { return Ok(None) };
    Ok(customer::find(tx, id)?.filter(|customer| customer.phone.is_none()).map(|_| id))
}

/// The customer, unless this one was forgotten.
pub(crate) fn unless_erased(tx: &Tx, id: Option<CustomerId>) -> Result<Option<CustomerId>> {
    match id {
        Some(id) if customer::is_erased(tx, id)? => Ok(None),
        id => Ok(id),
    }
}

/// For whom this one is, which may be the customer's child: as told first.
pub(crate) fn name_attendee(metadata: &mut Value, facts: &BookingFacts) {
    if let (Some(attendee), Some(metadata)) = (&facts.attendee, metadata.as_object_mut()) {
        metadata.entry("attendee_name").or_insert_with(|| json!(name_of(attendee)));
    }
}

/// Visitors can write anything on Cal.com's page, and it will be said to callers; empty if it is no name.
fn name_of(attendee: &Attendee) -> String {
    PersonName::salvaged(&attendee.name).map_or_else(String::new, |name| name.as_str().to_owned())
}
