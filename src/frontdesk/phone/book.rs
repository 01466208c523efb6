//! `book_appointment`: an offer of this call, or a start that the caller names.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::domain::text::fold::fold;
use crate::domain::visit::booking::Source;
use crate::domain::visit::refusal::Reason;
use crate::domain::visit::saga_plan::PlannedContact;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::find::Found;
use crate::frontdesk::offer::wish::SaidTime;
use crate::frontdesk::offer::{find, offered, wish};
use crate::frontdesk::phone::args::{SaidName, SaidWish, caller_phone};
use crate::frontdesk::phone::function::Function;
use crate::frontdesk::phone::json::{
    Answer, held_until, merged, offers_json, refused_json, say, staff_name, summary_json,
};
use crate::frontdesk::phone::{args, wished};
use crate::frontdesk::visit::book_at::{Booker, book_at};
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::visit::{book, book::Order};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use crate::store::visit::call::CallKey;
use serde_json::{Map, Value, json};
use std::time::Instant;

const FUNCTION: Function = Function::BookAppointment;

struct BookArgs {
    offer: Option<String>,
    wish: SaidWish,
    time: SaidTime,
    name: SaidName,
}

impl BookArgs {
    fn parse(args: &Map<String, Value>) -> BookArgs {
        BookArgs {
            offer: args::offer(args),
            wish: SaidWish::read(args),
            time: args::time(args),
            name: SaidName::read(args),
        }
    }
}

/// `book_appointment`.
pub(crate) fn answer(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let args = BookArgs::parse(&call.args);
    match &args.offer {
        Some(offer) => by_offer(desk, call, &args, offer, deadline),
        None => by_time(desk, call, &args, deadline),
    }
}

fn by_offer(
    desk: &Desk,
    call: &FunctionCall,
    args: &BookArgs,
    offer: &str,
    deadline: Instant,
) -> Result<Answer> {
    let key = args::key(call, FUNCTION, format!("offer:{offer}"));
    if let Some(booked) = book::answer_again(desk, &key, deadline)? {
        return booked_json(desk, booked, true);
    }
    let Some(choice) = offered::by_id(desk, &call.call.call_id, offer)? else {
        // A repeat of this very call may have taken the offer since we looked.
        return match book::answer_again(desk, &key, deadline)? {
            Some(booked) => booked_json(desk, booked, true),
            None => Ok(say("offer_expired", &Voice::of(&desk.salon).offer_gone())),
        };
    };
    let Booker { key, source, name, phone, contact } = booker(desk, call, args, key)?;
    let order = Order { key, source, name, phone, contact, choice };
    let booked = book::book(desk, &order, deadline)?;
    booked_or_other_times(desk, call, args, booked, deadline)
}

fn by_time(desk: &Desk, call: &FunctionCall, args: &BookArgs, deadline: Instant) -> Result<Answer> {
    let (start, wished) = (wished::start(desk, &args.time)?, wished::find(desk, &args.wish)?);
    let staff = wished.staff.as_ref().map_or("-", |id| &id.0);
    let (service, at) = (wished.service.id, start.unix_timestamp());
    let name = fold(args.name.text.as_deref().unwrap_or_default());
    let key = args::key(call, FUNCTION, format!("at:{service}:{at}:{staff}:{}", name.as_str()));
    if let Some(booked) = book::answer_again(desk, &key, deadline)? {
        return booked_json(desk, booked, false);
    }
    // Only once a repeat has found its answer.
    wish::check_start_at(desk, start)?;
    let who = booker(desk, call, args, key)?;
    let booked = book_at(desk, wished, start, &who, deadline)?;
    booked_or_other_times(desk, call, args, booked, deadline)
}

fn booker(desk: &Desk, call: &FunctionCall, args: &BookArgs, key: CallKey) -> Result<Booker> {
    let phone = caller_phone(call);
    let name = args.name.or_known(desk, phone.as_ref())?;
    let contact = PlannedContact::default();
    Ok(Booker { key, source: Source::RetellPhone, name, phone, contact })
}

fn booked_or_other_times(
    desk: &Desk,
    call: &FunctionCall,
    args: &BookArgs,
    booked: Booked,
    deadline: Instant,
) -> Result<Answer> {
    match booked {
        Booked::No(reason) if reason.is_for_the_caller() => {
            Ok(not_then(desk, call, args, reason, deadline))
        }
        booked => booked_json(desk, booked, args.offer.is_some()),
    }
}

/// Not at that time: what else there is, if the arguments say what is looked for and there is time to look.
fn not_then(
    desk: &Desk,
    call: &FunctionCall,
    args: &BookArgs,
    reason: Reason,
    deadline: Instant,
) -> Answer {
    let voice = Voice::of(&desk.salon);
    let offered = args.offer.is_some();
    let no = refused_json(&voice, reason, offered);
    let ask = wished::ask(desk, &call.call.call_id, &args.wish, &args.time);
    let Ok(found) = ask.and_then(|ask| find::offers(desk, &ask, deadline)) else { return no };
    let offers = match found {
        Found::Offers(offers) | Found::Alternatives(offers) => offers,
        Found::NotDoneBy(_) | Found::Broken(_) => Vec::new(),
    };
    if offers.is_empty() {
        return no;
    }
    let body = json!({ "alternatives": offers_json(&voice, &offers),
        "held_until": held_until(&voice, &offers), "say": voice.refused_but(reason, offered, &offers) });
    merged(no, body)
}

/// How a booking ended. `offered` says that its time had been offered.
fn booked_json(desk: &Desk, booked: Booked, offered: bool) -> Result<Answer> {
    let voice = Voice::of(&desk.salon);
    Ok(match booked {
        Booked::Yes(summary) if !summary.stands() => say("cancelled_before", &voice.off_since()),
        Booked::Yes(summary) if summary.is_requested() => merged(
            json!({ "status": "requested",
                "say": voice.requested(summary.starts_at, summary.staff.as_deref()) }),
            summary_json(&voice, &summary),
        ),
        Booked::Yes(summary) => {
            let wish = match &summary.preferred_staff_id {
                Some(_) if summary.preferred_staff_id == summary.staff_id => summary.staff.clone(),
                Some(id) => staff_name(desk, &StaffId(id.clone()))?,
                None => None,
            };
            merged(
                json!({ "status": "booked", "say": voice.booked(&summary, wish.as_deref()) }),
                summary_json(&voice, &summary),
            )
        }
        Booked::No(reason) => refused_json(&voice, reason, offered),
        Booked::Unknown => say("unknown", &voice.unknown()),
        Booked::Off => say("cancelled_before", &voice.off_since()),
    })
}
