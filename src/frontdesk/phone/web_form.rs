//! Booking from a web form: its fields are the words of a call, and it is booked by the same road. What differs is what
//! makes a repeat (`request_id`), and that the form says the customer's number itself.

use crate::domain::language::Language;
use crate::domain::people::person::{Email, PersonName, Phone};
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::speech::reading::Field;
use crate::domain::text::json::parse_json;
use crate::domain::visit::booking::Source;
use crate::domain::visit::saga_plan::PlannedContact;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::when;
use crate::frontdesk::offer::when::SaidTime;
use crate::frontdesk::phone::args::SaidWish;
use crate::frontdesk::phone::json::{merged, summary_json};
use crate::frontdesk::phone::{args, wished};
use crate::frontdesk::visit::book;
use crate::frontdesk::visit::book_at::{Booker, book_at};
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::voice::callers::Voice;
use crate::logging::request;
use crate::store::messages::inbox;
use crate::store::messages::inbox::{Channel, Message, State};
use crate::store::visit::call;
use crate::store::visit::call::CallKey;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Instant;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The longest name a request may have.
const REQUEST_ID_CHARS_MAX: usize = 100;

/// The body of `POST /api/v2/bookings`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    request_id: String,
    service: String,
    /// RFC 3339; without an offset, or in words, it is the salon's time.
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
    /// Where the confirmation goes.
    #[serde(default)]
    email: Option<String>,
    /// `de` or `en`: how the confirmation is worded.
    #[serde(default)]
    language: Option<String>,
}

impl Customer {
    /// How the customer can be told, besides the number. An empty field says nothing.
    fn contact(&self) -> Result<PlannedContact> {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let email = said(&self.email).map(|text| Email::parse(&text)).transpose()?;
        let language = match said(&self.language) {
            None => None,
            Some(tag) => Some(
                Language::parse(&tag)
                    .ok_or_else(|| Error::invalid("customer.language must be \"de\" or \"en\"."))?,
            ),
        };
        Ok(PlannedContact {
            email: email.map(|email| email.as_str().to_owned()),
            language: language.map(|language| language.as_str().to_owned()),
        })
    }
}

pub struct WebForm {
    request_id: String,
    /// The body with sorted keys: the same content is the same text.
    canonical: String,
    wish: SaidWish,
    time: SaidTime,
    /// The start, where it has an offset: a program that writes one means it.
    instant: Option<OffsetDateTime>,
    customer: Customer,
}

impl WebForm {
    fn parse(body: &[u8]) -> std::result::Result<WebForm, String> {
        let value = parse_json(body)?;
        let canonical = value.to_string();
        // serde's sentence may quote what was sent, however long it is.
        let Body { request_id, service, start, staff, branch, customer } =
            serde_json::from_value(value)
                .map_err(|fault| format!("The body: {}.", args::cut(&fault.to_string())))?;
        let instant = OffsetDateTime::parse(start.trim(), &Rfc3339).ok();
        let said = if instant.is_some() { Vec::new() } else { vec![(Field::Start, start)] };
        Ok(WebForm {
            request_id,
            canonical,
            wish: SaidWish::of_form(service, staff, branch),
            time: SaidTime::of(said),
            instant,
            customer,
        })
    }

    /// E.164; `None` where no number, or none that can be read, was given.
    fn caller(&self, country: &str) -> Option<String> {
        let phone = Phone::parse(self.customer.phone.as_deref()?, country).ok()?;
        Some(phone.as_str().to_owned())
    }

    fn key(&self) -> Result<CallKey> {
        let id = self.request_id.trim();
        if id.is_empty() || id.chars().count() > REQUEST_ID_CHARS_MAX {
            return Err(Error::Invalid(format!(
                "request_id must have 1 to {REQUEST_ID_CHARS_MAX} characters."
            )));
        }
        let args_key = self.canonical.clone();
        Ok(CallKey { call_id: format!("web:{id}"), function: "web_booking", args_key })
    }
}

/// Keeps what was sent and reads it.
pub fn receive(desk: &Desk, body: &[u8]) -> Result<WebForm> {
    let read = WebForm::parse(body);
    let message = match &read {
        Ok(form) => Message {
            channel: Channel::WebApi,
            event: "create_booking".into(),
            subject: Some(args::cut(&form.request_id)),
            caller: form.caller(&desk.salon.config.company.country_code),
            body: body.to_vec(),
            state: State::Done,
            reason: None,
        },
        Err(fault) => Message::unreadable(Channel::WebApi, body, fault.as_str()),
    };
    let now = desk.now();
    let kept = desk.store.write(move |tx| inbox::insert(tx, &message, now))?;
    request::rename(request::event(kept));
    read.map_err(Error::Invalid)
}

/// Books what a form asks for, once per `request_id`. `Conflict` if that was used for something else.
pub fn book(desk: &Desk, form: &WebForm, deadline: Instant) -> Result<Booked> {
    let key = form.key()?;
    if desk.store.read(|connection| call::used_otherwise(connection, &key))? {
        return Err(Error::Conflict("This request_id was used for another booking.".into()));
    }
    if let Some(booked) = book::answer_again(desk, &key, deadline)? {
        return Ok(booked);
    }
    let country = &desk.salon.config.company.country_code;
    if is_placeholder(&form.customer.name) {
        return Err(Error::Invalid(Voice::of(&desk.salon).name_missing()));
    }
    let name = PersonName::parse(&form.customer.name)?;
    let phone = form.customer.phone.as_deref();
    let phone = phone.map(|text| Phone::parse(text, country)).transpose()?;
    let heard = wished::hear(desk, phone.as_ref(), &form.wish, &form.time)?;
    let start = match form.instant {
        Some(instant) => instant,
        None => when::start(desk, &heard.time)?,
    };
    when::check_start_at(desk, start)?;
    let contact = form.customer.contact()?;
    // A name that was written was not misheard.
    let is_told_apart = true;
    let who =
        Booker { key, source: Source::WebApi, name, phone, contact, is_told_apart, person: None };
    book_at(desk, heard.wished, start, &who, deadline)
}

/// What the form's sender reads. A no is of the same kind as on the phone.
pub fn answer(desk: &Desk, booked: &Booked) -> Value {
    let voice = Voice::at(desk);
    match booked {
        Booked::Yes(summary) if summary.stands() => {
            let status = if summary.is_requested() { "requested" } else { "booked" };
            let more = json!({ "status": status, "booking_uid": summary.booking_uid,
                "staff_id": summary.staff_id });
            merged(summary_json(&voice, summary), more)
        }
        Booked::No(reason) => json!({ "status": Voice::status_of(*reason),
            "reason": reason.as_str(), "error": voice.refused(*reason, false) }),
        Booked::Off | Booked::Yes(_) => {
            json!({ "status": "cancelled", "error": voice.off_since() })
        }
        Booked::Unknown => json!({ "status": "unknown", "message": voice.unknown() }),
        Booked::ForWhom => json!({ "status": "for_whom", "error": voice.second_for_whom() }),
    }
}
