//! `/api/v2/bookings`: booking from a web form, looking at a booking, moving and cancelling one, and a customer's visits.

use crate::domain::{Error, Result};
use crate::frontdesk::phone::{json, web_change, web_form};
use crate::frontdesk::visit::change::Cancelled;
use crate::frontdesk::visit::outcome::Booked;
use crate::http::context::App;
use crate::server::message::{Request, Response};
use percent_encoding::percent_decode_str;
use std::time::{Duration, Instant};

/// `POST /api/v2/bookings`. The same `request_id` books once.
pub fn create(app: &App, request: &Request) -> Result<Response> {
    let (desk, deadline) = (&app.desk, deadline(app));
    let form = web_form::receive(desk, &request.body)?;
    let booked = web_form::book(desk, &form, deadline)?;
    Ok(Response::json(code(&booked), &web_form::answer(desk, &booked)))
}

fn deadline(app: &App) -> Instant {
    let seconds = app.desk.salon.config.booking.answer_deadline_seconds;
    Instant::now() + Duration::from_secs(seconds)
}

/// 201 booked, 202 requested or not settled yet, 409 not at that time or off since, 503 what somebody must mend first:
/// that is no fault of the request.
fn code(booked: &Booked) -> u16 {
    match booked {
        Booked::Yes(summary) if summary.is_requested() => 202,
        Booked::Yes(summary) if summary.stands() => 201,
        Booked::No(reason) if !reason.is_for_the_caller() => 503,
        Booked::No(_) | Booked::Yes(_) | Booked::Off | Booked::ForWhom => 409,
        Booked::Unknown => 202,
    }
}

/// `GET /api/v2/bookings/{uid}`: an appointment by the uid of any of its bookings.
pub fn show(app: &App, request: &Request) -> Result<Response> {
    let uid = request.path.rsplit('/').next().unwrap_or_default();
    let shown = json::booking_json(&app.desk, uid)?.ok_or(Error::NotFound("booking"))?;
    Ok(Response::json(200, &shown))
}

/// `GET /api/v2/bookings?phone=`: a customer's visits to come.
pub fn list(app: &App, request: &Request) -> Result<Response> {
    let pairs = request.query.split('&').filter_map(|pair| pair.split_once('='));
    let said = pairs.filter(|(name, _)| *name == "phone").map(|(_, value)| value).next();
    let said =
        said.ok_or_else(|| Error::invalid("Whose? Ask with ?phone= and the customer's number."))?;
    let phone = percent_decode_str(said).decode_utf8_lossy();
    Ok(Response::json(200, &web_change::list(&app.desk, &phone)?))
}

/// `POST /api/v2/bookings/{uid}/cancel`. The same `request_id` cancels once.
pub fn cancel(app: &App, request: &Request) -> Result<Response> {
    let desk = &app.desk;
    let cancelled = web_change::cancel(desk, uid(request), &request.body, deadline(app))?;
    let code = match &cancelled {
        Cancelled::Yes | Cancelled::Already => 200,
        Cancelled::No(_) => 409,
        Cancelled::Unknown => 202,
    };
    Ok(Response::json(code, &web_change::cancelled_json(desk, &cancelled)))
}

/// `POST /api/v2/bookings/{uid}/reschedule`. The same `request_id` moves once.
pub fn reschedule(app: &App, request: &Request) -> Result<Response> {
    let desk = &app.desk;
    let moved = web_change::reschedule(desk, uid(request), &request.body, deadline(app))?;
    let code = if code(&moved) == 201 { 200 } else { code(&moved) };
    Ok(Response::json(code, &web_form::answer(desk, &moved)))
}

/// The part of the path before the last.
fn uid(request: &Request) -> &str {
    request.path.rsplit('/').nth(1).unwrap_or_default()
}
