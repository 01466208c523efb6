//! The voice agent's functions: what they understand, and what they answer.
//!
//! A business result is always a JSON object with a `status`, a sentence to `say`, and the data. Ids come from
//! the call, never from arguments; arguments nobody knows are ignored, because the model adds some.

use crate::domain::text::fold::fold;
use crate::domain::visit::booking::Source;
use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::customer;
use crate::frontdesk::offer::find::Found;
use crate::frontdesk::offer::wish;
use crate::frontdesk::phone::args::{
    CANCEL_KEY, ask, ask_at, caller_phone, cancelled_in_this_call, check_kinds, check_start,
    choice_by_offer, key, name, offer_id, own_appointment, own_appointments, start, unserved,
    wished,
};
use crate::frontdesk::phone::json::{
    Answer, booked_json, diaries, held_until, merged, offers_json, refused_json, say, staff_name,
};
use crate::frontdesk::phone::reschedule;
use crate::frontdesk::visit::book::Order;
use crate::frontdesk::visit::book_at::Booker;
use crate::frontdesk::visit::change::Cancelled;
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use crate::store::visit::call::CallKey;
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

/// Answers a function call by the deadline. Never fails: faults are answers too, and the log has their cause.
pub fn answer(desk: &Desk, function: Function, call: &FunctionCall, deadline: Instant) -> Answer {
    let voice = Voice::of(&desk.salon);
    let answered = check_kinds(desk, &call.args).and_then(|()| match function {
        Function::CheckCustomer => check_customer(desk, call),
        Function::CheckAvailability => check_availability(desk, call, deadline),
        Function::BookAppointment => book_appointment(desk, call, deadline),
        Function::CancelAppointment => cancel_appointment(desk, call, deadline),
        Function::RescheduleAppointment => reschedule::answer(desk, call, deadline),
        Function::ListAppointments => list_appointments(desk, call),
    });
    answered.unwrap_or_else(|error| match error {
        Error::Invalid(sentence) => say("invalid", &sentence),
        Error::Conflict(sentence) => {
            log::info!("{} refused: {sentence}", function.as_str());
            say("refused", &voice.ask_the_desk())
        }
        Error::NotFound(_) => say("not_found", &voice.no_such_appointment()),
        Error::Unavailable(_) | Error::Database(_) => say("unavailable", &voice.unavailable()),
        Error::Internal(_) => {
            log::error!("{}: {}", function.as_str(), error.for_log());
            say("error", &voice.fault())
        }
    })
}

/// The answer to a function nobody knows.
pub fn no_such_function(desk: &Desk) -> Answer {
    say("invalid", &Voice::of(&desk.salon).no_such_function())
}

fn check_customer(desk: &Desk, call: &FunctionCall) -> Result<Answer> {
    let voice = Voice::of(&desk.salon);
    let phone = caller_phone(call);
    let Some(caller) = customer::caller(desk, phone.as_ref())? else {
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
    let voice = Voice::of(&desk.salon);
    let own = own_appointments(desk, call)?;
    let status = if own.is_empty() { "none" } else { "ok" };
    Ok(
        json!({ "status": status, "appointments": diaries(&voice, &own), "say": voice.upcoming(&own) }),
    )
}

fn check_availability(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let ask = ask(desk, call)?;
    let voice = Voice::of(&desk.salon);
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
        Found::Broken(reason) => {
            let wished = voice.wish_to_know(&ask.service.name, wish.as_deref());
            desk.leave_note(reason, unserved(desk, call, wished)?)?;
            merged(head, refused_json(&voice, reason, false))
        }
    })
}

fn book_appointment(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    match offer_id(&call.args) {
        Some(offer) => book_offer(desk, call, &offer, deadline),
        None => book_time(desk, call, deadline),
    }
}

fn book_offer(desk: &Desk, call: &FunctionCall, offer: &str, deadline: Instant) -> Result<Answer> {
    let voice = Voice::of(&desk.salon);
    let key = key(call, Function::BookAppointment, format!("offer:{offer}"));
    if let Some(answer) = desk.answer_again(&key, deadline)? {
        return booked_json(desk, &voice, answer, true);
    }
    let Some(choice) = choice_by_offer(desk, call, offer)? else {
        // A repeat of this very call may have taken the offer since we looked.
        return match desk.answer_again(&key, deadline)? {
            Some(answer) => booked_json(desk, &voice, answer, true),
            None => Ok(say("offer_expired", &voice.offer_gone())),
        };
    };
    let Booker { key, source, name, phone } = booker(desk, call, key)?;
    let order = Order { key, source, name, phone, choice };
    answer_booked(desk, call, desk.book(&order, deadline)?, true, deadline)
}

fn book_time(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let (start, wished) = (start(desk, call)?, wished(desk, &call.args)?);
    let name = wish::text(&call.args, &["customer_name", "name"]).unwrap_or_default();
    let staff = wished.staff.as_ref().map_or("-", |id| &id.0);
    let (service, at) = (wished.service.id, start.unix_timestamp());
    let args = format!("at:{service}:{at}:{staff}:{}", fold(&name).as_str());
    let key = key(call, Function::BookAppointment, args);
    if let Some(answer) = desk.answer_again(&key, deadline)? {
        return booked_json(desk, &Voice::of(&desk.salon), answer, false);
    }
    check_start(desk, start)?;
    let ask = ask_at(desk, call, wished, start);
    let booked = desk.book_at(&ask, start, &booker(desk, call, key)?, deadline)?;
    answer_booked(desk, call, booked, false, deadline)
}

fn booker(desk: &Desk, call: &FunctionCall, key: CallKey) -> Result<Booker> {
    let (name, phone) = (name(desk, call)?, caller_phone(call));
    Ok(Booker { key, source: Source::RetellPhone, name, phone })
}

fn answer_booked(
    desk: &Desk,
    call: &FunctionCall,
    booked: Booked,
    offered: bool,
    deadline: Instant,
) -> Result<Answer> {
    match booked {
        Booked::No(reason) if reason.is_for_the_caller() => {
            not_then(desk, call, reason, offered, deadline)
        }
        booked => booked_json(desk, &Voice::of(&desk.salon), booked, offered),
    }
}

/// Not at that time: what else there is, if the arguments say what is looked for and there is time to look.
fn not_then(
    desk: &Desk,
    call: &FunctionCall,
    reason: Reason,
    offered: bool,
    deadline: Instant,
) -> Result<Answer> {
    let voice = Voice::of(&desk.salon);
    let nothing = || refused_json(&voice, reason, offered);
    let Ok(ask) = ask(desk, call) else { return Ok(nothing()) };
    let offers = match desk.find_offers(&ask, deadline) {
        Ok(Found::Offers(offers) | Found::Alternatives(offers)) => offers,
        Ok(Found::NotDoneBy(_) | Found::Broken(_)) | Err(_) => Vec::new(),
    };
    if offers.is_empty() {
        return Ok(nothing());
    }
    let body = json!({ "alternatives": offers_json(&voice, &offers),
        "held_until": held_until(&voice, &offers), "say": voice.refused_but(reason, offered, &offers) });
    Ok(merged(nothing(), body))
}

fn cancel_appointment(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let voice = Voice::of(&desk.salon);
    let diary = match own_appointment(desk, call)? {
        Ok(diary) => diary,
        Err(answer) => match cancelled_in_this_call(desk, call)? {
            Some(diary) => diary,
            None => return Ok(answer),
        },
    };
    let key = key(call, Function::CancelAppointment, format!("{CANCEL_KEY}{}", diary.id));
    let id = diary.id.0;
    Ok(match desk.cancel(&key, diary.id, deadline)? {
        Cancelled::Yes => {
            json!({ "status": "cancelled", "appointment_id": id, "say": voice.cancelled(&diary) })
        }
        Cancelled::Already => {
            json!({ "status": "cancelled_before", "appointment_id": id, "say": voice.cancelled_before() })
        }
        Cancelled::No(reason) => refused_json(&voice, reason, false),
        Cancelled::Unknown => say("unknown", &voice.unknown()),
    })
}
