//! What handlers get, the one table of routes, and the one place that turns errors into answers.

use crate::calcom::errand;
use crate::domain::Error;
use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::http::Handler;
use crate::http::Lane;
use crate::http::Request;
use crate::http::Response;
use crate::http::auth;
use crate::http::auth::Guard;
use crate::http::bookings;
use crate::http::calcom;
use crate::http::health;
use crate::http::retell;
use crate::work::Work;
use crate::work::replay_line::kind_of;
use serde_json::json;
use std::sync::Arc;

/// What every handler may use.
pub struct App {
    /// The use cases.
    pub desk: Arc<Desk>,
    /// To be nudged when a hint arrives.
    pub work: Arc<Work>,
}

/// A door: who may come in, and what happens then.
struct Route {
    method: &'static str,
    /// A last part `{…}` stands for any one name.
    path: &'static str,
    guard: Guard,
    /// Quick ones never leave the machine.
    lane: fn(&Request) -> Lane,
    handle: fn(&App, &Request) -> Result<Response>,
}

/// Every door there is.
const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/api/retell/webhook",
        guard: Guard::Retell,
        lane: quick,
        handle: retell::webhook,
    },
    Route {
        method: "POST",
        path: "/api/retell/function",
        guard: Guard::Retell,
        lane: retell::lane,
        handle: retell::function,
    },
    Route {
        method: "POST",
        path: "/api/retell/inbound",
        guard: Guard::Retell,
        lane: quick,
        handle: retell::inbound,
    },
    Route {
        method: "POST",
        path: "/api/calcom/webhook",
        guard: Guard::Calcom,
        lane: quick,
        handle: calcom::webhook,
    },
    Route {
        method: "POST",
        path: "/api/v2/bookings",
        guard: Guard::Bearer,
        lane: waits,
        handle: bookings::create,
    },
    Route {
        method: "GET",
        path: "/api/v2/bookings/{uid}",
        guard: Guard::Bearer,
        lane: quick,
        handle: bookings::show,
    },
    Route {
        method: "GET",
        path: "/healthz",
        guard: Guard::Nobody,
        lane: quick,
        handle: health::alive,
    },
    Route {
        method: "GET",
        path: "/readyz",
        guard: Guard::Nobody,
        lane: quick,
        handle: health::ready,
    },
];

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
    Arc::new(move |request| respond(&app, request))
}

/// Answers a request: route, guard, handler. Callable without a server.
pub fn respond(app: &App, request: &Request) -> Response {
    let Some(route) = find(request) else { return no_route(request) };
    if !auth::admits(route.guard, &app.desk, request) {
        return Response::json(401, &json!({ "error": "unauthorized" }));
    }
    let handled = || answer(request, (route.handle)(app, request));
    let kind = kind_of(route.path).filter(|_| route.method == "POST");
    let (Some(tape), Some(kind)) = (app.work.tape(), kind) else { return handled() };
    let errand = tape.request(kind, &request.body);
    let response = errand::carry(Some(errand.clone()), handled);
    tape.answered(errand, response.status, &response.body);
    response
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
fn answer(request: &Request, outcome: Result<Response>) -> Response {
    let error = match outcome {
        Ok(response) => return response,
        Err(error) => error,
    };
    let status = match &error {
        Error::Invalid(_) => 400,
        Error::NotFound(_) => 404,
        Error::Conflict(_) => 409,
        Error::Unavailable(_) => 503,
        Error::Internal(_) => 500,
    };
    if status == 500 {
        log::error!("{} {}: {}", request.method, request.path, error.for_log());
    }
    Response::json(status, &json!({ "error": error.to_string() }))
}
