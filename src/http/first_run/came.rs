//! A request to the first run as its handlers see it.

use crate::domain::Result;
use crate::domain::language::Language;
use crate::frontdesk::access::secret::Secret;
use crate::frontdesk::first_run::answers::{Fields, Step};
use crate::frontdesk::first_run::begun::{Finished, FirstRun};
use crate::http::page::base::ask::{DEADLINE, Token, go};
use crate::http::page::base::cookie;
use crate::http::page::base::form::{Form, TOKEN};
use crate::http::page::base::frame;
use crate::server::message::{Request, Response};
use maud::Markup;
use std::sync::Arc;
use std::time::Instant;

/// What stands at the top of a page as long as there is no salon.
const BRAND: &str = "Chairside";
/// The page at the end.
pub(crate) const REVIEW: &str = "/begin";

/// What is done at the end: the file is written, the database made, the salon served. `Unavailable` or `Conflict` with what
/// stands in the way; then nothing of it is left.
pub type Begin = Arc<dyn Fn(Finished) -> Result<()> + Send + Sync>;

/// A request that came in.
pub(crate) struct Came<'a> {
    pub first: &'a FirstRun,
    pub begin: &'a Begin,
    pub request: &'a Request,
    /// What stands in the place of each `{…}` of the route's path.
    pub parts: Vec<&'a str>,
    pub language: Language,
    /// What the tokens of forms are made from: the session's, or the one of who has none yet.
    pub secret: Secret,
    /// Whether it is over TLS.
    pub is_secure: bool,
}

impl Came<'_> {
    /// What stands in the path, in order from 0.
    pub fn part(&self, place: usize) -> &str {
        self.parts.get(place).copied().unwrap_or_default()
    }

    /// German or English.
    pub fn pick<T>(&self, german: T, english: T) -> T {
        self.language.pick(german, english)
    }

    /// For a form.
    pub fn token(&self) -> Token<'_> {
        Token(&self.secret)
    }

    /// When Cal.com must have answered.
    pub fn deadline(&self) -> Instant {
        Instant::now() + DEADLINE
    }

    /// A page.
    pub fn page(&self, title: &str, body: &Markup) -> Response {
        frame::guided(BRAND, self.language, title, body)
    }

    /// The same for who has no session: with the cookie that the form's token is made from.
    pub fn with_cookie(&self, answer: Response) -> Response {
        cookie::with_form(answer, &self.secret, self.is_secure)
    }

    /// The way in.
    pub fn comes_in(&self, session: &Secret, to: &str) -> Response {
        cookie::with_session(go(to), session, self.is_secure)
    }
}

/// Where a step is.
pub(crate) fn address(step: Step) -> String {
    format!("{REVIEW}/{}", step.word())
}

/// On to what is not answered yet; to the end if all is.
pub(crate) fn next(first: &FirstRun) -> String {
    first.answers().next().map_or_else(|| REVIEW.to_owned(), address)
}

/// The fields of a form, without its token and its button.
pub(crate) fn typed(form: &Form) -> Fields {
    let own = form.fields().filter(|(name, _)| *name != TOKEN && *name != "do");
    own.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
