//! The one table of paths, and what every call passes before its handler: version, rate limit, key.

use crate::sandbox::answer::{Answer, Reply};
use crate::sandbox::api::call::{
    Access, Call, FALLBACK_VERSION, Family, Found, Handler, Route, version,
};
use crate::sandbox::api::{bookings, event_types, lists, people, slots, webhooks};
use crate::sandbox::fault::faults::Operation;
use crate::sandbox::fault::switches::KeyRight;
use crate::sandbox::limits::Allowance;
use crate::sandbox::message::Request;
use crate::sandbox::stop::lock;

const fn route(
    method: &'static str,
    path: &'static str,
    operation: Operation,
    family: Family,
    access: Access,
    handler: Handler,
) -> Route {
    Route { method, path, operation, family, access, handler }
}

use Access::{Key, Public};
use Family::{All, Bookings, BookingsAndRaw, EventTypes};
use Operation as Op;

#[rustfmt::skip]
const ROUTES: &[Route] = &[
    route("POST",   "/v2/bookings",                        Op::Book,         BookingsAndRaw, Public, bookings::create),
    route("GET",    "/v2/bookings",                        Op::ListBookings, BookingsAndRaw, Key,    lists::bookings),
    route("GET",    "/v2/bookings/:uid",                   Op::GetBooking,   BookingsAndRaw, Public, bookings::show),
    route("POST",   "/v2/bookings/:uid/cancel",            Op::Cancel,       BookingsAndRaw, Public, bookings::cancel),
    route("POST",   "/v2/bookings/:uid/reschedule",        Op::Reschedule,   Bookings,       Public, bookings::reschedule),
    route("POST",   "/v2/bookings/:uid/reassign",          Op::Reassign,     Bookings,       Key,    bookings::reassign),
    route("POST",   "/v2/bookings/:uid/reassign/:user",    Op::Reassign,     Bookings,       Key,    bookings::reassign_to),
    route("POST",   "/v2/bookings/:uid/confirm",           Op::Confirm,      Bookings,       Key,    bookings::confirm),
    route("POST",   "/v2/bookings/:uid/decline",           Op::Decline,      Bookings,       Key,    bookings::decline),
    route("POST",   "/v2/bookings/:uid/mark-absent",       Op::MarkAbsent,   Bookings,       Key,    bookings::mark_absent),
    route("GET",    "/v2/slots",                           Op::Slots,        Family::Slots,  Public, slots::list),
    route("POST",   "/v2/slots/reservations",              Op::Reservations, Family::Slots,  Public, slots::reserve),
    route("GET",    "/v2/slots/reservations/:uid",         Op::Reservations, Family::Slots,  Public, slots::show),
    route("DELETE", "/v2/slots/reservations/:uid",         Op::Reservations, Family::Slots,  Public, slots::delete),
    route("POST",   "/v2/event-types",                     Op::EventTypes,   EventTypes,     Key,    event_types::create),
    route("GET",    "/v2/event-types",                     Op::EventTypes,   EventTypes,     Public, event_types::list),
    route("GET",    "/v2/event-types/:id",                 Op::EventTypes,   EventTypes,     Key,    event_types::show),
    route("PATCH",  "/v2/event-types/:id",                 Op::EventTypes,   EventTypes,     Key,    event_types::update),
    route("DELETE", "/v2/event-types/:id",                 Op::EventTypes,   EventTypes,     Key,    event_types::delete),
    route("POST",   "/v2/teams/:team/event-types",         Op::EventTypes,   All,            Key,    event_types::create_of_team),
    route("GET",    "/v2/teams/:team/event-types",         Op::EventTypes,   All,            Public, event_types::list_of_team),
    route("GET",    "/v2/teams/:team/event-types/:id",     Op::EventTypes,   All,            Key,    event_types::show_of_team),
    route("PATCH",  "/v2/teams/:team/event-types/:id",     Op::EventTypes,   All,            Key,    event_types::update_of_team),
    route("DELETE", "/v2/teams/:team/event-types/:id",     Op::EventTypes,   All,            Key,    event_types::delete_of_team),
    route("GET",    "/v2/me",                              Op::People,       All,            Key,    people::me),
    route("GET",    "/v2/teams",                           Op::People,       All,            Key,    people::teams),
    route("GET",    "/v2/teams/:team",                     Op::People,       All,            Key,    people::team),
    route("GET",    "/v2/teams/:team/memberships",         Op::People,       All,            Key,    people::memberships),
    route("GET",    "/v2/organizations/:org/users",        Op::People,       All,            Key,    people::organization_users),
    route("POST",   "/v2/webhooks",                        Op::Webhooks,     All,            Key,    webhooks::create),
    route("GET",    "/v2/webhooks",                        Op::Webhooks,     All,            Key,    webhooks::list),
    route("GET",    "/v2/webhooks/:hook",                  Op::Webhooks,     All,            Key,    webhooks::show),
    route("PATCH",  "/v2/webhooks/:hook",                  Op::Webhooks,     All,            Key,    webhooks::update),
    route("DELETE", "/v2/webhooks/:hook",                  Op::Webhooks,     All,            Key,    webhooks::delete),
    route("POST",   "/v2/event-types/:id/webhooks",        Op::Webhooks,     EventTypes,     Key,    webhooks::create),
    route("GET",    "/v2/event-types/:id/webhooks",        Op::Webhooks,     EventTypes,     Key,    webhooks::list),
    route("GET",    "/v2/event-types/:id/webhooks/:hook",  Op::Webhooks,     EventTypes,     Key,    webhooks::show),
    route("PATCH",  "/v2/event-types/:id/webhooks/:hook",  Op::Webhooks,     EventTypes,     Key,    webhooks::update),
    route("DELETE", "/v2/event-types/:id/webhooks/:hook",  Op::Webhooks,     EventTypes,     Key,    webhooks::delete),
    route("POST",   "/v2/teams/:team/event-types/:id/webhooks",       Op::Webhooks, All,     Key,    webhooks::create),
    route("GET",    "/v2/teams/:team/event-types/:id/webhooks",       Op::Webhooks, All,     Key,    webhooks::list),
    route("GET",    "/v2/teams/:team/event-types/:id/webhooks/:hook", Op::Webhooks, All,     Key,    webhooks::show),
    route("PATCH",  "/v2/teams/:team/event-types/:id/webhooks/:hook", Op::Webhooks, All,     Key,    webhooks::update),
    route("DELETE", "/v2/teams/:team/event-types/:id/webhooks/:hook", Op::Webhooks, All,     Key,    webhooks::delete),
    route("POST",   "/v2/organizations/:org/webhooks",       Op::Webhooks,   All,            Key,    webhooks::create),
    route("GET",    "/v2/organizations/:org/webhooks",       Op::Webhooks,   All,            Key,    webhooks::list),
    route("GET",    "/v2/organizations/:org/webhooks/:hook", Op::Webhooks,   All,            Key,    webhooks::show),
    route("PATCH",  "/v2/organizations/:org/webhooks/:hook", Op::Webhooks,   All,            Key,    webhooks::update),
    route("DELETE", "/v2/organizations/:org/webhooks/:hook", Op::Webhooks,   All,            Key,    webhooks::delete),
];

/// Looks the request up in the table.
pub(crate) fn find(request: &Request) -> Found<'_> {
    for route in ROUTES.iter().filter(|route| route.method == request.method) {
        let pattern: Vec<&'static str> = route.path.split('/').skip(1).collect();
        if pattern.len() != request.segments.len() {
            continue;
        }
        let mut named = Vec::new();
        let fits = pattern.iter().zip(&request.segments).all(|(piece, segment)| {
            match piece.strip_prefix(':') {
                Some(name) => {
                    named.push((name, segment.as_str()));
                    !segment.is_empty()
                }
                None => piece == segment,
            }
        });
        if fits {
            let params = named.iter().map(|(_, value)| *value).collect();
            return Found { route: Some(route), params, named };
        }
    }
    Found { route: None, params: Vec::new(), named: Vec::new() }
}

fn serves(family: Family, version: &str) -> bool {
    let modern = matches!(version, "2024-08-13" | "2026-02-25");
    match family {
        Bookings => modern,
        BookingsAndRaw => modern || version == FALLBACK_VERSION,
        Family::Slots => version == "2024-09-04",
        EventTypes => version == "2024-06-14",
        All => true,
    }
}

/// Version, rate limit, key, handler, in Cal.com's order.
pub(crate) fn dispatch(call: &Call<'_>) -> Reply {
    let request = call.request;
    let served = call.found.route.filter(|route| serves(route.family, version(request)));
    let Some(route) = served else {
        return Err(Answer::refused(404, format!("Cannot {} {}", request.method, request.path())));
    };
    let authorization = request.header("authorization");
    let key = authorization.map(|value| value.strip_prefix("Bearer ").unwrap_or_default().trim());
    let allowance = call.core.options.rate_limit_per_minute.map(|limit| {
        let now = call.core.now();
        lock(&call.core.limiter).count(key.unwrap_or("no key"), limit, now)
    });
    let right = call.core.switches().key;
    let reply = match key {
        _ if allowance.is_some_and(|allowance| allowance.refused) => Err(Answer::too_many()),
        Some(key) if key != call.core.options.api_key || right == KeyRight::None => {
            Err(Answer::refused(401, "CustomThrottlerGuard - Invalid API Key"))
        }
        Some(_) if right == KeyRight::Expired => {
            Err(Answer::refused(401, "ApiAuthStrategy - Your api key is expired"))
        }
        Some(_) if is_forbidden(&right, route, &request.method) => {
            Err(Answer::refused(403, "Forbidden resource"))
        }
        None if route.access == Key => Err(Answer::refused(
            401,
            "No authentication method provided: send an API key as 'Bearer'",
        )),
        _ => {
            if !matches!(route.operation, Op::Book | Op::Reschedule) {
                call.pause();
            }
            (route.handler)(call)
        }
    };
    match (reply, allowance) {
        (Ok(answer), Some(allowance)) => Ok(with_allowance(answer, allowance)),
        (Err(answer), Some(allowance)) => Err(with_allowance(answer, allowance)),
        (reply, None) => reply,
    }
}

fn is_forbidden(right: &KeyRight, route: &Route, method: &str) -> bool {
    match right {
        KeyRight::Reads => method == "POST",
        KeyRight::Lacks(operations, only_changes) => {
            operations.contains(&route.operation) && !(*only_changes && method == "GET")
        }
        KeyRight::All | KeyRight::None | KeyRight::Expired => false,
    }
}

fn with_allowance(answer: Answer, allowance: Allowance) -> Answer {
    answer
        .with_header("X-RateLimit-Limit-Default", allowance.limit.to_string())
        .with_header("X-RateLimit-Remaining-Default", allowance.remaining.to_string())
        .with_header("X-RateLimit-Reset-Default", allowance.reset_seconds.to_string())
}
