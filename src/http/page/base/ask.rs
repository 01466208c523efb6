//! A request to the page as its handlers see it, with who asks.

use crate::domain::access::role::May;
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::access::login::Known;
use crate::frontdesk::access::secret::Secret;
use crate::frontdesk::decider::Person;
use crate::http::context::App;
use crate::http::page::base::cookie;
use crate::http::page::base::form::{Form, TOKEN};
use crate::server::message::{Request, Response};
use maud::{Markup, html};
use std::time::{Duration, Instant};

/// The token of a form: only who knows the cookie can make it.
#[derive(Clone, Copy)]
pub(crate) struct Token<'a>(pub &'a Secret);

impl Token<'_> {
    /// The hidden field of a form.
    pub fn field(self) -> Markup {
        html! { input type="hidden" name=(TOKEN) value=(self.0.form_token()); }
    }
}

/// So long somebody waits for a page; what is not known by then goes on without.
pub(crate) const DEADLINE: Duration = Duration::from_secs(8);

/// Somebody who is logged in and may come in here.
pub(crate) struct Ask<'a> {
    pub app: &'a App,
    pub request: &'a Request,
    /// What stands in the place of each `{…}` of the route's path.
    pub parts: Vec<&'a str>,
    pub known: Known,
    pub language: Language,
    /// Whether it is over TLS.
    pub is_secure: bool,
}

impl Ask<'_> {
    /// The desk to look at, in the asker's language.
    pub fn desk(&self) -> &Desk {
        self.app.looking_in(self.language)
    }

    /// Whether the user may change who is who, and what follows for visits; who may not, looks.
    pub fn may_change(&self) -> bool {
        self.known.user.role.may(May::Customers)
    }

    /// The desk to change something at. It speaks the salon's language, in which warnings and notes are kept.
    pub fn changing(&self) -> &Desk {
        &self.app.desk
    }

    /// What stands in the path, in order from 0.
    pub fn part(&self, place: usize) -> &str {
        self.parts.get(place).copied().unwrap_or_default()
    }

    /// The same as a number; `NotFound` if it is none.
    pub fn number(&self, place: usize, what: &'static str) -> Result<i64> {
        self.part(place).parse().map_err(|_| Error::NotFound(what))
    }

    /// What stands in the address behind the `?` under a name; empty if nothing does.
    pub fn query(&self, name: &str) -> String {
        Form::of_query(&self.request.query).get(name).to_owned()
    }

    /// German or English.
    pub fn pick<T>(&self, german: T, english: T) -> T {
        self.language.pick(german, english)
    }

    /// For a form.
    pub fn token(&self) -> Token<'_> {
        Token(&self.known.secret)
    }

    /// When what waits for another machine must be told, as far as it is known by then.
    pub fn deadline(&self) -> Instant {
        Instant::now() + DEADLINE
    }

    /// Who decides, and why; without a reason it is that the page was used.
    pub fn person(&self, reason: &str) -> Result<Person> {
        let unsaid = self.app.desk.salon.language.pick("auf der Seite", "on the page");
        let reason = if reason.trim().is_empty() { unsaid } else { reason };
        Person::new(&self.known.user.name, reason)
    }
}

/// Somebody who need not be logged in: at the login, at a link to choose a password by.
pub(crate) struct Stranger<'a> {
    pub app: &'a App,
    pub request: &'a Request,
    /// What stands in the place of each `{…}` of the route's path.
    pub parts: Vec<&'a str>,
    pub language: Language,
    /// The browser's own, kept in a cookie for the length of the login.
    pub secret: Secret,
    /// Whether it is over TLS.
    pub is_secure: bool,
    pub routes: Routes,
}

/// What the table of routes knows of an address; the door hands it in, as the table names the handlers.
#[derive(Clone, Copy)]
pub(crate) struct Routes {
    /// Whether somebody may be sent on to it after the login.
    pub is_page: fn(&str) -> bool,
    /// Whether a form may be sent to it.
    pub is_change: fn(&str) -> bool,
}

impl Stranger<'_> {
    /// What stands in the path, in order from 0.
    pub fn part(&self, place: usize) -> &str {
        self.parts.get(place).copied().unwrap_or_default()
    }

    /// For a form.
    pub fn token(&self) -> Token<'_> {
        Token(&self.secret)
    }

    /// When what waits for another machine must be told, as far as it is known by then.
    pub fn deadline(&self) -> Instant {
        Instant::now() + DEADLINE
    }

    /// The same answer, with the cookie that the form's token is made from.
    pub fn with_cookie(&self, response: Response) -> Response {
        cookie::with_form(response, &self.secret, self.is_secure)
    }

    /// The way in: the session's cookie, and on to a page of ours.
    pub fn comes_in(&self, session: &Secret, to: &str) -> Response {
        self.with_session(session, go(to))
    }

    /// An answer with which a session begins.
    pub fn with_session(&self, session: &Secret, answer: Response) -> Response {
        cookie::with_session(answer, session, self.is_secure)
    }
}

/// On to another page of ours, to be got. After a change: going back and reloading do not change again.
pub(crate) fn go(to: &str) -> Response {
    Response::empty(303).with_header("Location", to)
}
