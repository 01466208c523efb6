//! From a request to its answer: route, guard, handler, recording; and the one place that turns errors into answers.

use crate::calcom::origin::Origin;
use crate::calcom::{origin, signature as calcom_signature};
use crate::domain::Result;
use crate::domain::help::code::Code;
use crate::domain::help::topics;
use crate::frontdesk::messages::keep;
use crate::frontdesk::messages::keep::Kept;
use crate::http::auth::Refused;
use crate::http::context::App;
use crate::http::page::base::errors::Told;
use crate::http::page::{door, table};
use crate::http::routes::{Does, Route};
use crate::http::{auth, metrics, routes};
use crate::logging::request;
use crate::recording::handle::RecorderHandle;
use crate::recording::line::format::kind_of;
use crate::retell::signature as retell_signature;
use crate::server::handler::{Handle, Handler, Lane, Reply};
use crate::server::message::{Request, Response};
use crate::server::serve::{Server, ServerOptions};
use crate::store::messages::inbox::Message;
use log::Level;
use serde_json::json;
use std::io;
use std::sync::{Arc, mpsc};
use std::time::Instant;

/// When a client that hears 503 shall come again. Trouble with the database is tried anew every second.
const RETRY_AFTER_SECONDS: u32 = 5;

/// Workers for the metrics' own address: one scraper asks a few times a minute.
const METRICS_WORKERS: usize = 2;

/// What stands in the log for every address that is none.
const UNKNOWN_ADDRESS: &str = "no door";

/// The headers that a handler or a guard reads.
pub(crate) const REQUEST_HEADERS: &[&str] = &[
    "authorization",
    retell_signature::SIGNATURE_HEADER,
    calcom_signature::SIGNATURE_HEADER,
    // The page's.
    "accept",
    "accept-language",
    "content-type",
    "cookie",
    "host",
    "origin",
    "sec-fetch-site",
    "x-by-itself",
    "x-forwarded-proto",
];

/// Serves the appliance at an address, as [`Server::start`] does.
pub fn serve(listen: &str, mut options: ServerOptions, app: Arc<App>) -> io::Result<Server> {
    options.request_headers = REQUEST_HEADERS;
    Server::start(listen, options, routes::lane, Arc::new(Responder(app)))
}

/// The appliance as a handler, for a server that serves already.
pub fn handler(app: Arc<App>) -> Handler {
    Arc::new(Responder(app))
}

/// Serves the metrics alone at an address of their own.
pub fn serve_metrics(listen: &str, app: Arc<App>) -> io::Result<Server> {
    let options = ServerOptions {
        request_headers: REQUEST_HEADERS,
        quick_workers: METRICS_WORKERS,
        waiting_workers: 1,
        ..ServerOptions::default()
    };
    Server::start(listen, options, |_| Lane::Quick, Arc::new(MetricsAlone(app)))
}

/// The metrics as a handler: every other address is none.
struct MetricsAlone(Arc<App>);

impl Handle for MetricsAlone {
    fn handle(&self, request: &Request, reply: Reply) {
        reply.send(metrics_alone(&self.0, request));
    }
}

fn metrics_alone(app: &App, request: &Request) -> Response {
    let Some(route) = routes::find(request).filter(|route| route.path == metrics::PATH) else {
        let code = topics::NO_ADDRESS.to_string();
        return Response::json(404, &json!({ "error": "there is no such address", "code": code }));
    };
    match auth::admits_alone(app, request) {
        Ok(()) => rendered(route, metrics::show(app, request)),
        Err(refused) => unauthorized(app, route, refused),
    }
}

/// The appliance as a handler.
struct Responder(Arc<App>);

impl Handle for Responder {
    fn handle(&self, request: &Request, reply: Reply) {
        answer(&self.0, request, |response| reply.send(response));
    }
}

/// Answers a request without a server, and waits for what must be on disk before.
pub(crate) fn respond(app: &App, request: &Request) -> Response {
    let (send, answered) = mpsc::sync_channel(1);
    answer(app, request, move |response| send.send(response).unwrap_or_default());
    answered.recv().unwrap_or_else(|_| Response::text(500, "internal error\n"))
}

/// Answers a request through `reply`, at once or, if it is only kept, when that is on disk.
fn answer(app: &App, request: &Request, reply: impl FnOnce(Response) + Send + 'static) {
    request::on(request::fresh("r"), || answer_as_named(app, request, reply));
}

fn answer_as_named(app: &App, request: &Request, reply: impl FnOnce(Response) + Send + 'static) {
    let begun = Instant::now();
    app.sums.tell(app.desk.now());
    if let Some(row) = table::find(&request.method, &request.path) {
        let response = door::answer(app, row, request);
        app.meter.request(row.path, row.method, response.status, begun.elapsed());
        return reply(response);
    }
    let route = match admitted(app, request) {
        Ok(route) => route,
        Err(refused) => return reply(refused),
    };
    let recorded = recorded(app, route, request);
    let origin = recorded.as_ref().map(|(_, origin)| origin.clone());
    let meter = app.meter.clone();
    let finish = move |outcome: Result<Response>| {
        let response = rendered(route, outcome);
        meter.request(route.path, route.method, response.status, begun.elapsed());
        if let Some((tape, origin)) = recorded {
            tape.answered(origin, response.status, &response.body);
        }
        reply(response);
    };
    match route.does {
        Does::Answer(handler) => finish(origin::carry(origin, || handler(app, request))),
        Does::Keep(read) => keep(app, read(&request.body), finish),
    }
}

/// Nothing waits here for the disk, and the sender hears nothing before the row is on it.
fn keep(app: &App, message: Message, finish: impl FnOnce(Result<Response>) + Send + 'static) {
    let notifier = app.work.notifier();
    keep::later(&app.desk, message, move |kept| {
        if let Ok(Kept::ForWork) = &kept {
            notifier.notify();
        }
        finish(kept.map(|_| Response::empty(204)));
    });
}

/// The route this request may take, or what it hears instead.
fn admitted(app: &App, request: &Request) -> std::result::Result<&'static Route, Response> {
    let Some(route) = routes::find(request) else {
        let why = "asked for an address or a method that is not there";
        app.sums.count(Level::Info, UNKNOWN_ADDRESS, "unknown", &why, app.desk.now());
        return Err(no_route(app, request));
    };
    auth::admits(route.guard, app, request)
        .map(|()| route)
        .map_err(|refused| unauthorized(app, route, refused))
}

fn unauthorized(app: &App, route: &Route, refused: Refused) -> Response {
    app.sums.count(Level::Warn, route.path, refused.kind(), &refused, app.desk.now());
    Response::json(401, &json!({ "error": "unauthorized" }))
}

/// Tells the recording of a request that was let in, if days are recorded and it is of a kind that is replayed.
fn recorded(app: &App, route: &Route, request: &Request) -> Option<(RecorderHandle, Origin)> {
    let kind = kind_of(route.path).filter(|_| route.method == "POST")?;
    let recording = app.work.recording()?;
    Some((recording.clone(), recording.request(kind, &request.body)))
}

fn no_route(app: &App, request: &Request) -> Response {
    let mut known = routes::methods_of(&request.path);
    known.extend(table::methods_of(&request.path));
    let told = if known.is_empty() { Told::NoPage } else { Told::NoMethod };
    let response = if door::is_for_a_person(request) {
        door::no_page(app, request, told)
    } else {
        let (error, code) = match told {
            Told::NoMethod => ("this address does not know that method", topics::NO_METHOD),
            _ => ("there is no such address", topics::NO_ADDRESS),
        };
        Response::json(told.status(), &json!({ "error": error, "code": code.to_string() }))
    };
    if known.is_empty() { response } else { response.with_header("Allow", known.join(", ")) }
}

/// The one place that knows status codes of errors, and logs the surprises, once.
fn rendered(route: &Route, outcome: Result<Response>) -> Response {
    let error = match outcome {
        Ok(response) => return response,
        Err(error) => error,
    };
    let status = Told::Error(&error).status();
    if status == 500 {
        let sentence = Code::from(&error).ends(&error.for_log());
        log::error!("{} {}: {sentence}", route.method, route.path);
    }
    let code = Code::from(&error).to_string();
    let response = Response::json(status, &json!({ "error": error.to_string(), "code": code }));
    if status == 503 {
        response.with_header("Retry-After", RETRY_AFTER_SECONDS.to_string())
    } else {
        response
    }
}
