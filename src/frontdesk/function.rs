//! The voice agent's functions: what they understand, and what they answer.
//!
//! A business result is always a JSON object with a `status`, a sentence to `say`, and the data. Ids come from
//! the call, never from arguments; arguments nobody knows are ignored, because the model adds some.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::Source;
use crate::domain::calendar::Interval;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::StaffId;
use crate::domain::person::PersonName;
use crate::domain::person::Phone;
use crate::domain::person_fold::fold;
use crate::domain::staff::StaffMember;
use crate::domain::staff::TenantContext;
use crate::frontdesk::Desk;
use crate::frontdesk::book::Booked;
use crate::frontdesk::book::Choice;
use crate::frontdesk::book::Order;
use crate::frontdesk::book::Told;
use crate::frontdesk::change::Cancelled;
use crate::frontdesk::customer::Diary;
use crate::frontdesk::offer::Ask;
use crate::frontdesk::offer::Found;
use crate::frontdesk::offer::Offer;
use crate::frontdesk::say::Voice;
use crate::frontdesk::wish;
use crate::retell::wire::FunctionCall;
use crate::store::call;
use crate::store::call::CallKey;
use crate::store::event_map;
use crate::store::hold;
use crate::store::salon;
use crate::store::service;
use crate::store::service::Service;
use crate::store::staff;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::time::Instant;

/// The functions there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Who is calling.
    CheckCustomer,
    /// What is free.
    CheckAvailability,
    /// Book it.
    BookAppointment,
    /// Call it off.
    CancelAppointment,
    /// Move it.
    RescheduleAppointment,
    /// What the caller has.
    ListAppointments,
}

impl Function {
    const ALL: [Function; 6] = [
        Function::CheckCustomer,
        Function::CheckAvailability,
        Function::BookAppointment,
        Function::CancelAppointment,
        Function::RescheduleAppointment,
        Function::ListAppointments,
    ];

    /// As the agent calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Function::CheckCustomer => "check_customer",
            Function::CheckAvailability => "check_availability",
            Function::BookAppointment => "book_appointment",
            Function::CancelAppointment => "cancel_appointment",
            Function::RescheduleAppointment => "reschedule_appointment",
            Function::ListAppointments => "list_appointments",
        }
    }

    /// The inverse of `as_str`.
    pub fn parse(name: &str) -> Option<Function> {
        Function::ALL.into_iter().find(|function| function.as_str() == name)
    }

    /// Whether it may wait for Cal.com; the others never leave the machine.
    pub fn waits_for_calcom(self) -> bool {
        !matches!(self, Function::CheckCustomer | Function::ListAppointments)
    }
}

/// An answer: `status`, `say`, and data.
type Answer = Value;

/// Answers a function call by the deadline. Never fails: faults are answers too, and the log has their cause.
pub fn answer(desk: &Desk, function: Function, call: &FunctionCall, deadline: Instant) -> Answer {
    let voice = desk.voice();
    let answered = match function {
        Function::CheckCustomer => check_customer(desk, call),
        Function::CheckAvailability => check_availability(desk, call, deadline),
        Function::BookAppointment => book_appointment(desk, call, deadline),
        Function::CancelAppointment => cancel_appointment(desk, call, deadline),
        Function::RescheduleAppointment => reschedule_appointment(desk, call, deadline),
        Function::ListAppointments => list_appointments(desk, call),
    };
    answered.unwrap_or_else(|error| match error {
        Error::Invalid(sentence) => say("invalid", &sentence),
        Error::Conflict(sentence) => {
            log::info!("{} refused: {sentence}", function.as_str());
            say("refused", &voice.ask_the_desk())
        }
        Error::NotFound(_) => say("not_found", &voice.no_such_appointment()),
        Error::Unavailable(_) => say("unavailable", &voice.unavailable()),
        Error::Internal(_) => {
            log::error!("{}: {}", function.as_str(), error.for_log());
            say("error", &voice.fault())
        }
    })
}

/// The answer to a function nobody knows.
pub fn no_such_function(desk: &Desk) -> Answer {
    say("invalid", &desk.voice().no_such_function())
}

fn check_customer(desk: &Desk, call: &FunctionCall) -> Result<Answer> {
    let voice = desk.voice();
    let phone = caller_phone(call);
    let Some(caller) = desk.caller(phone.as_ref())? else {
        let status = if phone.is_some() { "new" } else { "withheld" };
        return Ok(say(status, &voice.welcome()));
    };
    let usual = caller.latest.as_ref();
    Ok(json!({
        "status": "known",
        "customer_name": caller.customer.name,
        "usual_staff": usual.and_then(|diary| diary.staff.clone()),
        "last_service": usual.and_then(|diary| diary.service.clone()),
        "upcoming": diaries(&voice, &caller.upcoming),
        "say": voice.welcome_back(&caller.customer.name),
    }))
}

fn list_appointments(desk: &Desk, call: &FunctionCall) -> Result<Answer> {
    let voice = desk.voice();
    let own = own_appointments(desk, call)?;
    let status = if own.is_empty() { "none" } else { "ok" };
    Ok(
        json!({ "status": status, "appointments": diaries(&voice, &own), "say": voice.upcoming(&own) }),
    )
}

fn check_availability(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let ask = ask(desk, call)?;
    let voice = desk.voice();
    let wish = ask.staff.as_ref().map(|id| staff_name(desk, id)).transpose()?.flatten();
    let found = desk.find_offers(&ask, deadline)?;
    let head = json!({
        "service": ask.service.key,
        "duration_min": ask.service.duration_minutes,
        "staff": wish,
    });
    Ok(match found {
        Found::Offers(offers) => {
            let body = json!({ "status": "ok", "offers": offers_json(&voice, &offers),
                "held_until": held_until(&voice, &offers), "say": voice.offers(&offers) });
            merged(head, body)
        }
        Found::Alternatives(offers) if offers.is_empty() => merged(
            head,
            json!({ "status": "none", "alternatives": [], "say": voice.nothing_free() }),
        ),
        Found::Alternatives(offers) => {
            let body = json!({ "status": "none", "alternatives": offers_json(&voice, &offers),
                "held_until": held_until(&voice, &offers),
                "say": voice.alternatives(wish.as_deref(), &offers) });
            merged(head, body)
        }
        Found::NotDoneBy(_) => {
            let sentence = voice.not_done_by(wish.as_deref().unwrap_or("?"), &ask.service.name);
            merged(head, json!({ "status": "none", "alternatives": [], "say": sentence }))
        }
    })
}

fn book_appointment(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let voice = desk.voice();
    let (key, chosen) = match offer_id(&call.args) {
        Some(offer) => (key(call, Function::BookAppointment, format!("offer:{offer}")), Err(offer)),
        None => {
            let choice = choice_by_time(desk, call)?;
            let name = wish::text(&call.args, &["customer_name", "name"]).unwrap_or_default();
            let staff = choice.preferred.as_ref().map_or("-", |id| &id.0);
            let (service, start) = (choice.service.id, choice.at.start().unix_timestamp());
            let args = format!("at:{service}:{start}:{staff}:{}", fold(&name).as_str());
            (key(call, Function::BookAppointment, args), Ok(choice))
        }
    };
    if let Some(answer) = desk.answer_again(&key, deadline)? {
        return booked_json(desk, &voice, answer);
    }
    let choice = match chosen {
        Ok(choice) => choice,
        Err(offer) => match choice_by_offer(desk, call, &offer)? {
            Some(choice) => choice,
            None => return Ok(say("offer_expired", &voice.offer_gone())),
        },
    };
    let order = Order {
        key,
        source: Source::RetellPhone,
        name: name(desk, call)?,
        phone: caller_phone(call),
        choice,
    };
    booked_json(desk, &voice, desk.book(&order, deadline)?)
}

fn cancel_appointment(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let voice = desk.voice();
    let diary = match own_appointment(desk, call)? {
        Ok(diary) => diary,
        Err(answer) => return Ok(answer),
    };
    let key = key(call, Function::CancelAppointment, format!("appointment:{}", diary.id));
    let id = diary.id.0;
    Ok(match desk.cancel(&key, diary.id, deadline)? {
        Cancelled::Yes => {
            json!({ "status": "cancelled", "appointment_id": id, "say": voice.cancelled(&diary) })
        }
        Cancelled::Already => {
            json!({ "status": "cancelled_before", "appointment_id": id, "say": voice.cancelled_before() })
        }
        Cancelled::Refused => say("refused", &voice.ask_the_desk()),
        Cancelled::Unknown => say("unknown", &voice.unknown()),
    })
}

fn reschedule_appointment(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let voice = desk.voice();
    let diary = match own_appointment(desk, call)? {
        Ok(diary) => diary,
        Err(answer) => return Ok(answer),
    };
    let (args, chosen) = match offer_id(&call.args) {
        Some(offer) => (format!("offer:{offer}"), Err(offer)),
        None => {
            let choice = choice_for_move(desk, call, &diary)?;
            (format!("at:{}", choice.at.start().unix_timestamp()), Ok(choice))
        }
    };
    let key = key(call, Function::RescheduleAppointment, format!("{}:{args}", diary.id));
    let answer = match desk.answer_again(&key, deadline)? {
        Some(answer) => answer,
        None => {
            let choice = match chosen {
                Ok(choice) => choice,
                Err(offer) => match choice_by_offer(desk, call, &offer)? {
                    Some(choice) => choice,
                    None => return Ok(say("offer_expired", &voice.offer_gone())),
                },
            };
            desk.reschedule(&key, diary.id, &choice, deadline)?
        }
    };
    Ok(match answer {
        Booked::Yes(told) => merged(
            json!({ "status": "rescheduled", "say": voice.moved(&told) }),
            told_json(&voice, &told),
        ),
        Booked::Taken => say("taken", &voice.taken()),
        Booked::Unknown => say("unknown", &voice.unknown()),
    })
}

// What the arguments mean.

fn ask(desk: &Desk, call: &FunctionCall) -> Result<Ask> {
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
    })
}

struct Wished {
    service: Service,
    staff: Option<StaffId>,
    branch: Option<crate::domain::ids::BranchId>,
}

fn wished(desk: &Desk, args: &Map<String, Value>) -> Result<Wished> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    let (services, branches, roster) = desk.store.read(|connection| {
        Ok((
            service::active(connection, company)?,
            salon::branches(connection, company)?,
            staff::roster(connection, company)?,
        ))
    })?;
    let branch =
        wish::branch(&branches, wish::text(args, &["branch", "filiale"]).as_deref(), language)?;
    let context = TenantContext { company, branch };
    let said = wish::text(args, &["staff", "staff_name", "stylist", "preferred_staff"]);
    Ok(Wished {
        service: wish::service(
            &services,
            wish::text(args, &["service", "service_name"]).as_deref(),
            language,
        )?,
        staff: wish::staff(&roster, &branches, context, said.as_deref(), language)?,
        branch,
    })
}

fn offer_id(args: &Map<String, Value>) -> Option<String> {
    wish::text(args, &["offer_id", "offer", "slot", "slot_id"])
}

/// The offer of this call, while it lasts. Another call's is treated as if it were not there.
fn choice_by_offer(desk: &Desk, call: &FunctionCall, offer: &str) -> Result<Option<Choice>> {
    let now = desk.now();
    desk.store.read(|connection| {
        let found = hold::find(connection, offer)?;
        let Some(hold) = found.filter(|hold| {
            hold.call_id == call.call.call_id && hold.saga.is_none() && hold.expires_at > now
        }) else {
            return Ok(None);
        };
        let event = event_map::of_event_type(connection, desk.salon.company, hold.event_type_id)?;
        let service = service::find(connection, hold.service)?;
        let (Some(event), Some(service)) = (event, service) else { return Ok(None) };
        let at = Interval::new(hold.starts_at, hold.ends_at)?;
        Ok(Some(Choice {
            service,
            event,
            preferred: hold.preferred_staff,
            at,
            offer: Some(hold.id),
        }))
    })
}

fn choice_by_time(desk: &Desk, call: &FunctionCall) -> Result<Choice> {
    let start = start(desk, call)?;
    let wished = wished(desk, &call.args)?;
    desk.choose_at(wished.service, wished.staff, wished.branch, start)
}

fn choice_for_move(desk: &Desk, call: &FunctionCall, diary: &Diary) -> Result<Choice> {
    let start = start(desk, call)?;
    let service = match diary.row.service {
        Some(id) => desk.store.read(|connection| service::find(connection, id))?,
        None => None,
    };
    let Some(service) = service else {
        return Err(Error::Conflict("the appointment has no service".into()));
    };
    desk.choose_at(service, diary.row.staff.clone(), diary.row.branch, start)
}

fn start(desk: &Desk, call: &FunctionCall) -> Result<time::OffsetDateTime> {
    let (salon, now) = (&desk.salon, desk.now());
    let start = wish::start(&call.args, &salon.zone, now, salon.language)?;
    let booking = &salon.config.booking;
    wish::check_start(start, now, booking.notice_minutes, booking.horizon_days, salon.language)?;
    Ok(start)
}

fn name(desk: &Desk, call: &FunctionCall) -> Result<PersonName> {
    let voice = desk.voice();
    match call.args.get("customer_name").or_else(|| call.args.get("name")) {
        Some(Value::String(said)) if !said.trim().is_empty() => {
            PersonName::parse(said).map_err(|_| Error::Invalid(voice.name_odd()))
        }
        Some(_) | None => {
            let known = desk.caller(caller_phone(call).as_ref())?;
            let known = known.ok_or_else(|| Error::Invalid(voice.name_missing()))?;
            PersonName::parse(&known.customer.name)
                .map_err(|_| Error::Invalid(voice.name_missing()))
        }
    }
}

/// Only what Retell says about the call; a withheld number is nobody.
fn caller_phone(call: &FunctionCall) -> Option<Phone> {
    call.call.from_number.as_deref().and_then(Phone::from_caller)
}

fn key(call: &FunctionCall, function: Function, args_key: String) -> CallKey {
    CallKey { call_id: call.call.call_id.clone(), function: function.as_str(), args_key }
}

/// The caller's own appointments: of her number, and what was booked in this very call.
fn own_appointments(desk: &Desk, call: &FunctionCall) -> Result<Vec<Diary>> {
    let mut own = match desk.caller(caller_phone(call).as_ref())? {
        Some(caller) => caller.upcoming,
        None => Vec::new(),
    };
    let now = desk.now();
    for id in desk.store.read(|connection| call::appointments_of(connection, &call.call.call_id))? {
        if own.iter().any(|diary| diary.id == id) {
            continue;
        }
        if let Some(diary) = desk.diary(id)?
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

/// The one appointment that is meant; else the answer that asks which, or that there is none.
fn own_appointment(desk: &Desk, call: &FunctionCall) -> Result<std::result::Result<Diary, Answer>> {
    let voice = desk.voice();
    let said = wish::text(&call.args, &["appointment_id", "booking_id", "appointment", "booking"]);
    if let Some(said) = said {
        let id = said.parse::<i64>().ok().map(AppointmentId);
        let found = id.map(|id| desk.diary(id)).transpose()?.flatten();
        let own = found.filter(|diary| may_see(desk, call, diary).unwrap_or(false));
        return Ok(own.ok_or_else(|| say("not_found", &voice.no_such_appointment())));
    }
    let mut standing = own_appointments(desk, call)?;
    standing.retain(|diary| diary.row.status.stands());
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
fn may_see(desk: &Desk, call: &FunctionCall, diary: &Diary) -> Result<bool> {
    if let Some(caller) = desk.caller(caller_phone(call).as_ref())?
        && diary.row.customer == Some(caller.customer.id)
    {
        return Ok(true);
    }
    let booked =
        desk.store.read(|connection| call::appointments_of(connection, &call.call.call_id))?;
    Ok(booked.contains(&diary.id))
}

// What is answered.

fn say(status: &str, sentence: &str) -> Answer {
    json!({ "status": status, "say": sentence })
}

fn merged(mut head: Answer, body: Answer) -> Answer {
    if let (Some(head), Value::Object(body)) = (head.as_object_mut(), body) {
        head.extend(body);
    }
    head
}

fn booked_json(desk: &Desk, voice: &Voice, answer: Booked) -> Result<Answer> {
    Ok(match answer {
        Booked::Yes(told) => {
            let wish = match &told.preferred_staff_id {
                Some(id) => staff_name(desk, &StaffId(id.clone()))?,
                None => None,
            };
            merged(
                json!({ "status": "booked", "say": voice.booked(&told, wish.as_deref()) }),
                told_json(voice, &told),
            )
        }
        Booked::Taken => say("taken", &voice.taken()),
        Booked::Unknown => say("unknown", &voice.unknown()),
    })
}

/// The data of an appointment, times in the salon's zone.
pub fn told_json(voice: &Voice, told: &Told) -> Value {
    json!({
        "appointment_id": told.appointment.0,
        "start": voice.zone.rfc3339_local(told.starts_at),
        "end": voice.zone.rfc3339_local(told.ends_at),
        "staff": told.staff,
    })
}

fn offers_json(voice: &Voice, offers: &[Offer]) -> Value {
    let one = |offer: &Offer| {
        let staff = offer.staff.as_ref().map(|person: &StaffMember| person.name.as_str());
        json!({
            "offer_id": offer.id,
            "start": voice.zone.rfc3339_local(offer.at.start()),
            "end": voice.zone.rfc3339_local(offer.at.end()),
            "staff": staff,
            "spoken": voice.slot(offer.at.start(), staff),
        })
    };
    Value::Array(offers.iter().map(one).collect())
}

fn held_until(voice: &Voice, offers: &[Offer]) -> Option<String> {
    offers.first().map(|offer| voice.zone.rfc3339_local(offer.held_until))
}

fn diaries(voice: &Voice, diaries: &[Diary]) -> Value {
    let one = |diary: &Diary| {
        json!({
            "appointment_id": diary.id.0,
            "service": diary.service,
            "staff": diary.staff,
            "start": voice.zone.rfc3339_local(diary.row.starts_at),
            "status": diary.row.status.as_str(),
            "spoken": voice.slot(diary.row.starts_at, diary.staff.as_deref()),
        })
    };
    Value::Array(diaries.iter().map(one).collect())
}

fn staff_name(desk: &Desk, id: &StaffId) -> Result<Option<String>> {
    Ok(desk.store.read(|connection| staff::find(connection, id))?.map(|person| person.name))
}
