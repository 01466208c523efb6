//! What the arguments of a function call mean: which time, which offer, which appointment, whose.

use crate::domain::ids::{AppointmentId, BranchId, StaffId};
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::diary::{customer, view};
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::broken::Unserved;
use crate::frontdesk::offer::choice::{Choice, Chosen};
use crate::frontdesk::offer::wish;
use crate::frontdesk::offer::wish::When;
use crate::frontdesk::phone::answer::Function;
use crate::frontdesk::phone::json::{Answer, diaries, say};
use crate::frontdesk::phone::people::People;
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use crate::store::host::staff;
use crate::store::service::catalogue::Service;
use crate::store::service::{catalogue, event_map};
use crate::store::visit::call::CallKey;
use crate::store::visit::hold::Hold;
use crate::store::visit::{call, hold, segment};
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use std::time::Instant;
use time::OffsetDateTime;

/// Begins the canonical arguments of a cancellation; the appointment's number follows.
pub(crate) const CANCEL_KEY: &str = "appointment:";

/// Every argument that is read anywhere.
pub const READ: [&str; 34] = [
    "service",
    "service_name",
    "branch",
    "filiale",
    "staff",
    "staff_name",
    "stylist",
    "preferred_staff",
    "offer_id",
    "offer",
    "slot",
    "slot_id",
    "customer_name",
    "name",
    "appointment_id",
    "booking_id",
    "appointment",
    "booking",
    "date",
    "day",
    "date_from",
    "from",
    "date_to",
    "until",
    "to",
    "earliest",
    "time_from",
    "latest",
    "time_to",
    "time",
    "start",
    "start_time",
    "datetime",
    "starts_at",
];

/// Refuses lists, objects and truth values where a text is read: leaving them out would act on what nobody asked
/// for ("the only appointment there is" in place of `["12"]`). Arguments nobody reads may be anything.
pub(crate) fn check_kinds(desk: &Desk, args: &Map<String, Value>) -> Result<()> {
    let odd = |name: &&str| {
        matches!(args.get(*name), Some(Value::Array(_) | Value::Object(_) | Value::Bool(_)))
    };
    match READ.iter().find(|name| odd(name)) {
        Some(_) => Err(Error::Invalid(Voice::of(&desk.salon).not_understood())),
        None => Ok(()),
    }
}

pub(crate) fn ask(desk: &Desk, call: &FunctionCall) -> Result<Ask> {
    let salon = &desk.salon;
    let (today, _) = salon.zone.local(desk.now());
    let horizon = salon.config.booking.horizon_days;
    let args = &call.args;
    let wished = wished(desk, args)?;
    let when = wish::when(args, today, horizon, salon.language)?;
    Ok(Ask {
        call_id: call.call.call_id.clone(),
        service: wished.service,
        staff: wished.staff,
        branch: wished.branch,
        when,
        policy: None,
        moving: None,
    })
}

pub(crate) struct Wished {
    pub service: Service,
    pub staff: Option<StaffId>,
    pub branch: Option<BranchId>,
}

pub(crate) fn wished(desk: &Desk, args: &Map<String, Value>) -> Result<Wished> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    let (services, people) = desk.store.read(|connection| {
        Ok((catalogue::active(connection, company)?, People::read(connection, company)?))
    })?;
    let said = wish::text(args, &["service", "service_name"]);
    let service = wish::service(&services, said.as_deref(), language)?;
    let (staff, branch) = people.wished(args, company, language)?;
    Ok(Wished { service, staff, branch })
}

/// Whom the caller asks for, and in which shop.
pub(crate) fn wished_staff(
    desk: &Desk,
    args: &Map<String, Value>,
) -> Result<(Option<StaffId>, Option<BranchId>)> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    let people = desk.store.read(|connection| People::read(connection, company))?;
    people.wished(args, company, language)
}

pub(crate) fn offer_id(args: &Map<String, Value>) -> Option<String> {
    wish::text(args, &["offer_id", "offer", "slot", "slot_id"])
}

/// The offer of this call, while it lasts. Another call's is treated as if it were not there.
pub(crate) fn choice_by_offer(
    desk: &Desk,
    call: &FunctionCall,
    offer: &str,
) -> Result<Option<Choice>> {
    let now = desk.now();
    desk.store.read(|connection| {
        let found = hold::find(connection, offer)?;
        let Some(hold) = found.filter(|hold| {
            hold.call_id == call.call.call_id && hold.saga.is_none() && hold.expires_at > now
        }) else {
            return Ok(None);
        };
        if !is_still_done(connection, &hold)? {
            return Ok(None);
        }
        let service = catalogue::find(connection, hold.service)?;
        Ok(service.map(|service| Choice {
            service,
            preferred: hold.preferred_staff,
            parts: hold.parts,
            offer: Some(hold.id),
        }))
    })
}

/// Whether what was offered can still be had: everybody who would do it works, and every event type is the service's.
fn is_still_done(connection: &Connection, hold: &Hold) -> Result<bool> {
    for part in &hold.parts {
        let event = event_map::of_event_type(connection, hold.company, part.event_type_id)?;
        let works = match &part.staff {
            Some(id) => staff::find(connection, id)?.is_some_and(|person| person.active),
            None => true,
        };
        if !works || event.is_none_or(|event| event.service != hold.service) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Another time for an appointment: with whom the caller asks for, else as it is booked now.
pub(crate) fn choice_for_move(
    desk: &Desk,
    call: &FunctionCall,
    diary: &AppointmentView,
    start: OffsetDateTime,
    deadline: Instant,
) -> Result<Chosen> {
    check_start(desk, start)?;
    let service = match diary.row.service {
        Some(id) => desk.store.read(|connection| catalogue::find(connection, id))?,
        None => None,
    };
    let Some(service) = service else {
        return Err(Error::Conflict("the appointment has no service".into()));
    };
    let (wish, _) = wished_staff(desk, &call.args)?;
    let is_simple = !diary.row.plan.is_composite();
    let branch = if wish.is_some() { None } else { diary.row.branch };
    // A visit of several segments stays with whoever does it, unless somebody else is asked for.
    let with = wish.clone().or(diary.row.staff.clone().filter(|_| !is_simple));
    let wished = Wished { service, staff: with, branch };
    let mut ask = ask_at(desk, call, wished, start);
    ask.policy = diary.row.plan.policy;
    ask.moving = Some(diary.id);
    if let (None, true) = (&wish, is_simple)
        && let Some(part) = as_it_is_booked(desk, &ask, diary, start)?
    {
        let preferred = diary.row.preferred_staff.clone();
        let parts = vec![part];
        return Ok(Chosen::Way(Choice { service: ask.service, preferred, parts, offer: None }));
    }
    let preferred = wish.or(diary.row.preferred_staff.clone());
    Ok(match desk.choose_at(&ask, start, &[], deadline)? {
        Chosen::Way(choice) => Chosen::Way(Choice { preferred, ..choice }),
        no @ Chosen::No(_) => no,
    })
}

/// The same event type, a pool's too: who of the pool does it then is Cal.com's to say.
fn as_it_is_booked(
    desk: &Desk,
    ask: &Ask,
    diary: &AppointmentView,
    start: OffsetDateTime,
) -> Result<Option<PlannedBooking>> {
    let company = desk.salon.company;
    let booked_as = desk.store.read(|connection| {
        let segments = segment::of_appointment(connection, diary.id)?;
        match segments.first().and_then(|(_, first)| first.event_type_id) {
            Some(id) => event_map::of_event_type(connection, company, id),
            None => Ok(None),
        }
    })?;
    booked_as
        .filter(|event| event.service == ask.service.id)
        .map(|event| desk.simple_part(&ask.service, &event, start))
        .transpose()
}

pub(crate) fn ask_at(
    desk: &Desk,
    call: &FunctionCall,
    wished: Wished,
    start: OffsetDateTime,
) -> Ask {
    let (day, time) = desk.salon.zone.local(start);
    let at = Some(time);
    Ask {
        call_id: call.call.call_id.clone(),
        service: wished.service,
        staff: wished.staff,
        branch: wished.branch,
        when: When { from: day, until: day, earliest: None, latest: None, at },
        policy: None,
        moving: None,
    }
}

pub(crate) fn start(desk: &Desk, call: &FunctionCall) -> Result<OffsetDateTime> {
    wish::start(&call.args, &desk.salon.zone, desk.now(), desk.salon.language)
}

/// Whether a wished start may still be booked; looked at only once a repeat has found its answer.
pub(crate) fn check_start(desk: &Desk, start: OffsetDateTime) -> Result<()> {
    let booking = &desk.salon.config.booking;
    let (notice, horizon) = (booking.notice_minutes, booking.horizon_days);
    wish::check_start(start, desk.now(), notice, horizon, desk.salon.language)
}

pub(crate) fn name(desk: &Desk, call: &FunctionCall) -> Result<PersonName> {
    let voice = Voice::of(&desk.salon);
    match call.args.get("customer_name").or_else(|| call.args.get("name")) {
        Some(Value::String(said)) if !said.trim().is_empty() => {
            PersonName::parse(said).map_err(|_| Error::Invalid(voice.name_odd()))
        }
        Some(_) | None => {
            let known = customer::caller(desk, caller_phone(call).as_ref())?;
            let known = known.ok_or_else(|| Error::Invalid(voice.name_missing()))?;
            PersonName::parse(&known.customer.name)
                .map_err(|_| Error::Invalid(voice.name_missing()))
        }
    }
}

/// Only what Retell says about the call; a withheld number is nobody.
pub(crate) fn caller_phone(call: &FunctionCall) -> Option<Phone> {
    call.call.from_number.as_deref().and_then(Phone::from_caller)
}

/// Whoever calls, as far as that is known, for a note to call back.
pub(crate) fn unserved(desk: &Desk, call: &FunctionCall, wish: String) -> Result<Unserved> {
    let phone = caller_phone(call);
    let said = wish::text(&call.args, &["customer_name", "name"]);
    let name = match said {
        Some(said) => said,
        None => customer::caller(desk, phone.as_ref())?
            .map_or_else(String::new, |known| known.customer.name),
    };
    Ok(Unserved {
        subject: call.call.call_id.clone(),
        name,
        phone: phone.map(|phone| phone.as_str().to_owned()),
        wish,
        appointment: None,
    })
}

pub(crate) fn key(call: &FunctionCall, function: Function, args_key: String) -> CallKey {
    CallKey { call_id: call.call.call_id.clone(), function: function.as_str(), args_key }
}

/// The caller's own appointments: of her number, and what was booked in this very call.
pub(crate) fn own_appointments(desk: &Desk, call: &FunctionCall) -> Result<Vec<AppointmentView>> {
    let mut own = match customer::caller(desk, caller_phone(call).as_ref())? {
        Some(caller) => caller.upcoming,
        None => Vec::new(),
    };
    let now = desk.now();
    for id in desk.store.read(|connection| call::appointments_of(connection, &call.call.call_id))? {
        if own.iter().any(|diary| diary.id == id) {
            continue;
        }
        if let Some(diary) = view::of(desk, id)?
            && diary.row.ends_at > now
            && diary.row.booking_uid.is_some()
        {
            own.push(diary);
        }
    }
    own.retain(|diary| diary.row.ends_at > now);
    own.sort_by_key(|diary| (diary.row.starts_at, diary.id));
    Ok(own)
}

fn said_appointment(call: &FunctionCall) -> Option<String> {
    wish::text(&call.args, &["appointment_id", "booking_id", "appointment", "booking"])
}

/// What this phone call has cancelled last, where a cancellation names none: Retell repeats a call it had no answer
/// to, and nothing stands any more.
pub(crate) fn cancelled_in_this_call(
    desk: &Desk,
    call: &FunctionCall,
) -> Result<Option<AppointmentView>> {
    if said_appointment(call).is_some() || !own_standing(desk, call)?.is_empty() {
        return Ok(None);
    }
    let (call_id, function) = (&call.call.call_id, Function::CancelAppointment.as_str());
    let args = desk.store.read(|connection| call::latest_args(connection, call_id, function))?;
    let id = args.and_then(|args| args.strip_prefix(CANCEL_KEY)?.parse().ok()).map(AppointmentId);
    id.map(|id| view::of(desk, id)).transpose().map(Option::flatten)
}

fn own_standing(desk: &Desk, call: &FunctionCall) -> Result<Vec<AppointmentView>> {
    let mut standing = own_appointments(desk, call)?;
    standing.retain(|diary| diary.row.status.stands());
    Ok(standing)
}

/// The one appointment that is meant; else the answer that asks which, or that there is none.
pub(crate) fn own_appointment(
    desk: &Desk,
    call: &FunctionCall,
) -> Result<std::result::Result<AppointmentView, Answer>> {
    let voice = Voice::of(&desk.salon);
    if let Some(said) = said_appointment(call) {
        let id = said.parse::<i64>().ok().map(AppointmentId);
        let found = id.map(|id| view::of(desk, id)).transpose()?.flatten();
        let own = found.filter(|diary| may_see(desk, call, diary).unwrap_or(false));
        return Ok(own.ok_or_else(|| say("not_found", &voice.no_such_appointment())));
    }
    let standing = own_standing(desk, call)?;
    Ok(match standing.as_slice() {
        [] => Err(say("not_found", &voice.no_such_appointment())),
        [one] => Ok(one.clone()),
        [_, _, ..] => Err(json!({
            "status": "which", "appointments": diaries(&voice, &standing),
            "say": voice.which_appointment(&standing),
        })),
    })
}

/// Whether an appointment is this caller's: of her number, or booked in this call.
pub(crate) fn may_see(desk: &Desk, call: &FunctionCall, diary: &AppointmentView) -> Result<bool> {
    if let Some(caller) = customer::caller(desk, caller_phone(call).as_ref())?
        && diary.row.customer == Some(caller.customer.id)
    {
        return Ok(true);
    }
    let booked =
        desk.store.read(|connection| call::appointments_of(connection, &call.call.call_id))?;
    Ok(booked.contains(&diary.id))
}
