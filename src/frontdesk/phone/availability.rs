//! `check_availability`: what is free.

use crate::domain::Result;
use crate::domain::speech::reading::When;
use crate::domain::visit::offer::Offer;
use crate::frontdesk::Desk;
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::offer::find;
use crate::frontdesk::offer::find::Found;
use crate::frontdesk::offer::when::{HeardTime, SaidTime};
use crate::frontdesk::phone::args::{SaidName, SaidWish};
use crate::frontdesk::phone::json::{
    Answer, held_until, merged, offers_json, refused_json, staff_name,
};
use crate::frontdesk::phone::{args, note, wished};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use serde_json::{Map, Value, json};
use std::time::Instant;

#[derive(Debug, PartialEq)]
pub(crate) struct AvailabilityArgs {
    wish: SaidWish,
    time: SaidTime,
    name: SaidName,
}

impl AvailabilityArgs {
    pub fn parse(args: &Map<String, Value>) -> AvailabilityArgs {
        AvailabilityArgs {
            wish: SaidWish::read(args),
            time: args::time(args),
            name: SaidName::read(args),
        }
    }
}

/// `check_availability`.
pub(crate) fn answer(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let args = AvailabilityArgs::parse(&call.args);
    let phone = args::caller_phone(desk, call);
    let heard = wished::hear(desk, phone.as_ref(), &args.wish, &args.time)?;
    let ask = wished::ask(desk, &call.call.call_id, &heard)?;
    let voice = Voice::at(desk);
    let wish = ask.staff.as_ref().map(|id| staff_name(desk, id)).transpose()?.flatten();
    let service = ask.service.name.as_str();
    let found = find::offers(desk, &ask, deadline)?;
    let head = json!({
        "service": ask.service.key,
        "duration_min": ask.service.duration_minutes,
        "staff": wish,
        "understood": heard.time.said,
        "assumed": heard.time.when.assumed,
    });
    let said = heard.time.said.as_deref();
    let body = match found {
        Found::Offers(offers) => {
            let say = match missed(&voice, &heard.time, &offers) {
                true => voice.alternatives(service, said, None, &offers),
                false => {
                    let said = said.filter(|_| !is_said_by_offers(&heard.time.when));
                    voice.offers(service, said, &offers)
                }
            };
            json!({ "status": Status::Ok.as_str(), "offers": offers_json(&voice, &offers),
                "known_seconds_ago": known_seconds_ago(&offers), "held_until": held_until(&voice, &offers), "say": say })
        }
        Found::Alternatives(offers) if offers.is_empty() => {
            json!({ "status": Status::None.as_str(), "alternatives": [], "say": voice.nothing_free(said) })
        }
        Found::Alternatives(offers) => {
            json!({ "status": Status::None.as_str(), "alternatives": offers_json(&voice, &offers),
                "known_seconds_ago": known_seconds_ago(&offers), "held_until": held_until(&voice, &offers),
                "say": voice.alternatives(service, said, wish.as_deref(), &offers) })
        }
        Found::NotDoneBy(_) => {
            let sentence = voice.not_done_by(wish.as_deref().unwrap_or("?"), service);
            json!({ "status": Status::None.as_str(), "alternatives": [], "say": sentence })
        }
        Found::Broken(reason) => {
            let wished = voice.wish_to_know(service, wish.as_deref());
            note::leave(desk, call, args.name, reason, wished, None)?;
            refused_json(&voice, reason, false, said)
        }
    };
    Ok(merged(head, body))
}

/// How long ago Cal.com told that the offers are free: by the oldest of it.
fn known_seconds_ago(offers: &[Offer]) -> u64 {
    offers.iter().map(|offer| offer.known_seconds_ago).max().unwrap_or_default()
}

/// Whether one start was asked for to the minute, and none of the offers is it.
fn missed(voice: &Voice, heard: &HeardTime, offers: &[Offer]) -> bool {
    let is_then = |offer: &Offer| {
        let (_, time) = voice.zone.local(offer.at.start());
        Some(time) == heard.when.from_time
    };
    heard.when.exact && !offers.iter().any(is_then)
}

/// Whether the offers say it all when they are read out: one day, and no part of it.
fn is_said_by_offers(when: &When) -> bool {
    let is_one_day = when.from_day.is_some() && when.from_day == when.to_day;
    let is_plain = when.from_time.is_none() && when.to_time.is_none();
    is_one_day && (is_plain || when.exact) && when.prefer.is_none()
}
