//! Whose appointments a caller may see: those of the caller's own number, and what was booked in this very call. And
//! which of them is meant.

use crate::domain::Result;
use crate::domain::digest::{hex, mac};
use crate::domain::ids::AppointmentId;
use crate::domain::speech::id;
use crate::domain::visit::meant;
use crate::domain::visit::meant::{Candidate, Hints};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::diary::{customer, view};
use crate::frontdesk::functions::status::Status;
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

/// Hex digits of the mark of what was said.
const MARK_CHARS: usize = 16;
/// It need not be secret.
const MARK_KEY: &[u8] = b"appointment";

/// Which appointment a caller means.
pub(crate) enum Meant {
    This(Box<AppointmentView>),
    /// Of these it may be any.
    AnyOf(Vec<AppointmentView>),
    /// None is as was said; these stand.
    NoneLike(Vec<AppointmentView>),
    /// None was named, and none stands.
    NoneStands,
    /// The same, and the caller's number is not known.
    Withheld,
    /// The one that was named is not there, or not this caller's; which of the two is not told.
    NotTheirs,
}

impl Meant {
    /// The one appointment; else the answer that asks which, or that there is none.
    pub fn one(self, voice: &Voice) -> std::result::Result<AppointmentView, Answer> {
        let which = |views: Vec<AppointmentView>, is_as_said: bool| {
            json!({
                "status": Status::Which.as_str(), "appointments": appointments_json(voice, &views),
                "say": voice.which_appointment(&views, is_as_said),
            })
        };
        match self {
            Meant::This(view) => Ok(*view),
            Meant::AnyOf(views) => Err(which(views, true)),
            Meant::NoneLike(views) => Err(which(views, false)),
            Meant::Withheld => Err(say(Status::NotFound, &voice.number_withheld())),
            Meant::NoneStands | Meant::NotTheirs => {
                Err(say(Status::NotFound, &voice.no_such_appointment()))
            }
        }
    }
}

/// What a caller has said about the appointment that is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SaidOfIt {
    /// Must fit.
    pub hints: Hints,
    /// Counts where it fits any: of a move it may be about the new time as well.
    pub perhaps: Hints,
    /// Something was said of it that nothing here is called.
    pub is_unknown: bool,
}

impl SaidOfIt {
    /// The same words have the same mark; none where nothing was said.
    pub fn mark(&self) -> String {
        match self == &SaidOfIt::default() {
            true => String::new(),
            false => {
                let words = format!("{self:?}");
                hex(&mac(MARK_KEY, &[words.as_bytes()])).chars().take(MARK_CHARS).collect()
            }
        }
    }
}

/// The appointment that is meant: the one that was named, else the only one that stands and is as was said.
pub(crate) fn meant(
    desk: &Desk,
    call: &FunctionCall,
    named: Option<&str>,
    said: &SaidOfIt,
) -> Result<Meant> {
    if let Some(named) = named {
        let id = id::number(named).map(AppointmentId);
        let found = id.map(|id| view::of(desk, id)).transpose()?.flatten();
        let own = found.filter(|view| may_see(desk, call, view).unwrap_or(false));
        return Ok(own.map_or(Meant::NotTheirs, |view| Meant::This(Box::new(view))));
    }
    let mut standing = appointments(desk, call)?;
    standing.retain(|view| view.row.status.stands());
    if standing.is_empty() {
        return Ok(match args::caller_phone(desk, call) {
            Some(_) => Meant::NoneStands,
            None => Meant::Withheld,
        });
    }
    if said.is_unknown {
        return Ok(Meant::NoneLike(standing));
    }
    let fitting = of(&standing, desk, &said.hints);
    let narrowed = match of(&fitting, desk, &said.perhaps) {
        narrowed if narrowed.is_empty() => fitting,
        narrowed => narrowed,
    };
    Ok(one_of(narrowed, standing))
}

fn one_of(mut narrowed: Vec<AppointmentView>, standing: Vec<AppointmentView>) -> Meant {
    match (narrowed.pop(), narrowed.is_empty()) {
        (None, _) => Meant::NoneLike(standing),
        (Some(one), true) => Meant::This(Box::new(one)),
        (Some(last), false) => {
            narrowed.push(last);
            Meant::AnyOf(narrowed)
        }
    }
}

/// Whether an appointment is as was said.
pub(crate) fn fits(desk: &Desk, view: &AppointmentView, said: &SaidOfIt) -> bool {
    !said.is_unknown && !of(std::slice::from_ref(view), desk, &said.hints).is_empty()
}

/// Those of them that fit what was said.
fn of(views: &[AppointmentView], desk: &Desk, hints: &Hints) -> Vec<AppointmentView> {
    let starts = views.iter().map(|view| desk.salon.zone.local(view.start()));
    let candidates: Vec<Candidate> = views
        .iter()
        .zip(starts)
        .map(|(view, (day, time))| Candidate {
            day,
            time,
            service: view.row.service,
            staff: view.row.staff.as_ref(),
            name: &view.name,
        })
        .collect();
    let places = meant::fitting(&candidates, hints);
    places.into_iter().filter_map(|place| views.get(place).cloned()).collect()
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
