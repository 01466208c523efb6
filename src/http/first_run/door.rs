//! The door before the first run: whose browser it is, where a form comes from, whether its step may be opened; and what
//! everybody else hears: that there is no salon yet.

use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::frontdesk::access::secret::Secret;
use crate::frontdesk::first_run::answers::Step;
use crate::frontdesk::first_run::begun::FirstRun;
pub use crate::http::first_run::came::Begin;
use crate::http::first_run::came::{Came, next};
use crate::http::first_run::table::{Does, Row};
use crate::http::first_run::{owner, table};
use crate::http::page::base::ask::go;
use crate::http::page::base::errors::Told;
use crate::http::page::base::form::{Form, TOKEN};
use crate::http::page::base::{cookie, site};
use crate::http::page::door::{is_for_a_person, language};
use crate::http::page::table::parts;
use crate::http::respond::REQUEST_HEADERS;
use crate::http::routes;
use crate::server::handler::{Handle, Handler, Lane, Reply};
use crate::server::message::{Request, Response};
use crate::server::serve::{Server, ServerOptions};
use maud::Markup;
use serde_json::json;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

/// What programs hear that ask for more than is there yet.
const NOT_SET_UP: &str =
    "this program is not set up yet: the link to do that stands on its console";
/// When they shall come again.
const RETRY_AFTER_SECONDS: u32 = 30;
/// The salon that answers as soon as there is one.
pub type Salon = Arc<OnceLock<Handler>>;

/// Serves the first run, and from the moment that `salon` is set the salon: one server, so that nobody who comes in between
/// meets a closed door. When it returns, requests are answered.
pub fn serve(
    listen: SocketAddr,
    mut options: ServerOptions,
    first: FirstRun,
    begin: Begin,
    salon: Salon,
) -> io::Result<Server> {
    options.request_headers = REQUEST_HEADERS;
    let turn = Turn { first, begin, salon };
    Server::start(&listen.to_string(), options, lane, Arc::new(turn))
}

/// First the one, then the other.
struct Turn {
    first: FirstRun,
    begin: Begin,
    salon: Salon,
}

impl Handle for Turn {
    fn handle(&self, request: &Request, reply: Reply) {
        match self.salon.get() {
            Some(salon) => salon.handle(request, reply),
            None => reply.send(answer(&self.first, &self.begin, request)),
        }
    }
}

/// Of both: what the first run knows is quick in the salon too, or waits there.
fn lane(request: &Request) -> Lane {
    match table::find(&request.method, &request.path) {
        Some(row) => row.lane,
        None => routes::lane(request),
    }
}

fn answer(first: &FirstRun, begin: &Begin, request: &Request) -> Response {
    let row = table::find(&request.method, &request.path);
    let is_secure = site::is_secure(request, "");
    let session =
        cookie::read(request, cookie::SESSION, is_secure).filter(|secret| first.is_in(secret));
    let form = cookie::read(request, cookie::FORM, is_secure);
    let came = Came {
        first,
        begin,
        request,
        parts: row.and_then(|row| parts(row.path, &request.path)).unwrap_or_default(),
        language: language(request, Language::De),
        is_secure,
        secret: session.clone().or_else(|| form.clone()).unwrap_or_else(Secret::fresh),
    };
    let Some(row) = row else { return elsewhere(&came) };
    let outcome = match &row.does {
        Does::Asset(handler) => handler(request),
        Does::Open(handler) => handler(&came),
        Does::OpenChange(handler) => open_change(&came, form.as_ref(), *handler),
        Does::Show(handler) if session.is_some() && may_open(&came) => handler(&came),
        Does::Show(_) if session.is_some() => Ok(go(&next(first))),
        Does::Show(_) => Ok(go("/")),
        Does::Change(handler) => change(&came, session.is_some(), *handler),
    };
    outcome.unwrap_or_else(|error| told(&came, row, &error))
}

/// Whether all steps before this one are answered; the end sees to itself.
fn may_open(came: &Came) -> bool {
    let word = came.request.path.rsplit('/').next().unwrap_or_default();
    Step::parse(word).is_none_or(|step| came.first.answers().may_open(step))
}

fn open_change(
    came: &Came,
    kept: Option<&Secret>,
    handler: fn(&Came, &Form) -> Result<Response>,
) -> Result<Response> {
    if !site::is_own(came.request, "") {
        return Ok(plain(came, Told::Elsewhere));
    }
    let form = Form::read(came.request, came.language)?;
    if !kept.is_some_and(|secret| secret.is_form_token(form.get(TOKEN))) {
        return Ok(came.with_cookie(plain(came, Told::Stale)));
    }
    handler(came, &form)
}

/// Where it comes from, who sends it, whether it is a form of this session, whether its step may be taken: in this order.
fn change(
    came: &Came,
    is_in: bool,
    handler: fn(&Came, &Form) -> Result<Response>,
) -> Result<Response> {
    if !site::is_own(came.request, "") {
        return Ok(plain(came, Told::Elsewhere));
    }
    if !is_in {
        return owner::home(came);
    }
    let form = Form::read(came.request, came.language)?;
    if !came.secret.is_form_token(form.get(TOKEN)) {
        return Ok(plain(came, Told::Stale));
    }
    if !may_open(came) {
        return Ok(go(&next(came.first)));
    }
    handler(came, &form)
}

fn plain(came: &Came, told: Told) -> Response {
    let body: Markup = told.body(came.language);
    Response { status: told.status(), ..came.page(told.title(came.language), &body) }
}

fn told(came: &Came, row: &Row, error: &Error) -> Response {
    if let Error::Internal(_) = error {
        log::error!("{} {}: {}", row.method, row.path, error.for_log());
    }
    plain(came, Told::Error(error))
}

/// Whatever is not the first run: it lives, it is not ready, and whoever calls shall come again.
fn elsewhere(came: &Came) -> Response {
    let request = came.request;
    if request.path == "/healthz" && matches!(request.method.as_str(), "GET" | "HEAD") {
        return Response::json(200, &json!({ "status": "ok" }));
    }
    if !routes::methods_of(&request.path).is_empty() {
        let answer = Response::json(503, &json!({ "status": "not set up", "error": NOT_SET_UP }));
        return answer.with_header("Retry-After", RETRY_AFTER_SECONDS.to_string());
    }
    let known = table::methods_of(&request.path);
    let why = if known.is_empty() { Told::NoPage } else { Told::NoMethod };
    let answer = if is_for_a_person(request) {
        plain(came, why)
    } else {
        Response::json(why.status(), &json!({ "error": NOT_SET_UP }))
    };
    if known.is_empty() { answer } else { answer.with_header("Allow", known.join(", ")) }
}
