//! One call on its way to its handler, and the line of the table that it fits.

use crate::sandbox::answer::{Answer, Reply};
use crate::sandbox::api::core::Core;
use crate::sandbox::api::render::View;
use crate::sandbox::fault::faults::{HostShape, Operation};
use crate::sandbox::message::Request;
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
pub(crate) const FALLBACK_VERSION: &str = "2024-04-15";
/// Pages of lists other than bookings.
const TAKE_DEFAULT: usize = 250;
const TAKE_MAX: usize = 250;

/// Which `cal-api-version`s a route answers to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
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
pub(crate) enum Access {
    Public,
    Key,
}

pub(crate) type Handler = fn(&Call<'_>) -> Reply;

/// One line of the table; a segment that starts with a colon is a parameter.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) operation: Operation,
    pub(crate) family: Family,
    pub(crate) access: Access,
    pub(crate) handler: Handler,
}

/// The route of a request and its parameters.
pub(crate) struct Found<'a> {
    pub(crate) route: Option<&'static Route>,
    /// In the order of the path.
    pub(crate) params: Vec<&'a str>,
    /// The same, with the names of the table.
    pub(crate) named: Vec<(&'static str, &'a str)>,
}

impl Found<'_> {
    pub(crate) fn operation(&self) -> Operation {
        self.route.map_or(Operation::Other, |route| route.operation)
    }
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
    pub(crate) found: Found<'a>,
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
        let is_booking = self.found.route.is_some_and(|r| r.family == Family::BookingsAndRaw);
        is_booking && version(self.request) == FALLBACK_VERSION
    }

    /// How a booking is to be shown to it.
    pub(crate) fn view(&self) -> View {
        let books = matches!(self.operation(), Operation::Book | Operation::Reschedule);
        View { raw: self.wants_raw(), books, shape: self.shape }
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

/// The version that the call is answered in.
pub(crate) fn version(request: &Request) -> &str {
    let asked = request.header(VERSION_HEADER).unwrap_or_default();
    if KNOWN_VERSIONS.contains(&asked) { asked } else { FALLBACK_VERSION }
}
