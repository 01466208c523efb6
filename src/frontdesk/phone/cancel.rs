//! `cancel_appointment`.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::phone::json::{Answer, refused_json, say};
use crate::frontdesk::phone::own::{Meant, SaidOfIt};
use crate::frontdesk::phone::said_of_it::SaidOfOne;
use crate::frontdesk::phone::{args, own, said_of_it};
use crate::frontdesk::visit::change;
use crate::frontdesk::visit::change::Cancelled;
use crate::frontdesk::visit::ordered::By;
use crate::frontdesk::voice::callers::{Told, Voice};
use crate::retell::wire::FunctionCall;
use crate::store::visit::call;
use serde_json::{Map, Value, json};
use std::time::Instant;

const FUNCTION: Function = Function::CancelAppointment;
/// Begins the canonical arguments of a cancellation; the appointment's number follows.
const KEY_BEGINS: &str = "appointment:";

#[derive(Debug, PartialEq)]
pub(crate) struct CancelArgs {
    appointment: Option<String>,
    of_it: SaidOfOne,
}

impl CancelArgs {
    pub fn parse(args: &Map<String, Value>) -> CancelArgs {
        CancelArgs {
            appointment: args::appointment(args),
            of_it: SaidOfOne::of_a_cancellation(args),
        }
    }
}

/// `cancel_appointment`.
pub(crate) fn answer(desk: &Desk, call: &FunctionCall, deadline: Instant) -> Result<Answer> {
    let voice = Voice::at(desk);
    let CancelArgs { appointment: named, of_it } = CancelArgs::parse(&call.args);
    let said = match named {
        Some(_) => SaidOfIt::default(),
        None => said_of_it::to_cancel(desk, call, of_it)?,
    };
    let meant = match own::meant(desk, call, named.as_deref(), &said)? {
        none @ (Meant::NoneStands | Meant::Withheld | Meant::NoneLike(_)) => {
            let before = cancelled_in_this_call(desk, call)?;
            let before = before.filter(|view| own::fits(desk, view, &said));
            before.map_or(none, |view| Meant::This(Box::new(view)))
        }
        meant => meant,
    };
    let view = match meant.one(&voice) {
        Ok(view) => view,
        Err(answer) => return Ok(answer),
    };
    let id = view.id.0;
    let key = args::key(call, FUNCTION, format!("{KEY_BEGINS}{id}"));
    Ok(match change::cancel(desk, &key, (view.id, By::Caller), deadline)? {
        Cancelled::Yes => {
            json!({ "status": Status::Cancelled.as_str(), "appointment_id": id, "say": voice.cancelled(&view) })
        }
        Cancelled::Already => {
            json!({ "status": Status::CancelledBefore.as_str(), "appointment_id": id, "say": voice.cancelled_before() })
        }
        Cancelled::No(reason) => {
            let visit = voice.visit(&Told::of(&view));
            refused_json(&voice, reason, false, Some(&visit))
        }
        Cancelled::Unknown => say(Status::Unknown, &voice.unknown()),
    })
}

/// What this phone call has cancelled last, where a cancellation names none: Retell repeats a call it had no answer
/// to, and nothing stands any more.
fn cancelled_in_this_call(desk: &Desk, call: &FunctionCall) -> Result<Option<AppointmentView>> {
    let (call_id, function) = (&call.call.call_id, FUNCTION.as_str());
    let args = desk.store.read(|connection| call::latest_args(connection, call_id, function))?;
    let id = args.and_then(|args| args.strip_prefix(KEY_BEGINS)?.parse().ok()).map(AppointmentId);
    id.map(|id| view::of(desk, id)).transpose().map(Option::flatten)
}
