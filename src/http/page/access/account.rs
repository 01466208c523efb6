//! The user's own page: language, sessions, going out.

use crate::domain::Result;
use crate::domain::ids::SessionId;
use crate::domain::language::Language;
use crate::frontdesk::access::login;
use crate::frontdesk::access::login::role_word;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{cookie, frame, nav, when};
use crate::server::message::Response;
use maud::html;

/// `GET /`: on to the user's first page.
pub(crate) fn home(ask: &Ask) -> Result<Response> {
    Ok(go(nav::first(ask)))
}

/// `GET /account`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let (desk, user) = (ask.desk(), &ask.known.user);
    let (today, _) = desk.salon.zone.local(desk.now());
    let sessions = login::list(desk, &ask.known)?;
    let body = html! {
        div .head { h1 { (user.name) } p .sum { (role_word(user.role, ask.language)) } }
        section .panel {
            h2 { (ask.pick("Sprache", "Language")) }
            form method="post" action="/language" .actions {
                (ask.token().field())
                @for (language, word) in [(Language::De, "Deutsch"), (Language::En, "English")] {
                    button name="language" value=(language.as_str()) lang=(language.as_str())
                        aria-pressed=(if language == ask.language { "true" } else { "false" }) { (word) }
                }
            }
        }
        section .panel {
            h2 { (ask.pick("Angemeldet", "Logged in")) }
            ul .lines {
                @for one in &sessions {
                    li {
                        span { (ask.pick("seit ", "since ")) (when::at(&one.begun_at, today, ask.language))
                            (ask.pick(", zuletzt ", ", last ")) (when::at(&one.used_at, today, ask.language)) }
                        @if one.is_this { b { (ask.pick("hier", "here")) } } @else {
                            form method="post" action={ "/sessions/" (one.session) "/end" } {
                                (ask.token().field())
                                button { (ask.pick("Beenden", "End")) }
                            }
                        }
                    }
                }
            }
            form method="post" action="/logout" .actions {
                (ask.token().field())
                button .primary { (ask.pick("Abmelden", "Log out")) }
            }
        }
    };
    frame::of(ask, Page { title: user.name.clone(), at: "/account", body, ..Page::default() })
}

/// `POST /logout`.
pub(crate) fn logout(ask: &Ask, _: &Form) -> Result<Response> {
    login::end(&ask.app.desk, ask.known.user.id, ask.known.session)?;
    Ok(go("/login").with_header("Set-Cookie", cookie::clear(cookie::SESSION, ask.is_secure)))
}

/// `POST /language`.
pub(crate) fn language(ask: &Ask, form: &Form) -> Result<Response> {
    if let Some(language) = Language::parse(form.get("language")) {
        login::speak(&ask.app.desk, ask.known.user.id, language)?;
    }
    Ok(go("/account"))
}

/// `POST /sessions/{id}/end`: one of the user's own.
pub(crate) fn end(ask: &Ask, _: &Form) -> Result<Response> {
    let id = SessionId(ask.number(0, "session")?);
    login::end(&ask.app.desk, ask.known.user.id, id)?;
    Ok(go("/account"))
}
