//! `GET /v2/bookings`: filters, order, pages.

use crate::domain::visit::booking::BookingStatus;
use crate::sandbox::answer::{Answer, Reply};
use crate::sandbox::api::call::{Call, number_param};
use crate::sandbox::api::render;
use crate::sandbox::fault::lies::{Becomes, alter};
use crate::sandbox::instant::parse_time;
use crate::sandbox::message::Request;
use crate::sandbox::salon::state::{Booking, State};
use crate::sandbox::types::EndlessLists;
use serde_json::{Value, json};
use std::cmp::Reverse;
use time::OffsetDateTime;

const TAKE_DEFAULT: usize = 100;
const TAKE_MAX: usize = 250;

/// What of a booking a filter or a sort looks at.
type Field = fn(&Booking) -> OffsetDateTime;

/// Parameter, field, and whether it asks for the field's value or later (else: or earlier).
const BOUNDS: [(&str, Field, bool); 6] = [
    ("afterStart", |booking| booking.start, true),
    ("beforeEnd", |booking| booking.end, false),
    ("afterCreatedAt", |booking| booking.created_at, true),
    ("beforeCreatedAt", |booking| booking.created_at, false),
    ("afterUpdatedAt", |booking| booking.updated_at, true),
    ("beforeUpdatedAt", |booking| booking.updated_at, false),
];
const SORTS: [(&str, Field); 4] = [
    ("sortStart", |booking| booking.start),
    ("sortEnd", |booking| booking.end),
    ("sortCreated", |booking| booking.created_at),
    ("sortUpdatedAt", |booking| booking.updated_at),
];

/// `GET /v2/bookings`
pub(crate) fn bookings(call: &Call<'_>) -> Reply {
    let request = call.request;
    let take = number_param(request, "take", TAKE_DEFAULT)?;
    if !(1..=TAKE_MAX).contains(&take) {
        return Err(Answer::invalid("take", "must not be greater than 250 and not less than 1"));
    }
    let switches = call.core.switches();
    let skip = match switches.endless {
        Some(EndlessLists::SamePage) => 0,
        _ => number_param(request, "skip", 0)?,
    };
    let now = call.core.now();
    let state = call.core.state();
    let found = filtered(&state, request, now, switches.list_cutoff(now))?;
    let view = call.view();
    let page: Vec<Value> = found
        .iter()
        .skip(skip)
        .take(take)
        .map(|booking| render::booking(&state, booking, view))
        .collect();
    if call.wants_raw() {
        return Ok(Answer::success(200, json!({ "bookings": page, "nextCursor": null })));
    }
    let mut pagination = render::pagination(found.len(), page.len(), take, skip);
    if switches.endless.is_some() {
        alter(&mut pagination, "/hasNextPage", &Becomes::Value(json!(true)));
        alter(&mut pagination, "/remainingItems", &Becomes::Value(json!(take)));
    }
    let body = json!({ "status": "success", "data": page, "pagination": pagination });
    Ok(Answer::json(200, body))
}

fn filtered<'a>(
    state: &'a State,
    request: &Request,
    now: OffsetDateTime,
    cutoff: Option<OffsetDateTime>,
) -> Result<Vec<&'a Booking>, Answer> {
    let all = state.bookings.iter();
    let mut found: Vec<&Booking> = all.filter_map(|booking| state.as_of(booking, cutoff)).collect();
    for (name, field, or_later) in BOUNDS {
        let Some(text) = request.param(name) else { continue };
        let bound = parse_time(text);
        let bound =
            bound.ok_or_else(|| Answer::invalid(name, "must be a valid ISO 8601 date string"))?;
        found.retain(|booking| {
            let value = field(booking);
            if or_later { value >= bound } else { value <= bound }
        });
    }
    if let Some(email) = request.param("attendeeEmail") {
        found.retain(|booking| is_attendee(state, booking, email));
    }
    if let Some(name) = request.param("attendeeName") {
        found.retain(|booking| booking.attendee.name == name);
    }
    if let Some(uid) = request.param("bookingUid") {
        found.retain(|booking| booking.uid == uid);
    }
    if let Some(ids) = ids(request, "eventTypeIds")?.or(ids(request, "eventTypeId")?) {
        found.retain(|booking| ids.contains(&booking.event_type_id));
    }
    if let Some(ids) = ids(request, "teamsIds")?.or(ids(request, "teamId")?) {
        found.retain(|booking| {
            let event_type = state.event_types.get(&booking.event_type_id);
            event_type.and_then(|e| e.spec.team_id).is_some_and(|team| ids.contains(&team))
        });
    }
    let words = statuses(request)?;
    found.retain(|booking| {
        words.is_empty() || words.iter().any(|word| has_status(booking, word, now))
    });
    sort(&mut found, request)?;
    Ok(found)
}

fn sort(found: &mut [&Booking], request: &Request) -> Result<(), Answer> {
    found.sort_by_key(|booking| (booking.start, booking.id));
    for (name, field) in SORTS {
        match request.param(name) {
            None => {}
            Some("asc") => found.sort_by_key(|booking| (field(booking), booking.id)),
            Some("desc") => found.sort_by_key(|booking| Reverse((field(booking), booking.id))),
            Some(_) => {
                let problem = "SortOrder must be either \"asc\" or \"desc\".";
                return Err(Answer::invalid(name, problem));
            }
        }
    }
    Ok(())
}

/// Co-hosts are attendees, too.
fn is_attendee(state: &State, booking: &Booking, email: &str) -> bool {
    let co_hosts = booking.co_hosts.iter().filter_map(|id| state.users.get(id));
    booking.attendee.email.eq_ignore_ascii_case(email)
        || booking.guests.iter().any(|guest| guest.eq_ignore_ascii_case(email))
        || co_hosts.into_iter().any(|user| user.email.eq_ignore_ascii_case(email))
}

fn ids(request: &Request, name: &str) -> Result<Option<Vec<i64>>, Answer> {
    let Some(text) = request.param(name) else { return Ok(None) };
    let parsed: Result<Vec<i64>, _> = text.split(',').map(|id| id.trim().parse()).collect();
    parsed.map(Some).map_err(|_| Answer::invalid(name, "must be numbers separated by commas"))
}

fn statuses(request: &Request) -> Result<Vec<String>, Answer> {
    const WORDS: [&str; 5] = ["upcoming", "recurring", "past", "cancelled", "unconfirmed"];
    let text = request.param("status").unwrap_or_default();
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| match WORDS.contains(&word) {
            true => Ok(word.to_owned()),
            false => Err(Answer::invalid("status", "Invalid status")),
        })
        .collect()
}

fn has_status(booking: &Booking, word: &str, now: OffsetDateTime) -> bool {
    let off = matches!(booking.status, BookingStatus::Cancelled | BookingStatus::Rejected);
    match word {
        "upcoming" => !off && booking.end >= now,
        "past" => !off && booking.end < now,
        "cancelled" => off,
        "unconfirmed" => booking.status == BookingStatus::Pending && booking.end >= now,
        _ => false,
    }
}
