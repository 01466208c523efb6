//! What surrounds a booking: its event type, our metadata, the customer. Read inside the door, for `record` alone.

use crate::domain::Result;
use crate::domain::booking::Attendee;
use crate::domain::booking::BookingFacts;
use crate::domain::booking::Source;
use crate::domain::booking::meta;
use crate::domain::ids::BranchId;
use crate::domain::ids::CustomerId;
use crate::domain::ids::ServiceId;
use crate::domain::ids::StaffId;
use crate::domain::person::PersonName;
use crate::domain::person::Phone;
use crate::frontdesk::record::Rules;
use crate::frontdesk::record::SIMPLE_SEGMENT;
use crate::frontdesk::record::Seen;
use crate::store::Tx;
use crate::store::customer;
use crate::store::event_map;
use crate::store::service;
use crate::store::staff;
use serde_json::json;
use time::OffsetDateTime;

/// What the rows around a booking say about it.
pub(super) struct Setting {
    pub visit_ref: Option<String>,
    pub segment_key: String,
    pub branch: Option<BranchId>,
    pub service: Option<ServiceId>,
    pub preferred: Option<StaffId>,
    pub source: Source,
    pub phone: Option<Phone>,
}

/// What the event map and our metadata say. Metadata comes from outside: every name in it is checked here.
pub(super) fn read(tx: &Tx, rules: &Rules, seen: &Seen) -> Result<Setting> {
    let metadata = &seen.facts.metadata;
    let text = |key: &str| metadata.get(key).filter(|text| !text.is_empty()).cloned();
    let mapped = match seen.facts.event_type_id {
        Some(id) => event_map::of_event_type(tx, rules.company, id)?,
        None => None,
    };
    let mut branch = mapped.as_ref().and_then(|entry| entry.branch);
    if branch.is_none()
        && let Some(person) = mapped.as_ref().and_then(|entry| entry.staff.as_ref())
    {
        branch = staff::find(tx, person)?.and_then(|person| person.branch);
    }
    let service = match (&mapped, text(meta::SERVICE)) {
        (Some(entry), _) => Some(entry.service),
        (None, Some(key)) => service::find_by_key(tx, rules.company, &key)?.map(|found| found.id),
        (None, None) => None,
    };
    let preferred = match text(meta::PREFERRED) {
        Some(id) => {
            staff::find(tx, &StaffId(id))?.filter(|p| p.company == rules.company).map(|p| p.id)
        }
        None => None,
    };
    let attendee_phone = seen.facts.attendee.as_ref().and_then(|person| person.phone.as_deref());
    Ok(Setting {
        visit_ref: text(meta::REF),
        segment_key: text(meta::SEGMENT).unwrap_or_else(|| SIMPLE_SEGMENT.into()),
        branch,
        service,
        preferred,
        source: text(meta::SOURCE).and_then(|text| Source::parse(&text)).unwrap_or(seen.road),
        phone: attendee_phone.and_then(|text| Phone::parse(text, &rules.country_code).ok()),
    })
}

/// Of two roads the one that knows more about how the visit came to us: everything passes by Cal.com.
pub(super) fn nearer(one: Source, other: Source) -> Source {
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

pub(super) fn customer_of(
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

/// For whom this one is, which may be the customer's child.
pub(super) fn attendee_metadata(facts: &BookingFacts) -> serde_json::Value {
    match &facts.attendee {
        Some(attendee) => json!({ "attendee_name": name_of(attendee) }),
        None => json!({}),
    }
}

/// Anybody can write anything on Cal.com's page, and it will be said to callers; empty if it is no name.
fn name_of(attendee: &Attendee) -> String {
    PersonName::salvaged(&attendee.name).map_or_else(String::new, |name| name.as_str().to_owned())
}
