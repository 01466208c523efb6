//! A form that could not be taken, because its session has ended or is another by now: what was typed is kept and shown,
//! and sent only when somebody says so again.

use crate::domain::Result;
use crate::domain::language::Language;
use crate::frontdesk::access::secret::Secret;
use crate::http::page::base::ask::{Ask, Stranger, Token};
use crate::http::page::base::errors::Told;
use crate::http::page::base::form::{Form, TOKEN};
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::server::message::Response;
use maud::{Markup, html};

/// The field with the address that the form was for.
const PATH: &str = "kept_path";
/// What the name of a kept field begins with.
const KEPT: &str = "kept.";

/// Fields that nobody shall see again.
fn is_secret(name: &str) -> bool {
    name == TOKEN || name.contains("password")
}

/// What was typed, to be sent with a login.
pub(crate) fn kept(path: &str, form: &Form) -> Markup {
    html! {
        input type="hidden" name=(PATH) value=(path);
        @for (name, value) in form.fields().filter(|(name, _)| !is_secret(name)) {
            input type="hidden" name={ (KEPT) (name) } value=(value);
        }
    }
}

/// After the login: what was kept in its form, to be sent now. `None` if nothing was.
pub(crate) fn kept_in(stranger: &Stranger, form: &Form) -> Option<(String, Form)> {
    let path = form.get(PATH);
    let kept = form.fields().filter_map(|(name, value)| Some((name.strip_prefix(KEPT)?, value)));
    (stranger.routes.is_change)(path).then(|| (path.to_owned(), Form::of(kept)))
}

/// A form that is not this session's: shown, to be sent again.
pub(crate) fn send_again(ask: &Ask, form: &Form, told: Told) -> Result<Response> {
    let body = body(ask.language, &ask.request.path, form, &ask.token().field());
    let page = Page { title: told.title(ask.language).to_owned(), body, ..Page::default() };
    Ok(Response { status: told.status(), ..frame::of(ask, page)? })
}

/// What a field is called, of those that people type into; the others go along unseen.
fn word(name: &str, language: Language) -> Option<&'static str> {
    Some(match name {
        "name" => "Name",
        "phone" => language.pick("Telefon", "Telephone"),
        "email" => "E-Mail",
        "day" | "from" => language.pick("Tag", "Day"),
        "until" => language.pick("Bis", "Until"),
        "time" => language.pick("Uhrzeit", "Time"),
        "reason" => language.pick("Warum", "Why"),
        "note" | "words" => language.pick("Text", "Text"),
        "aliases" => language.pick("Auch genannt", "Also called"),
        _ => return None,
    })
}

/// What was typed, and a button that sends it.
pub(crate) fn body(language: Language, path: &str, form: &Form, token: &Markup) -> Markup {
    let fields: Vec<(&str, &str)> =
        form.fields().filter(|(name, value)| !is_secret(name) && !value.is_empty()).collect();
    html! {
        div .head { h1 { (language.pick("Noch nicht abgeschickt", "Not sent yet")) } }
        p .lead { (language.pick(
            "Die Seite gehörte zu einer früheren Anmeldung. Geändert wurde nichts. Das hattest du eingegeben:",
            "The page belonged to an earlier login. Nothing was changed. This is what you had typed:",
        )) }
        @if !fields.is_empty() {
            dl .facts { @for (name, value) in &fields {
                @if let Some(word) = word(name, language) { dt { (word) } dd { (value) } }
            } }
        }
        form method="post" action=(path) {
            (token)
            @for (name, value) in &fields { input type="hidden" name=(name) value=(value); }
            p .actions {
                button .primary { (language.pick("Jetzt abschicken", "Send it now")) }
                a .button href="/" { (language.pick("Verwerfen", "Throw it away")) }
            }
        }
    }
}

/// The kept fields of a login that has to be tried again.
pub(crate) fn carried(form: &Form) -> Markup {
    let kept = form.fields().filter(|(name, _)| *name == PATH || name.starts_with(KEPT));
    html! { @for (name, value) in kept { input type="hidden" name=(name) value=(value); } }
}

/// The session begins, and what was kept is shown once more.
pub(crate) fn after_login(
    stranger: &Stranger,
    session: &Secret,
    path: &str,
    kept: &Form,
) -> Response {
    let language = stranger.language;
    let body = body(language, path, kept, &Token(session).field());
    let title = language.pick("Noch nicht abgeschickt", "Not sent yet");
    stranger.with_session(session, frame::alone(stranger.app, language, title, &body))
}
