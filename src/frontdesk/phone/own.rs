//! Whose appointments a caller may see: those of the caller's own number, and what was booked in this very call.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::domain::speech::id;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::diary::{customer, view};
use crate::frontdesk::phone::args;
use crate::frontdesk::phone::json::{Answer, appointments_json, say};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use crate::store::visit::call;
use serde_json::json;

/// The caller's own appointments that are not over, soonest first.
pub(crate) fn appointments(desk: &Desk, call: &FunctionCall) -> Result<Vec<AppointmentView>> {
    let mut own = match customer::caller(desk, args::caller_phone(desk, call).as_ref())? {
        Some(caller) => caller.upcoming,
        None => Vec::new(),
    };
    let now = desk.now();
    for id in booked_in_call(desk, call)? {
        if own.iter().any(|view| view.id == id) {
            continue;
        }
        if let Some(view) = view::of(desk, id)?
            && view.row.ends_at > now
            && view.row.booking_uid.is_some()
        {
            own.push(view);
        }
    }
    own.retain(|view| view.row.ends_at > now);
    own.sort_by_key(|view| (view.row.starts_at, view.id));
    Ok(own)
}

/// Which appointment a caller means.
pub(crate) enum Meant {
    This(Box<AppointmentView>),
    /// None was named, and of these it may be any.
    AnyOf(Vec<AppointmentView>),
    /// None was named, and none stands.
    NoneStands,
    /// The one that was named is not there, or not this caller's; which of the two is not told.
    NotTheirs,
}

impl Meant {
    /// The one appointment; else the answer that asks which, or that there is none.
    pub fn one(self, voice: &Voice) -> std::result::Result<AppointmentView, Answer> {
        match self {
            Meant::This(view) => Ok(*view),
            Meant::AnyOf(views) => Err(json!({
                "status": "which", "appointments": appointments_json(voice, &views),
                "say": voice.which_appointment(&views),
            })),
            Meant::NoneStands | Meant::NotTheirs => {
                Err(say("not_found", &voice.no_such_appointment()))
            }
        }
    }
}

/// The appointment that is meant: the one that was named, else the only one that stands.
pub(crate) fn meant(desk: &Desk, call: &FunctionCall, said: Option<&str>) -> Result<Meant> {
    if let Some(said) = said {
        let id = id::number(said).map(AppointmentId);
        let found = id.map(|id| view::of(desk, id)).transpose()?.flatten();
        let own = found.filter(|view| may_see(desk, call, view).unwrap_or(false));
        return Ok(own.map_or(Meant::NotTheirs, |view| Meant::This(Box::new(view))));
    }
    let mut standing = appointments(desk, call)?;
    standing.retain(|view| view.row.status.stands());
    Ok(match (standing.pop(), standing.is_empty()) {
        (None, _) => Meant::NoneStands,
        (Some(one), true) => Meant::This(Box::new(one)),
        (Some(last), false) => {
            standing.push(last);
            Meant::AnyOf(standing)
        }
    })
}

/// Whether an appointment is this caller's: of the same number, or booked in this call.
fn may_see(desk: &Desk, call: &FunctionCall, view: &AppointmentView) -> Result<bool> {
    if let Some(caller) = customer::caller(desk, args::caller_phone(desk, call).as_ref())?
        && view.row.customer == Some(caller.customer.id)
    {
        return Ok(true);
    }
    Ok(booked_in_call(desk, call)?.contains(&view.id))
}

fn booked_in_call(desk: &Desk, call: &FunctionCall) -> Result<Vec<AppointmentId>> {
    desk.store.read(|connection| call::appointments_of(connection, &call.call.call_id))
}
