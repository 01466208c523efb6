//! Moving and cancelling a visit from a website, and listing a customer's: by the same roads as on the phone and at the
//! desk. The website answers for who its customer is, as it does when it books.

use crate::domain::calendar::read as clock;
use crate::domain::ids::StaffId;
use crate::domain::people::person::Phone;
use crate::domain::people::staff::{TenantContext, Wish, find_by_wish};
use crate::domain::text::json::parse_json;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::diary::{customer, view};
use crate::frontdesk::offer::choice::Chosen;
use crate::frontdesk::offer::choose_move;
use crate::frontdesk::phone::args;
use crate::frontdesk::phone::json::appointments_json;
use crate::frontdesk::visit::book::answer_again;
use crate::frontdesk::visit::change;
use crate::frontdesk::visit::change::Cancelled;
use crate::frontdesk::visit::ordered::By;
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::voice::callers::Voice;
use crate::logging::request;
use crate::store::host::staff;
use crate::store::messages::inbox;
use crate::store::messages::inbox::{Channel, Message, State};
use crate::store::visit::call;
use crate::store::visit::call::CallKey;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Instant;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, Time};

/// The longest name a request may have.
const REQUEST_ID_CHARS_MAX: usize = 100;
const CANCEL: &str = "web_cancel";
const MOVE: &str = "web_move";

/// The body of `POST /api/v2/bookings/{uid}/cancel`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CancelBody {
    request_id: String,
}

/// The body of `POST /api/v2/bookings/{uid}/reschedule`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveBody {
    request_id: String,
    /// RFC 3339, or without an offset `2026-12-01T10:00` on the salon's clock.
    start: String,
    /// A name or an id; without one it stays with whoever has it.
    #[serde(default)]
    staff: Option<String>,
}

/// Cancels the visit of a booking as a whole, once per `request_id`.
///
/// `NotFound` for a booking that is none of ours; `Conflict` if the name was used for something else.
pub(crate) fn cancel(desk: &Desk, uid: &str, body: &[u8], deadline: Instant) -> Result<Cancelled> {
    let (read, canonical): (CancelBody, String) = receive(desk, uid, CANCEL, body)?;
    let key = key(desk, &read.request_id, CANCEL, uid, canonical)?;
    let view = visit(desk, uid)?;
    change::cancel(desk, &key, (view.id, By::Web), deadline)
}

/// Moves the visit of a booking, once per `request_id`.
///
/// As `cancel` has it; `Invalid` for a start or a person that cannot be.
pub(crate) fn reschedule(desk: &Desk, uid: &str, body: &[u8], deadline: Instant) -> Result<Booked> {
    let (read, canonical): (MoveBody, String) = receive(desk, uid, MOVE, body)?;
    let key = key(desk, &read.request_id, MOVE, uid, canonical)?;
    if let Some(moved) = answer_again(desk, &key, deadline)? {
        return Ok(moved);
    }
    let view = visit(desk, uid)?;
    let start = start(desk, &read.start)?;
    let said = read.staff.as_deref().map(str::trim).filter(|said| !said.is_empty());
    let wish = said.map(|said| staff_member(desk, said)).transpose()?;
    match choose_move::to_start(desk, &key.call_id, &view, wish.as_ref(), start, deadline)? {
        Chosen::Way(choice) => {
            change::reschedule(desk, &key, (view.id, By::Web), &choice, deadline)
        }
        Chosen::No(reason) => Ok(Booked::No(reason)),
    }
}

/// The visits to come of the customer with this number, soonest first; none of a number that nobody has.
///
/// `Invalid` for what is no number.
pub(crate) fn list(desk: &Desk, phone: &str) -> Result<Value> {
    let phone = Phone::parse(phone, &desk.salon.config.company.country_code)?;
    let caller = customer::caller(desk, Some(&phone))?;
    let upcoming: Vec<AppointmentView> = caller.map(|one| one.upcoming).unwrap_or_default();
    let mut shown = appointments_json(&Voice::at(desk), &upcoming);
    for (one, view) in shown.as_array_mut().into_iter().flatten().zip(&upcoming) {
        if let Some(fields) = one.as_object_mut() {
            fields.insert("booking_uid".to_owned(), json!(view.row.booking_uid));
        }
    }
    Ok(json!({ "appointments": shown }))
}

/// What is answered to a cancellation.
pub(crate) fn cancelled_json(desk: &Desk, cancelled: &Cancelled) -> Value {
    let voice = Voice::at(desk);
    match cancelled {
        Cancelled::Yes => json!({ "status": "cancelled" }),
        Cancelled::Already => json!({ "status": "cancelled_before" }),
        Cancelled::No(reason) => json!({ "status": Voice::status_of(*reason),
            "reason": reason.as_str(), "error": voice.refused(*reason, false) }),
        Cancelled::Unknown => json!({ "status": "unknown", "message": voice.unknown() }),
    }
}

/// Keeps what was sent and reads it; with it the body with sorted keys.
fn receive<T: DeserializeOwned>(
    desk: &Desk,
    uid: &str,
    event: &'static str,
    body: &[u8],
) -> Result<(T, String)> {
    let parsed = parse_json(body).and_then(|value| {
        let canonical = value.to_string();
        // serde's sentence may quote what was sent, however long it is.
        let read = serde_json::from_value::<T>(value)
            .map_err(|fault| format!("The body: {}.", args::cut(&fault.to_string())))?;
        Ok((read, canonical))
    });
    let message = match &parsed {
        Ok(_) => Message {
            channel: Channel::WebApi,
            event: event.into(),
            subject: Some(args::cut(uid)),
            caller: None,
            body: body.to_vec(),
            state: State::Done,
            reason: None,
        },
        Err(fault) => Message::unreadable(Channel::WebApi, body, fault.as_str()),
    };
    let now = desk.now();
    let kept = desk.store.write(move |tx| inbox::insert(tx, &message, now))?;
    request::rename(request::event(kept));
    parsed.map_err(Error::Invalid)
}

fn key(
    desk: &Desk,
    request_id: &str,
    function: &'static str,
    uid: &str,
    canonical: String,
) -> Result<CallKey> {
    let id = request_id.trim();
    if id.is_empty() || id.chars().count() > REQUEST_ID_CHARS_MAX {
        return Err(Error::Invalid(format!(
            "request_id must have 1 to {REQUEST_ID_CHARS_MAX} characters."
        )));
    }
    let args_key = format!("{} {canonical}", args::cut(uid));
    let key = CallKey { call_id: format!("web:{id}"), function, args_key };
    if desk.store.read(|connection| call::used_otherwise(connection, &key))? {
        return Err(Error::Conflict("This request_id was used for something else.".into()));
    }
    Ok(key)
}

fn visit(desk: &Desk, uid: &str) -> Result<AppointmentView> {
    view::of_booking(desk, uid)?.ok_or(Error::NotFound("booking"))
}

fn start(desk: &Desk, said: &str) -> Result<OffsetDateTime> {
    let said = said.trim();
    if let Ok(instant) = OffsetDateTime::parse(said, &Rfc3339) {
        return Ok(instant);
    }
    let (day, time) = said.split_once(['T', ' ']).unwrap_or((said, ""));
    let day = Date::parse(day, format_description!("[year]-[month]-[day]"));
    let time = Time::parse(time, format_description!("[hour]:[minute]"));
    let (Ok(day), Ok(time)) = (day, time) else {
        return Err(Error::invalid("start must be like 2026-12-01T10:00, or RFC 3339."));
    };
    let zone = &desk.salon.zone;
    clock::settle(zone.instant(day, time), zone, desk.salon.language)
}

fn staff_member(desk: &Desk, said: &str) -> Result<StaffId> {
    let company = desk.salon.company;
    let roster = desk.store.read(|connection| staff::roster(connection, company))?;
    if let Some(person) = roster.iter().find(|person| person.id.0 == said) {
        return Ok(person.id.clone());
    }
    match find_by_wish(said, &roster, TenantContext { company, branch: None }) {
        Wish::One(id) => Ok(id),
        Wish::Several(_) => Err(Error::invalid("staff may be several people: say the id.")),
        Wish::Nobody { known } => Err(Error::Invalid(format!(
            "No staff member is called so; there are {}.",
            known.join(", ")
        ))),
    }
}
