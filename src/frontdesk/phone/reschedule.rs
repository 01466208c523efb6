//! `reschedule_appointment`: to an offer of this call, or to a start that the caller names.

use crate::domain::Result;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::offer::choice::{Choice, Chosen};
use crate::frontdesk::offer::wish::SaidTime;
use crate::frontdesk::offer::{choose_move, offered};
use crate::frontdesk::phone::args::{SaidName, SaidWish};
use crate::frontdesk::phone::function::Function;
use crate::frontdesk::phone::json::{Answer, merged, refused_json, say, summary_json};
use crate::frontdesk::phone::{args, note, own, wished};
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::visit::{book, change};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use serde_json::{Map, Value, json};
use std::time::Instant;

const FUNCTION: Function = Function::RescheduleAppointment;

struct RescheduleArgs {
    appointment: Option<String>,
    offer: Option<String>,
    wish: SaidWish,
    time: SaidTime,
    name: SaidName,
}

impl RescheduleArgs {
    fn parse(args: &Map<String, Value>) -> RescheduleArgs {
        RescheduleArgs {
            appointment: args::appointment(args),
            offer: args::offer(args),
            wish: SaidWish::read(args),
            time: args::time(args),
            name: SaidName::read(args),
        }
    }
}

/// `reschedule_appointment`.
pub(crate) fn answer(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let args = RescheduleArgs::parse(&call.args);
    let meant = own::meant(desk, call, args.appointment.as_deref())?;
    match (meant.one(&Voice::of(&desk.salon)), args.offer.clone()) {
        (Ok(view), Some(offer)) => to_offer(desk, call, view, &offer, deadline),
        (Ok(view), None) => to_time(desk, call, args, view, deadline),
        (Err(answer), _) => Ok(answer),
    }
}

fn to_offer(
    desk: &Desk,
    call: &FunctionCall,
    view: AppointmentView,
    offer: &str,
    deadline: Instant,
) -> Result<Answer> {
    let voice = Voice::of(&desk.salon);
    let call_id = &call.call.call_id;
    let key = args::key(call, FUNCTION, format!("{}:offer:{offer}", view.id));
    if let Some(answer) = book::answer_again(desk, &key, deadline)? {
        return Ok(moved_json(&voice, answer, true));
    }
    let Some(choice) = offered::by_id(desk, call_id, offer)? else {
        // A repeat of this very call may have taken the offer since we looked.
        return Ok(match book::answer_again(desk, &key, deadline)? {
            Some(answer) => moved_json(&voice, answer, true),
            None => say("offer_expired", &voice.offer_gone()),
        });
    };
    let Some(choice) = choose_move::to_offer(desk, call_id, &view, choice, deadline)? else {
        return Ok(refused_json(&voice, Reason::Taken, true));
    };
    let same_person = choice.offer.is_none() || choice.lead() == view.row.staff.as_ref();
    if same_person && is_then(&view, &choice)? {
        return Ok(unchanged_json(&voice, view));
    }
    let moved = change::reschedule(desk, &key, view.id, &choice, deadline)?;
    Ok(moved_json(&voice, moved, true))
}

fn to_time(
    desk: &Desk,
    call: &FunctionCall,
    args: RescheduleArgs,
    view: AppointmentView,
    deadline: Instant,
) -> Result<Answer> {
    let voice = Voice::of(&desk.salon);
    let start = wished::start(desk, &args.time)?;
    let wish = wished::staff(desk, &args.wish)?;
    let staff = wish.as_ref().map_or("-", |id| &id.0);
    let at = start.unix_timestamp();
    let key = args::key(call, FUNCTION, format!("{}:at:{at}:{staff}", view.id));
    if let Some(answer) = book::answer_again(desk, &key, deadline)? {
        return Ok(moved_json(&voice, answer, false));
    }
    let call_id = &call.call.call_id;
    let choice = match choose_move::to_start(desk, call_id, &view, wish.as_ref(), start, deadline)?
    {
        Chosen::Way(choice) => choice,
        Chosen::No(reason) => {
            // What cannot even be tried leaves no saga behind, and so no note: it is left here.
            if !reason.is_for_the_caller() {
                let service = view.service.clone().unwrap_or_default();
                let wish = voice.wish_to_move(&service, Some(view.row.starts_at), start, None);
                note::leave(desk, call, args.name, reason, wish, Some(view.id))?;
            }
            return Ok(refused_json(&voice, reason, false));
        }
    };
    let same_person = wish.is_none() || wish.as_ref() == view.row.staff.as_ref();
    if same_person && is_then(&view, &choice)? {
        return Ok(unchanged_json(&voice, view));
    }
    let moved = change::reschedule(desk, &key, view.id, &choice, deadline)?;
    Ok(moved_json(&voice, moved, false))
}

/// Whether a move would go where the appointment is. At Cal.com that would make a new booking for nothing, perhaps with
/// another host.
fn is_then(view: &AppointmentView, choice: &Choice) -> Result<bool> {
    Ok(view.row.status.stands() && choice.at()?.start() == view.row.starts_at)
}

fn unchanged_json(voice: &Voice, view: AppointmentView) -> Answer {
    let unchanged = json!({ "status": "unchanged", "say": voice.unchanged(&view) });
    merged(unchanged, summary_json(voice, &Summary::of(view)))
}

fn moved_json(voice: &Voice, moved: Booked, offered: bool) -> Answer {
    match moved {
        Booked::Yes(summary) if !summary.stands() => say("cancelled_before", &voice.off_since()),
        Booked::Yes(summary) if summary.is_requested() => merged(
            json!({ "status": "requested",
                "say": voice.requested(summary.starts_at, summary.staff.as_deref()) }),
            summary_json(voice, &summary),
        ),
        Booked::Yes(summary) => merged(
            json!({ "status": "rescheduled", "say": voice.moved(&summary) }),
            summary_json(voice, &summary),
        ),
        Booked::No(reason) => refused_json(voice, reason, offered),
        Booked::Unknown => say("unknown", &voice.unknown()),
        Booked::Off => say("cancelled_before", &voice.off_since()),
    }
}
