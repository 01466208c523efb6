//! What handlers get, the one table of routes, and the one place that turns errors into answers.

use crate::calcom::origin;
use crate::calcom::origin::Errand;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::http::auth::Guard;
use crate::http::{auth, bookings, calcom, health, retell};
use crate::recording::line::format::kind_of;
use crate::recording::recorder::Tape;
use crate::server::log_sums::Sums;
use crate::server::message::{Request, Response};
use crate::server::reply::{Back, Handle, Handler};
use crate::server::serve::Lane;
use crate::store::messages::inbox;
use crate::store::messages::inbox::{Message, State};
use crate::work::Work;
use log::Level;
use serde_json::json;
use std::sync::Arc;

/// When whoever hears 503 shall come again. Trouble with the database is tried anew every second.
const RETRY_AFTER_SECONDS: u32 = 5;

/// What every handler may use.
pub struct App {
    /// The use cases.
    pub desk: Arc<Desk>,
    /// To be nudged when a hint arrives.
    pub work: Arc<Work>,
    /// What strangers can cause, counted.
    pub sums: Sums,
}

/// What stands in the log for every address that is none.
const UNKNOWN_DOOR: &str = "no door";

/// A door: who may come in, and what happens then.
struct Route {
    method: &'static str,
    /// A last part `{…}` stands for any one name.
    path: &'static str,
    guard: Guard,
    /// Quick ones never leave the machine; what is only kept, or needs nothing at all, is dealt with at once.
    lane: fn(&Request) -> Lane,
    does: Does,
}

/// What a door does.
enum Does {
    /// It answers.
    Answer(fn(&App, &Request) -> Result<Response>),
    /// It says what is to be kept, and what is answered once that is on disk.
    Keep(fn(&Request) -> Kept),
}

/// What is kept of a request, and the answer for when it is.
pub struct Kept {
    /// The row of the inbox; an open one is worked on afterwards.
    pub message: Message,
    /// What the sender hears then.
    pub answer: Result<Response>,
}

/// Every door there is.
const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/api/retell/webhook",
        guard: Guard::Retell,
        lane: at_once,
        does: Does::Keep(retell::webhook),
    },
    Route {
        method: "POST",
        path: "/api/retell/function",
        guard: Guard::Retell,
        lane: retell::lane,
        does: Does::Answer(retell::function),
    },
    Route {
        method: "POST",
        path: "/api/retell/inbound",
        guard: Guard::Retell,
        lane: quick,
        does: Does::Answer(retell::inbound),
    },
    Route {
        method: "POST",
        path: "/api/calcom/webhook",
        guard: Guard::Calcom,
        lane: at_once,
        does: Does::Keep(calcom::webhook),
    },
    Route {
        method: "POST",
        path: "/api/v2/bookings",
        guard: Guard::Bearer,
        lane: waits,
        does: Does::Answer(bookings::create),
    },
    Route {
        method: "GET",
        path: "/api/v2/bookings/{uid}",
        guard: Guard::Bearer,
        lane: quick,
        does: Does::Answer(bookings::show),
    },
    Route {
        method: "GET",
        path: "/healthz",
        guard: Guard::Nobody,
        lane: at_once,
        does: Does::Answer(health::alive),
    },
    Route {
        method: "GET",
        path: "/readyz",
        guard: Guard::Nobody,
        lane: quick,
        does: Does::Answer(health::ready),
    },
];

fn at_once(_: &Request) -> Lane {
    Lane::AtOnce
}

fn quick(_: &Request) -> Lane {
    Lane::Quick
}

fn waits(_: &Request) -> Lane {
    Lane::Waits
}

/// Which workers take a request.
pub fn lane(request: &Request) -> Lane {
    find(request).map_or(Lane::Quick, |route| (route.lane)(request))
}

/// The handler for the server.
pub fn handler(app: Arc<App>) -> Handler {
    Arc::new(House(app))
}

/// The appliance as a handler.
struct House(Arc<App>);

impl Handle for House {
    fn handle(&self, request: &Request, back: Back) {
        let app = &self.0;
        app.sums.tell(app.desk.now());
        let route = match admitted(app, request) {
            Ok(route) => route,
            Err(refused) => return back.answer(&refused),
        };
        let recorded = recorded(app, route, request);
        let keep = match route.does {
            Does::Answer(handle) => {
                let errand = recorded.as_ref().map(|(_, errand)| errand.clone());
                let response = origin::carry(errand, || answer(route, handle(app, request)));
                tell(recorded, &response);
                return back.answer(&response);
            }
            Does::Keep(keep) => keep,
        };
        let Kept { message, answer: told } = keep(request);
        let now = app.desk.now();
        let notifier = (message.state == State::Open).then(|| app.work.notifier());
        // Nobody waits here for the disk, and nobody is told before the row is on it.
        app.desk.store.append_later(
            move |tx| inbox::insert(tx, &message, now).map(drop),
            move |kept| {
                if let (Ok(_), Some(notifier)) = (&kept, notifier) {
                    notifier.notify();
                }
                let response = answer(route, kept.and(told));
                tell(recorded, &response);
                back.answer(&response);
            },
        );
    }
}

/// Answers a request: route, guard, handler. Callable without a server.
pub fn respond(app: &App, request: &Request) -> Response {
    let route = match admitted(app, request) {
        Ok(route) => route,
        Err(refused) => return refused,
    };
    let outcome = match route.does {
        Does::Answer(handle) => handle(app, request),
        Does::Keep(keep) => {
            let Kept { message, answer: told } = keep(request);
            let now = app.desk.now();
            let open = message.state == State::Open;
            let kept = app.desk.store.write(move |tx| inbox::insert(tx, &message, now));
            if open && kept.is_ok() {
                app.work.notifier().notify();
            }
            kept.and(told)
        }
    };
    answer(route, outcome)
}

/// The door this request may go through, or what it hears instead.
fn admitted(app: &App, request: &Request) -> std::result::Result<&'static Route, Response> {
    let Some(route) = find(request) else {
        let why = "asked for an address or a method that is not there";
        app.sums.count(Level::Info, UNKNOWN_DOOR, "unknown", &why, app.desk.now());
        return Err(no_route(request));
    };
    auth::admits(route.guard, &app.desk, request).map(|()| route).map_err(|refused| {
        app.sums.count(Level::Warn, route.path, refused.kind(), &refused, app.desk.now());
        Response::json(401, &json!({ "error": "unauthorized" }))
    })
}

/// Tells the recording of a request that was let in, if days are recorded and it is of a kind that is replayed.
fn recorded(app: &App, route: &Route, request: &Request) -> Option<(Tape, Errand)> {
    let kind = kind_of(route.path).filter(|_| route.method == "POST")?;
    let tape = app.work.tape()?;
    Some((tape.clone(), tape.request(kind, &request.body)))
}

/// Tells the recording how it was answered.
fn tell(recorded: Option<(Tape, Errand)>, response: &Response) {
    if let Some((tape, errand)) = recorded {
        tape.answered(errand, response.status, &response.body);
    }
}

fn find(request: &Request) -> Option<&'static Route> {
    // HEAD is GET without the body, which the server leaves out.
    let method = if request.method == "HEAD" { "GET" } else { request.method.as_str() };
    ROUTES.iter().find(|route| route.method == method && fits(route.path, &request.path))
}

fn fits(pattern: &str, path: &str) -> bool {
    match pattern.rsplit_once("/{") {
        None => pattern == path,
        Some((folder, _)) => path
            .strip_prefix(folder)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|name| !name.is_empty() && !name.contains('/')),
    }
}

fn no_route(request: &Request) -> Response {
    let known: Vec<&str> =
        ROUTES.iter().filter(|r| fits(r.path, &request.path)).map(|r| r.method).collect();
    if known.is_empty() {
        return Response::json(404, &json!({ "error": "there is no such address" }));
    }
    Response::json(405, &json!({ "error": "this address does not know that method" }))
        .with_header("Allow", known.join(", "))
}

/// The one place that knows status codes of errors, and logs the surprises, once.
fn answer(route: &Route, outcome: Result<Response>) -> Response {
    let error = match outcome {
        Ok(response) => return response,
        Err(error) => error,
    };
    let status = match &error {
        Error::Invalid(_) => 400,
        Error::NotFound(_) => 404,
        Error::Conflict(_) => 409,
        Error::Unavailable(_) | Error::Database(_) => 503,
        Error::Internal(_) => 500,
    };
    if status == 500 {
        log::error!("{} {}: {}", route.method, route.path, error.for_log());
    }
    let response = Response::json(status, &json!({ "error": error.to_string() }));
    match status {
        503 => response.with_header("Retry-After", RETRY_AFTER_SECONDS.to_string()),
        _ => response,
    }
}

#[cfg(test)]
mod tests {
    use super::{Does, ROUTES};
    use crate::recording::line::format::is_only_kept;

    #[test]
    fn a_replay_knows_which_doors_only_keep_what_comes() {
        for route in ROUTES {
            let keeps = matches!(route.does, Does::Keep(_));
            assert_eq!(is_only_kept(route.path), keeps, "{}", route.path);
        }
    }
}
