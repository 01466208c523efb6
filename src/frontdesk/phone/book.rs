//! `book_appointment`: an offer of this call, or a start that the caller names.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::domain::text::fold::fold;
use crate::domain::visit::booking::Source;
use crate::domain::visit::saga_plan::PlannedContact;
use crate::frontdesk::Desk;
use crate::frontdesk::asked::ForWhom;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::offer::ask::{Ask, Wished};
use crate::frontdesk::offer::choice::Choice;
use crate::frontdesk::offer::when::SaidTime;
use crate::frontdesk::offer::{offered, ways, when};
use crate::frontdesk::phone::args::{SaidName, SaidWish, caller_phone};
use crate::frontdesk::phone::json::{Answer, merged, refused_json, say, staff_name, summary_json};
use crate::frontdesk::phone::{args, instead, wished};
use crate::frontdesk::visit::book_at::{Booker, book_at};
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::visit::{book, book::Order};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use crate::store::visit::call::CallKey;
use serde_json::{Map, Value, json};
use std::time::Instant;
use time::OffsetDateTime;

const FUNCTION: Function = Function::BookAppointment;

#[derive(Debug, PartialEq)]
pub(crate) struct BookArgs {
    offer: Option<String>,
    wish: SaidWish,
    time: SaidTime,
    name: SaidName,
}

impl BookArgs {
    pub fn parse(args: &Map<String, Value>) -> BookArgs {
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
            None => Ok(say(Status::OfferExpired, &Voice::at(desk).offer_gone())),
        };
    };
    let asked = Asked::of_choice(desk, &choice)?;
    let Booker { key, source, name, phone, contact, is_told_apart, person } =
        booker(desk, call, args, &asked, key)?;
    let is_looked_at = true;
    let order =
        Order { key, source, name, phone, contact, choice, is_told_apart, is_looked_at, person };
    let booked = book::book(desk, &order, deadline)?;
    booked_or_other_times(desk, call, asked, booked, true, deadline)
}

fn by_time(desk: &Desk, call: &FunctionCall, args: &BookArgs, deadline: Instant) -> Result<Answer> {
    let phone = caller_phone(desk, call);
    let heard = wished::hear(desk, phone.as_ref(), &args.wish, &args.time)?;
    let wished = heard.wished;
    let staff = wished.staff.as_ref().map_or("-", |id| &id.0);
    let (service, name) = (wished.service.id, fold(args.name.text.as_deref().unwrap_or_default()));
    let key = |start: OffsetDateTime| {
        let at = start.unix_timestamp();
        args::key(call, FUNCTION, format!("at:{service}:{at}:{staff}:{}", name.as_str()))
    };
    if let Some(start) = when::start_as_said(desk, &heard.time)
        && let Some(booked) = book::answer_again(desk, &key(start), deadline)?
    {
        return booked_json(desk, booked, false);
    }
    // Only once a repeat has found its answer.
    let start = when::start(desk, &heard.time)?;
    when::check_start_at(desk, start)?;
    let key = key(start);
    let asked = Asked { wished: wished.clone(), start };
    let who = booker(desk, call, args, &asked, key)?;
    let booked = book_at(desk, wished, start, &who, deadline)?;
    booked_or_other_times(desk, call, asked, booked, false, deadline)
}

/// What is asked for, by an offer or in words.
struct Asked {
    wished: Wished,
    /// UTC.
    start: OffsetDateTime,
}

impl Asked {
    fn of_choice(desk: &Desk, choice: &Choice) -> Result<Asked> {
        let (service, staff) = (choice.service.clone(), choice.preferred.clone());
        let ways = ways::of_service(desk, &service, None)?;
        let branch = choice.parts.first().and_then(|part| ways.branch_of(part.event_type_id));
        let wished = Wished { service, staff, branch };
        Ok(Asked { wished, start: choice.at()?.start() })
    }

    fn question(&self, call: &FunctionCall) -> ForWhom {
        let call_id = call.call.call_id.clone();
        ForWhom { call_id, service: self.wished.service.id, start: self.start }
    }
}

fn booker(
    desk: &Desk,
    call: &FunctionCall,
    args: &BookArgs,
    asked: &Asked,
    key: CallKey,
) -> Result<Booker> {
    let phone = caller_phone(desk, call);
    let name = args.name.or_known(desk, phone.as_ref())?;
    let contact = PlannedContact::default();
    let is_told_apart = desk.asked.was_put(&asked.question(call));
    Ok(Booker {
        key,
        source: Source::RetellPhone,
        name,
        phone,
        contact,
        is_told_apart,
        person: None,
    })
}

fn booked_or_other_times(
    desk: &Desk,
    call: &FunctionCall,
    asked: Asked,
    booked: Booked,
    offered: bool,
    deadline: Instant,
) -> Result<Answer> {
    match booked {
        Booked::No(reason) if reason.is_for_the_caller() => {
            let Asked { wished, start } = asked;
            let ask = Ask::at(&call.call.call_id, wished, start, &desk.salon.zone);
            Ok(instead::answer(desk, reason, offered, ask, start, deadline))
        }
        Booked::ForWhom => {
            // The same once more is the answer to it.
            desk.asked.put(asked.question(call));
            booked_json(desk, booked, offered)
        }
        booked => booked_json(desk, booked, offered),
    }
}

/// How a booking ended. `offered` says that its time had been offered.
fn booked_json(desk: &Desk, booked: Booked, offered: bool) -> Result<Answer> {
    let voice = Voice::at(desk);
    Ok(match booked {
        Booked::Yes(summary) if !summary.stands() => {
            say(Status::CancelledBefore, &voice.off_since())
        }
        Booked::Yes(summary) if summary.is_requested() => merged(
            json!({ "status": Status::Requested.as_str(), "say": voice.requested(&summary) }),
            summary_json(&voice, &summary),
        ),
        Booked::Yes(summary) => {
            let wish = wish_of(desk, &summary)?;
            merged(
                json!({ "status": Status::Booked.as_str(), "say": voice.booked(&summary, wish.as_deref()) }),
                summary_json(&voice, &summary),
            )
        }
        Booked::No(reason) => refused_json(&voice, reason, offered, None),
        Booked::Unknown => say(Status::Unknown, &voice.unknown()),
        Booked::Off => say(Status::CancelledBefore, &voice.off_since()),
        Booked::ForWhom => say(Status::ForWhom, &voice.second_for_whom()),
    })
}

/// Whom the customer has asked for, by name.
fn wish_of(desk: &Desk, summary: &Summary) -> Result<Option<String>> {
    match &summary.preferred_staff_id {
        Some(_) if summary.preferred_staff_id == summary.staff_id => Ok(summary.staff.clone()),
        Some(id) => staff_name(desk, &StaffId(id.clone())),
        None => Ok(None),
    }
}
