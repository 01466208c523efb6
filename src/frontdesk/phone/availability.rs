//! `check_availability`: what is free.

use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::find;
use crate::frontdesk::offer::find::Found;
use crate::frontdesk::offer::wish::SaidTime;
use crate::frontdesk::phone::args::{SaidName, SaidWish};
use crate::frontdesk::phone::json::{
    Answer, held_until, merged, offers_json, refused_json, staff_name,
};
use crate::frontdesk::phone::{args, note, wished};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use serde_json::{Map, Value, json};
use std::time::Instant;

struct AvailabilityArgs {
    wish: SaidWish,
    time: SaidTime,
    name: SaidName,
}

impl AvailabilityArgs {
    fn parse(args: &Map<String, Value>) -> AvailabilityArgs {
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
    let ask = wished::ask(desk, &call.call.call_id, &args.wish, &args.time)?;
    let voice = Voice::of(&desk.salon);
    let wish = ask.staff.as_ref().map(|id| staff_name(desk, id)).transpose()?.flatten();
    let found = find::offers(desk, &ask, deadline)?;
    let head = json!({
        "service": ask.service.key,
        "duration_min": ask.service.duration_minutes,
        "staff": wish,
    });
    let body = match found {
        Found::Offers(offers) => {
            json!({ "status": "ok", "offers": offers_json(&voice, &offers),
                "held_until": held_until(&voice, &offers), "say": voice.offers(&offers) })
        }
        Found::Alternatives(offers) if offers.is_empty() => {
            json!({ "status": "none", "alternatives": [], "say": voice.nothing_free() })
        }
        Found::Alternatives(offers) => {
            json!({ "status": "none", "alternatives": offers_json(&voice, &offers),
                "held_until": held_until(&voice, &offers),
                "say": voice.alternatives(wish.as_deref(), &offers) })
        }
        Found::NotDoneBy(_) => {
            let sentence = voice.not_done_by(wish.as_deref().unwrap_or("?"), &ask.service.name);
            json!({ "status": "none", "alternatives": [], "say": sentence })
        }
        Found::Broken(reason) => {
            let wished = voice.wish_to_know(&ask.service.name, wish.as_deref());
            note::leave(desk, call, args.name, reason, wished, None)?;
            refused_json(&voice, reason, false)
        }
    };
    Ok(merged(head, body))
}
