//! Moving an appointment, for the voice agent: to an offer, or to a start that the caller names.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::offer::broken::Unserved;
use crate::frontdesk::offer::choice::{Choice, Chosen};
use crate::frontdesk::phone::answer::Function;
use crate::frontdesk::phone::args::{
    choice_by_offer, choice_for_move, key, offer_id, own_appointment, start, unserved, wished_staff,
};
use crate::frontdesk::phone::json::{Answer, merged, refused_json, say, told_json};
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use serde_json::json;
use std::time::Instant;

/// Which function this is.
const FUNCTION: Function = Function::RescheduleAppointment;

/// `reschedule_appointment`.
pub(crate) fn answer(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let voice = Voice::of(&desk.salon);
    let diary = match own_appointment(desk, call)? {
        Ok(diary) => diary,
        Err(answer) => return Ok(answer),
    };
    let mut wish = None;
    let (args, chosen) = match offer_id(&call.args) {
        Some(offer) => (format!("offer:{offer}"), Err(offer)),
        None => {
            let start = start(desk, call)?;
            wish = wished_staff(desk, &call.args)?.0;
            let staff = wish.as_ref().map_or("-", |id| &id.0);
            (format!("at:{}:{staff}", start.unix_timestamp()), Ok(start))
        }
    };
    let offered = chosen.is_err();
    let key = key(call, FUNCTION, format!("{}:{args}", diary.id));
    if let Some(answer) = desk.answer_again(&key, deadline)? {
        return Ok(moved_json(&voice, answer, offered));
    }
    let choice = match chosen {
        Ok(start) => match choice_for_move(desk, call, &diary, start, deadline)? {
            Chosen::Way(choice) => choice,
            Chosen::No(reason) => {
                note(desk, call, reason, &diary)?;
                return Ok(refused_json(&voice, reason, false));
            }
        },
        Err(offer) => match choice_by_offer(desk, call, &offer)? {
            Some(choice) => {
                match desk.offer_for_move(&call.call.call_id, &diary, choice, deadline)? {
                    Some(choice) => choice,
                    None => return Ok(refused_json(&voice, Reason::Taken, true)),
                }
            }
            // A repeat of this very call may have taken the offer since we looked.
            None => {
                return Ok(match desk.answer_again(&key, deadline)? {
                    Some(answer) => moved_json(&voice, answer, true),
                    None => say("offer_expired", &voice.offer_gone()),
                });
            }
        },
    };
    if is_the_same(&diary, &choice, wish.as_ref())? {
        let unchanged = json!({ "status": "unchanged", "say": voice.unchanged(&diary) });
        return Ok(merged(unchanged, told_json(&voice, &Summary::of(diary))));
    }
    let answer = desk.reschedule(&key, diary.id, &choice, deadline)?;
    Ok(moved_json(&voice, answer, offered))
}

/// What cannot even be tried leaves no saga behind, and so no note: it is left here, if a person must see to it.
fn note(desk: &Desk, call: &FunctionCall, reason: Reason, diary: &AppointmentView) -> Result<()> {
    if reason.is_for_the_caller() {
        return Ok(());
    }
    let (stands, asked) = (Some(diary.row.starts_at), start(desk, call)?);
    let service = diary.service.clone().unwrap_or_default();
    let wish = Voice::of(&desk.salon).wish_to_move(&service, stands, asked, None);
    let who = Unserved { appointment: Some(diary.id), ..unserved(desk, call, wish)? };
    desk.leave_note(reason, who)
}

fn moved_json(voice: &Voice, answer: Booked, offered: bool) -> Answer {
    match answer {
        Booked::Yes(told) if !told.stands() => say("cancelled_before", &voice.off_since()),
        Booked::Yes(told) if told.is_requested() => merged(
            json!({ "status": "requested",
                "say": voice.requested(told.starts_at, told.staff.as_deref()) }),
            told_json(voice, &told),
        ),
        Booked::Yes(told) => merged(
            json!({ "status": "rescheduled", "say": voice.moved(&told) }),
            told_json(voice, &told),
        ),
        Booked::No(reason) => refused_json(voice, reason, offered),
        Booked::Unknown => say("unknown", &voice.unknown()),
        Booked::Off => say("cancelled_before", &voice.off_since()),
    }
}

/// A move to where the appointment is. At Cal.com it would make a new booking for nothing, perhaps with another host.
/// By its time with somebody else, or by an offer, it is the same only with whom it is.
fn is_the_same(diary: &AppointmentView, choice: &Choice, wish: Option<&StaffId>) -> Result<bool> {
    let with = diary.row.staff.as_ref();
    let same_person = match wish {
        Some(_) => wish == with,
        None => choice.offer.is_none() || choice.lead() == with,
    };
    Ok(diary.row.status.stands() && choice.at()?.start() == diary.row.starts_at && same_person)
}
