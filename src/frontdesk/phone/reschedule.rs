//! `reschedule_appointment`: to an offer of this call, or to a start that the caller names.

use crate::domain::Result;
use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::offer::choice::{Choice, Chosen};
use crate::frontdesk::offer::when::SaidTime;
use crate::frontdesk::offer::{choose_move, offered, when};
use crate::frontdesk::phone::args::{SaidName, SaidWish};
use crate::frontdesk::phone::json::{Answer, merged, refused_json, say, summary_json};
use crate::frontdesk::phone::own::{Meant, SaidOfIt};
use crate::frontdesk::phone::said_of_it::SaidOfOne;
use crate::frontdesk::phone::{args, instead, note, own, said_of_it, wished};
use crate::frontdesk::visit::ordered::By;
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::visit::{book, change};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use crate::store::visit::call;
use serde_json::{Map, Value, json};
use std::time::Instant;
use time::OffsetDateTime;

const FUNCTION: Function = Function::RescheduleAppointment;

#[derive(Debug, PartialEq)]
pub(crate) struct RescheduleArgs {
    appointment: Option<String>,
    offer: Option<String>,
    wish: SaidWish,
    time: SaidTime,
    of_it: SaidOfOne,
    name: SaidName,
}

impl RescheduleArgs {
    pub fn parse(args: &Map<String, Value>) -> RescheduleArgs {
        RescheduleArgs {
            appointment: args::appointment(args),
            offer: args::offer(args),
            wish: SaidWish::read(args),
            time: said_of_it::new_time(args),
            of_it: SaidOfOne::of_a_move(args),
            name: SaidName::read(args),
        }
    }
}

/// `reschedule_appointment`.
pub(crate) fn answer(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let args = RescheduleArgs::parse(&call.args);
    let said = match args.appointment {
        Some(_) => SaidOfIt::default(),
        None => said_of_it::to_move(desk, call, args.of_it.clone())?,
    };
    let mark = said.mark();
    let meant = match moved_so_in_this_call(desk, call, &mark)? {
        Some(view) => Meant::This(Box::new(view)),
        None => own::meant(desk, call, args.appointment.as_deref(), &said)?,
    };
    match (meant.one(&Voice::at(desk)), args.offer.clone()) {
        (Ok(view), Some(offer)) => to_offer(desk, call, view, &offer, &mark, deadline),
        (Ok(view), None) => to_time(desk, call, args, view, &mark, deadline),
        (Err(answer), _) => Ok(answer),
    }
}

/// What this phone call has moved last, if it was told of in the same words: Retell repeats a call it had no answer to,
/// and what is moved is not as was said any more.
fn moved_so_in_this_call(
    desk: &Desk,
    call: &FunctionCall,
    mark: &str,
) -> Result<Option<AppointmentView>> {
    if mark.is_empty() {
        return Ok(None);
    }
    let (call_id, function) = (&call.call.call_id, FUNCTION.as_str());
    let latest = desk.store.read(|connection| call::latest_args(connection, call_id, function))?;
    let moved = latest.as_deref().and_then(|args| args.strip_suffix(mark));
    let id = moved.and_then(|args| args.split_once(':')?.0.parse().ok()).map(AppointmentId);
    id.map(|id| view::of(desk, id)).transpose().map(Option::flatten)
}

/// Where a move goes, and how the visit was told of.
fn args_key(id: AppointmentId, target: &str, mark: &str) -> String {
    let colon = if mark.is_empty() { "" } else { ":" };
    format!("{id}:{target}{colon}{mark}")
}

fn to_offer(
    desk: &Desk,
    call: &FunctionCall,
    view: AppointmentView,
    offer: &str,
    mark: &str,
    deadline: Instant,
) -> Result<Answer> {
    let voice = Voice::at(desk);
    let call_id = &call.call.call_id;
    let key = args::key(call, FUNCTION, args_key(view.id, &format!("offer:{offer}"), mark));
    if let Some(answer) = book::answer_again(desk, &key, deadline)? {
        return Ok(moved_json(&voice, answer, true));
    }
    let Some(choice) = offered::by_id(desk, call_id, offer)? else {
        // A repeat of this very call may have taken the offer since we looked.
        return Ok(match book::answer_again(desk, &key, deadline)? {
            Some(answer) => moved_json(&voice, answer, true),
            None => say(Status::OfferExpired, &voice.offer_gone()),
        });
    };
    let (start, wish) = (choice.at()?.start(), choice.preferred.clone());
    let Some(choice) = choose_move::to_offer(desk, call_id, &view, choice, deadline)? else {
        return not_then(desk, call, &view, wish.as_ref(), start, (Reason::Taken, true), deadline);
    };
    let same_person = choice.offer.is_none() || choice.lead() == view.row.staff.as_ref();
    if same_person && is_then(&view, &choice)? {
        return Ok(unchanged_json(&voice, view));
    }
    match change::reschedule(desk, &key, (view.id, By::Caller), &choice, deadline)? {
        Booked::No(reason) if reason.is_for_the_caller() => {
            not_then(desk, call, &view, wish.as_ref(), start, (reason, true), deadline)
        }
        moved => Ok(moved_json(&voice, moved, true)),
    }
}

fn to_time(
    desk: &Desk,
    call: &FunctionCall,
    args: RescheduleArgs,
    view: AppointmentView,
    mark: &str,
    deadline: Instant,
) -> Result<Answer> {
    let voice = Voice::at(desk);
    let (wish, heard) = wished::hear_move(desk, view.row.branch, &args.wish, &args.time)?;
    let key = |start: OffsetDateTime| {
        let staff = wish.as_ref().map_or("-", |id| &id.0);
        let target = format!("at:{}:{staff}", start.unix_timestamp());
        args::key(call, FUNCTION, args_key(view.id, &target, mark))
    };
    if let Some(start) = when::start_as_said(desk, &heard)
        && let Some(answer) = book::answer_again(desk, &key(start), deadline)?
    {
        return Ok(moved_json(&voice, answer, false));
    }
    let start = when::start(desk, &heard)?;
    let key = key(start);
    let call_id = &call.call.call_id;
    let no = match choose_move::to_start(desk, call_id, &view, wish.as_ref(), start, deadline)? {
        Chosen::Way(choice) => {
            let same_person = wish.is_none() || wish.as_ref() == view.row.staff.as_ref();
            if same_person && is_then(&view, &choice)? {
                return Ok(unchanged_json(&voice, view));
            }
            match change::reschedule(desk, &key, (view.id, By::Caller), &choice, deadline)? {
                Booked::No(reason) if reason.is_for_the_caller() => reason,
                moved => return Ok(moved_json(&voice, moved, false)),
            }
        }
        Chosen::No(reason) if reason.is_for_the_caller() => reason,
        Chosen::No(reason) => {
            // What cannot even be tried leaves no saga behind, and so no note: it is left here.
            let service = view.service.clone().unwrap_or_default();
            let wish = voice.wish_to_move(&service, Some(view.row.starts_at), start, None);
            note::leave(desk, call, args.name, reason, wish, Some(view.id))?;
            return Ok(refused_json(&voice, reason, false, None));
        }
    };
    not_then(desk, call, &view, wish.as_ref(), start, (no, false), deadline)
}

/// Not at that time: what else there is for this visit.
fn not_then(
    desk: &Desk,
    call: &FunctionCall,
    view: &AppointmentView,
    wish: Option<&StaffId>,
    start: OffsetDateTime,
    (reason, offered): (Reason, bool),
    deadline: Instant,
) -> Result<Answer> {
    let wish = wish.or(view.row.preferred_staff.as_ref());
    let ask = choose_move::ask(desk, &call.call.call_id, view, wish, start)?;
    Ok(instead::answer(desk, reason, offered, ask, start, deadline))
}

/// Whether a move would go where the appointment is. At Cal.com that would make a new booking for nothing, perhaps with
/// another host.
fn is_then(view: &AppointmentView, choice: &Choice) -> Result<bool> {
    Ok(view.row.status.stands() && choice.at()?.start() == view.row.starts_at)
}

fn unchanged_json(voice: &Voice, view: AppointmentView) -> Answer {
    let unchanged = json!({ "status": Status::Unchanged.as_str(), "say": voice.unchanged(&view) });
    merged(unchanged, summary_json(voice, &Summary::of(view)))
}

fn moved_json(voice: &Voice, moved: Booked, offered: bool) -> Answer {
    match moved {
        Booked::Yes(summary) if !summary.stands() => {
            say(Status::CancelledBefore, &voice.off_since())
        }
        Booked::Yes(summary) if summary.is_requested() => merged(
            json!({ "status": Status::Requested.as_str(), "say": voice.requested(&summary) }),
            summary_json(voice, &summary),
        ),
        Booked::Yes(summary) => merged(
            json!({ "status": Status::Rescheduled.as_str(), "say": voice.moved(&summary) }),
            summary_json(voice, &summary),
        ),
        Booked::No(reason) => refused_json(voice, reason, offered, None),
        // A move asks for no second visit.
        Booked::Unknown | Booked::ForWhom => say(Status::Unknown, &voice.unknown()),
        Booked::Off => say(Status::CancelledBefore, &voice.off_since()),
    }
}
