//! The one table of paths, and what every call passes before its handler: version, rate limit, key.

use crate::sandbox::answer::{Answer, Reply};
use crate::sandbox::api::{bookings, event_types, lists, people, slots, webhooks};
use crate::sandbox::core::{Core, lock};
use crate::sandbox::fault::faults::{HostShape, Operation};
use crate::sandbox::http::wire::Request;
use crate::sandbox::limits::Allowance;
use crate::sandbox::switches::KeyRight;
use serde_json::{Map, Value};
use std::cell::Cell;
use std::time::Duration;

const VERSION_HEADER: &str = "cal-api-version";
/// The versions that the server knows. Any other string counts as none.
const KNOWN_VERSIONS: [&str; 7] = [
    "2024-04-15",
    "2024-06-11",
    "2024-06-14",
    "2024-08-13",
    "2024-09-04",
    "2026-02-25",
    "2026-05-01",
];
/// What a call without a version, or with an unknown one, gets.
const FALLBACK_VERSION: &str = "2024-04-15";
/// Pages of lists other than bookings.
const TAKE_DEFAULT: usize = 250;
const TAKE_MAX: usize = 250;

/// Which `cal-api-version`s a route answers to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    /// 2024-08-13 and 2026-02-25.
    Bookings,
    /// The same, and the raw shape for the fallback.
    BookingsAndRaw,
    /// 2024-09-04.
    Slots,
    /// 2024-06-14.
    EventTypes,
    /// Any.
    All,
}

/// Whether a key is needed. A wrong one is refused everywhere.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Public,
    Key,
}

type Handler = fn(&Call<'_>) -> Reply;

/// One line of the table; a segment that starts with a colon is a parameter.
pub(crate) struct Route {
    method: &'static str,
    path: &'static str,
    operation: Operation,
    family: Family,
    access: Access,
    handler: Handler,
}

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

/// The route of a request and its parameters.
pub(crate) struct Found<'a> {
    route: Option<&'static Route>,
    /// In the order of the path.
    pub(crate) params: Vec<&'a str>,
    /// The same, with the names of the table.
    named: Vec<(&'static str, &'a str)>,
}

impl Found<'_> {
    pub(crate) fn operation(&self) -> Operation {
        self.route.map_or(Operation::Other, |route| route.operation)
    }
}

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

/// What a call waits for between its check and its commit, or before it is done at all.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pause {
    pub(crate) held: bool,
    pub(crate) delay: Duration,
}

impl Pause {
    pub(crate) fn spend(self, core: &Core) {
        if self.held {
            core.hold();
        }
        core.stop.sleep(self.delay);
    }
}

/// One call on its way to its handler.
pub(crate) struct Call<'a> {
    pub(crate) core: &'a Core,
    pub(crate) request: &'a Request,
    found: Found<'a>,
    /// How this call wants the host to be named, whatever the event type says.
    pub(crate) shape: Option<HostShape>,
    pause: Cell<Pause>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(
        core: &'a Core,
        request: &'a Request,
        found: Found<'a>,
        shape: Option<HostShape>,
        pause: Pause,
    ) -> Call<'a> {
        Call { core, request, found, shape, pause: Cell::new(pause) }
    }

    /// Spends the call's delay, once.
    pub(crate) fn pause(&self) {
        self.pause.take().spend(self.core);
    }

    pub(crate) fn operation(&self) -> Operation {
        self.found.operation()
    }

    /// A parameter of the path, as the table names it.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.found.named.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    /// A parameter of the path that is a number.
    pub(crate) fn id(&self, name: &str) -> Result<i64, Answer> {
        let text = self.param(name).unwrap_or_default();
        text.parse().map_err(|_| {
            Answer::refused(400, "Validation failed (numeric string is expected)".to_owned())
        })
    }

    /// The body, which must be a JSON object.
    pub(crate) fn body(&self) -> Result<Map<String, Value>, Answer> {
        match self.request.json() {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(_) => Err(Answer::invalid("body", "must be an object")),
            Err(error) => Err(Answer::refused(400, format!("body is not JSON: {error}"))),
        }
    }

    /// Whether the right key came along.
    pub(crate) fn has_key(&self) -> bool {
        self.request.header("authorization").is_some()
    }

    /// Whether the caller fell into the version trap.
    pub(crate) fn wants_raw(&self) -> bool {
        let is_booking = self.found.route.is_some_and(|r| r.family == BookingsAndRaw);
        is_booking && version(self.request) == FALLBACK_VERSION
    }

    /// `take` and `skip` of a list without a pagination object, applied.
    pub(crate) fn page<T>(&self, all: impl Iterator<Item = T>) -> Result<Vec<T>, Answer> {
        let take = number_param(self.request, "take", TAKE_DEFAULT)?;
        if !(1..=TAKE_MAX).contains(&take) {
            return Err(Answer::invalid("take", "must be between 1 and 250"));
        }
        Ok(all.skip(number_param(self.request, "skip", 0)?).take(take).collect())
    }
}

/// A query parameter that is a whole number of at least 0.
pub(crate) fn number_param(request: &Request, name: &str, default: usize) -> Result<usize, Answer> {
    match request.param(name) {
        Some(text) => text.parse().map_err(|_| Answer::invalid(name, "must not be less than 0")),
        None => Ok(default),
    }
}

fn version(request: &Request) -> &str {
    let asked = request.header(VERSION_HEADER).unwrap_or_default();
    if KNOWN_VERSIONS.contains(&asked) { asked } else { FALLBACK_VERSION }
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
        Some(_) if right == KeyRight::Reads && request.method == "POST" => {
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

fn with_allowance(answer: Answer, allowance: Allowance) -> Answer {
    answer
        .with_header("X-RateLimit-Limit-Default", allowance.limit.to_string())
        .with_header("X-RateLimit-Remaining-Default", allowance.remaining.to_string())
        .with_header("X-RateLimit-Reset-Default", allowance.reset_seconds.to_string())
}
