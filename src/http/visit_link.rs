//! `GET /v/{token}`: what a message's link opens. For now the visit for calendars.

use crate::domain::{Error, Result};
use crate::frontdesk::telling::link;
use crate::http::context::App;
use crate::server::message::{Request, Response};

/// The visit as an iCalendar object. What is no link, or none any more, is not found.
pub(crate) fn show(app: &App, request: &Request) -> Result<Response> {
    let token = request.path.strip_prefix(link::PATH).ok_or(Error::NotFound("visit"))?;
    let object = link::calendar(&app.desk, token)?;
    let answer = Response {
        status: 200,
        content_type: "text/calendar; charset=utf-8",
        headers: Vec::new(),
        body: object.into_bytes(),
    };
    // What it says changes with the visit, and the address is a secret.
    Ok(answer
        .with_header("Cache-Control", "no-store")
        .with_header("Referrer-Policy", "no-referrer")
        .with_header("Content-Disposition", "attachment; filename=\"termin.ics\""))
}
