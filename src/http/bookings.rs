//! `/api/v2/bookings`: booking from a web form, and looking at a booking.

use crate::domain::calendar::read;
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::people::staff::TenantContext;
use crate::domain::visit::booking::Source;
use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view;
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::wish;
use crate::frontdesk::offer::wish::When;
use crate::frontdesk::phone::json::{add_segments, told_json};
use crate::frontdesk::visit::book_at::Booker;
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::voice::callers::Voice;
use crate::http::routes::App;
use crate::retell::wire::parse_json;
use crate::server::message::{Request, Response};
use crate::store::host::staff;
use crate::store::messages::inbox;
use crate::store::messages::inbox::{Channel, Message, State};
use crate::store::service::{catalogue, salon};
use crate::store::visit::call;
use crate::store::visit::call::CallKey;
use serde::Deserialize;
use serde_json::json;
use std::time::{Duration, Instant};

/// The longest name a request may have.
const REQUEST_ID_CHARS_MAX: usize = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    request_id: String,
    service: String,
    /// RFC 3339; without an offset it is the salon's time.
    start: String,
    #[serde(default)]
    staff: Option<String>,
    #[serde(default)]
    branch: Option<String>,
    customer: Customer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Customer {
    name: String,
    #[serde(default)]
    phone: Option<String>,
}

/// `POST /api/v2/bookings`: 201 booked, 409 not at that time, 503 nobody can book it now, 202 requested or not settled
/// yet. The same `request_id` books once.
pub fn create(app: &App, request: &Request) -> Result<Response> {
    let desk = &app.desk;
    let patience = desk.salon.config.booking.answer_deadline_seconds;
    let deadline = Instant::now() + Duration::from_secs(patience);
    let (body, canonical) = match read(&request.body) {
        Ok(read) => read,
        Err(fault) => {
            keep(app, Message::unreadable(Channel::WebApi, &request.body, fault.as_str()))?;
            return Err(Error::Invalid(fault));
        }
    };
    keep(
        app,
        Message {
            channel: Channel::WebApi,
            event: "create_booking".into(),
            subject: Some(wish::cut(&body.request_id)),
            body: request.body.clone(),
            state: State::Done,
            reason: None,
        },
    )?;
    let key = key(&body, canonical)?;
    if desk.store.read(|connection| call::used_otherwise(connection, &key))? {
        return Err(Error::Conflict("This request_id was used for another booking.".into()));
    }
    let booked = match desk.answer_again(&key, deadline)? {
        Some(booked) => booked,
        None => book(desk, &body, key, deadline)?,
    };
    let voice = Voice::of(&desk.salon);
    Ok(match booked {
        Booked::Yes(told) if told.stands() => {
            let mut answer = told_json(&voice, &told);
            let (code, status) =
                if told.is_requested() { (202, "requested") } else { (201, "booked") };
            if let Some(answer) = answer.as_object_mut() {
                answer.insert("status".into(), json!(status));
                answer.insert("booking_uid".into(), json!(told.booking_uid));
                answer.insert("staff_id".into(), json!(told.staff_id));
            }
            Response::json(code, &answer)
        }
        Booked::No(reason) => refused(&voice, reason),
        Booked::Off | Booked::Yes(_) => {
            Response::json(409, &json!({ "status": "cancelled", "error": voice.off_since() }))
        }
        Booked::Unknown => {
            Response::json(202, &json!({ "status": "unknown", "message": voice.unknown() }))
        }
    })
}

/// `GET /api/v2/bookings/{uid}`: an appointment by the uid of its booking in force; a composite visit, with its
/// segments, by that of any of its parts.
pub fn show(app: &App, request: &Request) -> Result<Response> {
    let uid = request.path.rsplit('/').next().unwrap_or_default();
    let diary = view::of_booking(&app.desk, uid)?.ok_or(Error::NotFound("booking"))?;
    let zone = &app.desk.salon.zone;
    let row = &diary.row;
    let mut shown = json!({
        "appointment_id": diary.id.0,
        "booking_uid": row.booking_uid,
        "status": row.status.as_str(),
        "service": diary.service,
        "start": zone.rfc3339_local(row.starts_at),
        "end": zone.rfc3339_local(row.ends_at),
        "staff": diary.staff,
        "staff_id": row.staff.as_ref().map(|staff| &staff.0),
        "preferred_staff_id": row.preferred_staff.as_ref().map(|staff| &staff.0),
        "host_id": row.host.map(|host| host.0),
        "assignment_state": row.state.as_str(),
        "source": row.source.as_str(),
    });
    add_segments(&mut shown, &Voice::of(&app.desk.salon), &diary.segments);
    Ok(Response::json(200, &shown))
}

/// The body, and its canonical text: with sorted keys, the same content is the same text.
fn read(body: &[u8]) -> std::result::Result<(Create, String), String> {
    let value = parse_json(body)?;
    let canonical = value.to_string();
    // serde's sentence may quote what was sent, however long it is.
    let body = serde_json::from_value(value)
        .map_err(|fault| format!("The body: {}.", wish::cut(&fault.to_string())))?;
    Ok((body, canonical))
}

fn keep(app: &App, message: Message) -> Result<()> {
    let now = app.desk.now();
    app.desk.store.write(move |tx| inbox::insert(tx, &message, now)).map(|_| ())
}

fn key(body: &Create, args_key: String) -> Result<CallKey> {
    let id = body.request_id.trim();
    if id.is_empty() || id.chars().count() > REQUEST_ID_CHARS_MAX {
        return Err(Error::Invalid(format!(
            "request_id must have 1 to {REQUEST_ID_CHARS_MAX} characters."
        )));
    }
    Ok(CallKey { call_id: format!("web:{id}"), function: "web_booking", args_key })
}

/// A no, of the same kind as on the phone. What somebody must mend is no fault of the request.
fn refused(voice: &Voice, reason: Reason) -> Response {
    let status = if reason.is_for_the_caller() { 409 } else { 503 };
    let answer = json!({ "status": Voice::status_of(reason), "reason": reason.as_str(),
        "error": voice.refused(reason, false) });
    Response::json(status, &answer)
}

fn book(desk: &Desk, body: &Create, key: CallKey, deadline: Instant) -> Result<Booked> {
    let salon = &desk.salon;
    let (company, language) = (salon.company, salon.language);
    let name = PersonName::parse(&body.customer.name)?;
    let country = &salon.config.company.country_code;
    let phone =
        body.customer.phone.as_deref().map(|text| Phone::parse(text, country)).transpose()?;
    let wall = read::parse_instant(&body.start, &salon.zone, language)?;
    let start = read::settle(wall, &salon.zone, language)?;
    let booking = &salon.config.booking;
    wish::check_start(start, desk.now(), booking.notice_minutes, booking.horizon_days, language)?;
    let (services, branches, roster) = desk.store.read(|connection| {
        Ok((
            catalogue::active(connection, company)?,
            salon::branches(connection, company)?,
            staff::roster(connection, company)?,
        ))
    })?;
    let branch = wish::branch(&branches, body.branch.as_deref(), language)?;
    let context = TenantContext { company, branch };
    let preferred = wish::staff(&roster, &branches, context, body.staff.as_deref(), language)?;
    let service = wish::service(&services, Some(&body.service), language)?;
    let (day, time) = salon.zone.local(start);
    let ask = Ask {
        call_id: key.call_id.clone(),
        service,
        staff: preferred,
        branch,
        when: When { from: day, until: day, earliest: None, latest: None, at: Some(time) },
        policy: None,
        moving: None,
    };
    let who = Booker { key, source: Source::WebApi, name, phone };
    desk.book_at(&ask, start, &who, deadline)
}
