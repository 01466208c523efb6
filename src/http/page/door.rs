//! The one door before the page: whose browser it is, where the form comes from, and whether the user may.

use crate::domain::access::role::May;
use crate::domain::help::code::Code;
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::frontdesk::access::login;
use crate::frontdesk::access::login::Known;
use crate::frontdesk::access::secret::Secret;
use crate::http::context::App;
use crate::http::page::access::login as login_page;
use crate::http::page::base::ask::{Ask, Routes, Stranger, go};
use crate::http::page::base::errors::Told;
use crate::http::page::base::form::{Form, TOKEN};
use crate::http::page::base::{below, cookie, errors, site, unsent};
use crate::http::page::table;
use crate::http::page::table::{Does, Row};
use crate::server::message::{Request, Response};

/// What the page's script sends along when it loads a page anew that somebody left open.
const BY_ITSELF: &str = "x-by-itself";

/// Answers a request to a row of the table.
pub(crate) fn answer(app: &App, row: &Row, request: &Request) -> Response {
    let parts = table::parts(row.path, &request.path).unwrap_or_default();
    let came = Came { app, request, parts, is_secure: is_secure(app, request) };
    let outcome = match &row.does {
        Does::Asset(handler) => handler(request),
        Does::Open(handler) => handler(&came.stranger()),
        Does::OpenChange(handler) => came.open_change(*handler),
        Does::Show(may, handler) => came.show(*may, *handler),
        Does::Change(may, handler) => came.change(*may, *handler),
    };
    came.leaves(outcome.unwrap_or_else(|error| came.told(row, &error)))
}

fn is_secure(app: &App, request: &Request) -> bool {
    site::is_secure(request, &app.desk.salon.config.server.public_url)
}

/// A request that came to the door.
struct Came<'a> {
    app: &'a App,
    request: &'a Request,
    parts: Vec<&'a str>,
    is_secure: bool,
}

impl<'a> Came<'a> {
    fn stranger(&self) -> Stranger<'a> {
        let kept = cookie::read(self.request, cookie::FORM, self.is_secure);
        Stranger {
            app: self.app,
            request: self.request,
            parts: self.parts.clone(),
            language: language(self.request, self.app.desk.salon.language),
            secret: kept.unwrap_or_else(Secret::fresh),
            is_secure: self.is_secure,
            routes: Routes { is_page: table::is_page, is_change: table::is_change },
        }
    }

    fn known(&self) -> Result<Option<Known>> {
        match cookie::read(self.request, cookie::SESSION, self.is_secure) {
            Some(secret) => {
                let is_used = self.request.header(BY_ITSELF).is_none();
                login::who(&self.app.desk, &secret, is_used)
            }
            None => Ok(None),
        }
    }

    fn ask(&self, known: Known) -> Ask<'a> {
        Ask {
            app: self.app,
            request: self.request,
            parts: self.parts.clone(),
            language: known.user.language.unwrap_or(self.app.desk.salon.language),
            known,
            is_secure: self.is_secure,
        }
    }

    fn show(&self, may: May, handler: fn(&Ask) -> Result<Response>) -> Result<Response> {
        let Some(known) = self.known()? else {
            let here = match self.request.query.as_str() {
                "" => self.request.path.clone(),
                query => format!("{}?{query}", self.request.path),
            };
            return Ok(go(&login_before(&here)));
        };
        let ask = self.ask(known);
        if !ask.known.user.role.may(may) {
            return errors::of(&ask, Told::MayNot);
        }
        handler(&ask).or_else(|error| errors::answer(&ask, &error))
    }

    /// Where it comes from, who sends it, whether it is the user's own form, whether the user may: in this order.
    fn change(&self, may: May, handler: fn(&Ask, &Form) -> Result<Response>) -> Result<Response> {
        if !self.is_own_site() {
            return errors::plain(&self.stranger(), Told::Elsewhere);
        }
        let Some(known) = self.known()? else {
            let stranger = self.stranger();
            let form = Form::read(self.request, stranger.language).unwrap_or_default();
            return Ok(login_page::first(&stranger, &form));
        };
        let ask = self.ask(known);
        if !ask.known.user.role.may(may) {
            return errors::of(&ask, Told::MayNot);
        }
        let form = match Form::read(self.request, ask.language) {
            Ok(form) => form,
            Err(error) => return errors::answer(&ask, &error),
        };
        if !ask.known.secret.is_form_token(form.get(TOKEN)) {
            return unsent::send_again(&ask, &form, Told::Stale);
        }
        handler(&ask, &form).or_else(|error| errors::answer(&ask, &error))
    }

    fn open_change(&self, handler: fn(&Stranger, &Form) -> Result<Response>) -> Result<Response> {
        let stranger = self.stranger();
        if !self.is_own_site() {
            return errors::plain(&stranger, Told::Elsewhere);
        }
        let form = Form::read(self.request, stranger.language)?;
        let kept = cookie::read(self.request, cookie::FORM, self.is_secure);
        if !kept.is_some_and(|secret| secret.is_form_token(form.get(TOKEN))) {
            return errors::plain(&stranger, Told::Stale)
                .map(|answer| stranger.with_cookie(answer));
        }
        handler(&stranger, &form)
    }

    fn is_own_site(&self) -> bool {
        site::is_own(self.request, &self.app.desk.salon.config.server.public_url)
    }

    fn leaves(&self, answer: Response) -> Response {
        let public_url = &self.app.desk.salon.config.server.public_url;
        below::put(answer, below::path_for(self.request, public_url))
    }

    /// What went wrong before it was known who asks.
    fn told(&self, row: &Row, error: &Error) -> Response {
        if let Error::Internal(_) = error {
            log::error!(
                "{} {}: {}",
                row.method,
                row.path,
                Code::from(error).ends(&error.for_log())
            );
        }
        let told = errors::plain(&self.stranger(), Told::Error(error));
        told.unwrap_or_else(|_| Response::text(500, "internal error\n"))
    }
}

/// Whether a person looks at the answer with a browser.
pub(crate) fn is_for_a_person(request: &Request) -> bool {
    request.header("accept").is_some_and(|accept| accept.contains("text/html"))
}

/// For an address that is none, or does not take the method.
pub(crate) fn no_page(app: &App, request: &Request, told: Told) -> Response {
    let came = Came { app, request, parts: Vec::new(), is_secure: is_secure(app, request) };
    let answer = errors::plain(&came.stranger(), told);
    came.leaves(answer.unwrap_or_else(|_| Response::text(told.status(), "there is no such page\n")))
}

/// The login, and then on to here.
pub(crate) fn login_before(here: &str) -> String {
    if table::is_page(here) && here != "/" {
        format!(
            "/login?next={}",
            percent_encoding::utf8_percent_encode(here, percent_encoding::NON_ALPHANUMERIC)
        )
    } else {
        "/login".to_owned()
    }
}

/// What the browser asks for first of what we speak; the salon's own, if it asks for neither.
pub(crate) fn language(request: &Request, own: Language) -> Language {
    let wanted = request.header("accept-language").unwrap_or_default();
    let tags = wanted.split(',').map(|tag| tag.split([';', '-']).next().unwrap_or_default().trim());
    tags.filter_map(|tag| Language::parse(&tag.to_ascii_lowercase())).next().unwrap_or(own)
}
