//! What is around every page: head, top line, the list of pages.

use crate::domain::Result;
use crate::domain::access::role::May;
use crate::domain::language::Language;
use crate::frontdesk::access::login::role_word;
use crate::frontdesk::running;
use crate::http::context::App;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::{assets, nav};
use crate::server::message::Response;
use crate::store::file::version;
use maud::{DOCTYPE, Markup, html};

/// What a page may load: its own stylesheet, script and pictures, its own forms, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Numbers above this are shown as so many and more.
const SHOWN_MAX: usize = 99;

/// A page.
pub(crate) struct Page {
    /// Its name, for the window's title.
    pub title: String,
    /// Which of the list of pages it belongs to, by its address.
    pub at: &'static str,
    pub body: Markup,
    /// Whether it may be loaded anew by itself while somebody looks at it.
    pub is_live: bool,
}

impl Default for Page {
    fn default() -> Page {
        Page { title: String::new(), at: "", body: html! {}, is_live: false }
    }
}

/// A page for who is logged in.
pub(crate) fn of(ask: &Ask, page: Page) -> Result<Response> {
    let language = ask.language;
    let needs = match ask.known.user.role.may(May::Customers) {
        true => ask.app.needs()?,
        false => 0,
    };
    let salon = &ask.app.desk.salon.config.company.name;
    let title = match needs {
        0 => format!("{} · {salon}", page.title),
        some => format!("{} ({some}) · {salon}", page.title),
    };
    let state = running::view::of(ask.desk())?;
    let body = html! {
        a .skip href="#main" { (language.pick("Zum Inhalt", "To the content")) }
        header .top {
            a .brand href="/" { (salon) }
            p .state .ok[state.is_well] .bad[!state.is_well] { (state.told) " " span { (state.more) } }
            a .who href="/account" { (ask.known.user.name) " · " (role_word(ask.known.user.role, language)) }
        }
        (nav::list(ask, page.at, needs))
        main #main data-live[page.is_live] { (page.body) }
        footer .foot .soft {
            "Chairside " (version::program())
            @if let Some(commit) = version::COMMIT { " (" (commit) ")" }
            (language.pick(" · Datenbank ", " · database ")) (version::newest())
        }
    };
    Ok(answer(language, &title, needs, &body))
}

/// A page that stands alone, for who is not logged in.
pub(crate) fn alone(app: &App, language: Language, title: &str, body: &Markup) -> Response {
    let salon = &app.desk.salon.config.company.name;
    let body = html! {
        header .top { p .brand { (salon) } }
        main #main .alone { (body) }
    };
    answer(language, &format!("{title} · {salon}"), 0, &body)
}

/// The same with more room, where there is no salon yet.
pub(crate) fn guided(brand: &str, language: Language, title: &str, body: &Markup) -> Response {
    let body = html! {
        header .top { p .brand { (brand) } }
        main #main .alone .guided { (body) }
    };
    answer(language, &format!("{title} · {brand}"), 0, &body)
}

fn answer(language: Language, title: &str, needs: usize, body: &Markup) -> Response {
    let number = needs.min(SHOWN_MAX);
    let page = html! {
        (DOCTYPE)
        html lang=(language.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href={ "/icon/" (number) } type="image/svg+xml";
                link rel="stylesheet" href=(assets::address("/style.css"));
                script src=(assets::address("/page.js")) defer {}
            }
            body { (body) }
        }
    };
    html_answer(200, page)
}

/// The answer that is this page.
fn html_answer(status: u16, page: Markup) -> Response {
    Response {
        status,
        content_type: "text/html; charset=utf-8",
        headers: vec![("Content-Security-Policy", POLICY.to_owned())],
        body: page.into_string().into_bytes(),
    }
}
