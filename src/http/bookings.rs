//! `/api/v2/bookings`: booking from a web form, and looking at a booking.

use crate::domain::{Error, Result};
use crate::frontdesk::phone::{json, web_form};
use crate::frontdesk::visit::outcome::Booked;
use crate::http::context::App;
use crate::server::message::{Request, Response};
use std::time::{Duration, Instant};

/// `POST /api/v2/bookings`. The same `request_id` books once.
pub fn create(app: &App, request: &Request) -> Result<Response> {
    let desk = &app.desk;
    let patience = Duration::from_secs(desk.salon.config.booking.answer_deadline_seconds);
    let deadline = Instant::now() + patience;
    let form = web_form::receive(desk, &request.body)?;
    let booked = web_form::book(desk, &form, deadline)?;
    Ok(Response::json(code(&booked), &web_form::answer(desk, &booked)))
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
