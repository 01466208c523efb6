//! Coming in.

use crate::domain::access::role::Role;
use crate::domain::{Error, Result};
use crate::frontdesk::access::login;
use crate::frontdesk::access::login::{Attempt, role_word};
use crate::frontdesk::access::users;
use crate::http::page::base::ask::Stranger;
use crate::http::page::base::form::Form;
use crate::http::page::base::{frame, unsent};
use crate::server::message::Response;
use maud::{Markup, html};

/// Roles that the demo lets in with one click.
const ROLES: [Role; 3] = [Role::Owner, Role::Desk, Role::Agency];

/// `GET /login`.
pub(crate) fn show(stranger: &Stranger) -> Result<Response> {
    let next = Form::of_query(&stranger.request.query);
    Ok(page(stranger, ("", next.get("next")), None, &html! {}))
}

/// The login before a change, with what was typed for it behind it.
pub(crate) fn first(stranger: &Stranger, form: &Form) -> Response {
    let told = stranger.language.pick(
        "Du bist nicht mehr angemeldet. Was du eingegeben hast, ist noch da: Nach der Anmeldung kannst du es abschicken.",
        "You are no longer logged in. What you typed is still there: you can send it after the login.",
    );
    let kept = unsent::kept(&stranger.request.path, form);
    Response { status: 401, ..page(stranger, ("", ""), Some(told), &kept) }
}

/// The form with the name that was typed and where it leads on to, what is to be said above it, and what shall be sent
/// with it.
pub(crate) fn page(
    stranger: &Stranger,
    (name, next): (&str, &str),
    told: Option<&str>,
    besides: &Markup,
) -> Response {
    let language = stranger.language;
    let body = html! {
        h1 { (language.pick("Anmelden", "Log in")) }
        @if let Some(told) = told { p .fault role="alert" { (told) } }
        form method="post" action="/login" {
            (stranger.token().field())
            input type="hidden" name="next" value=(next);
            (besides)
            label for="name" { (language.pick("Name", "Name")) }
            input #name name="name" value=(name) autocomplete="username" autocapitalize="none" required;
            label for="password" { (language.pick("Passwort", "Password")) }
            input #password type="password" name="password" autocomplete="current-password" required;
            button .primary { (language.pick("Anmelden", "Log in")) }
        }
        @if stranger.app.desk.salon.config.is_demo { (one_click(stranger)) }
    };
    let title = language.pick("Anmelden", "Log in");
    stranger.with_cookie(frame::alone(stranger.app, language, title, &body))
}

fn one_click(stranger: &Stranger) -> Markup {
    let language = stranger.language;
    html! {
        div .demo {
            h2 { (language.pick("Dies ist eine Vorführung", "This is a demo")) }
            p { (language.pick("Ein Klick genügt:", "One click is enough:")) }
            @for role in ROLES {
                form method="post" action={ "/demo/" (role.as_str()) } {
                    (stranger.token().field())
                    button { (language.pick("Weiter als ", "Go on as ")) (role_word(role, language)) }
                }
            }
        }
    }
}

/// `POST /login`.
pub(crate) fn come_in(stranger: &Stranger, form: &Form) -> Result<Response> {
    let language = stranger.language;
    let (name, app) = (form.get("name"), stranger.app);
    let again = |status, told: &str| {
        Ok(Response {
            status,
            ..page(stranger, (name, form.get("next")), Some(told), &unsent::carried(form))
        })
    };
    match login::attempt(&app.desk, &app.page.doorman, name, form.get("password"))? {
        Attempt::In(secret) => {
            if let Some((path, kept)) = unsent::kept_in(stranger, form) {
                return Ok(unsent::after_login(stranger, &secret, &path, &kept));
            }
            let next = form.get("next");
            Ok(stranger.comes_in(&secret, if (stranger.routes.is_page)(next) { next } else { "/" }))
        }
        Attempt::Wrong => again(
            401,
            language.pick("Name oder Passwort stimmt nicht.", "Name or password is wrong."),
        ),
        Attempt::Wait(wait) => {
            let seconds = wait.whole_seconds().saturating_add(1);
            let told = language.pick(
                format!("Zu viele Versuche. Bitte in {seconds} Sekunden noch einmal."),
                format!("Too many attempts. Please try again in {seconds} seconds."),
            );
            again(429, &told).map(|answer| answer.with_header("Retry-After", seconds.to_string()))
        }
    }
}

/// `POST /demo/{role}`: in, without a password; only in a demo.
pub(crate) fn demo(stranger: &Stranger, _: &Form) -> Result<Response> {
    let role = Role::parse(stranger.part(0)).filter(|_| stranger.app.desk.salon.config.is_demo);
    let role = role.ok_or(Error::NotFound("page"))?;
    let user = users::of_role(&stranger.app.desk, role)?;
    let secret = login::begin(&stranger.app.desk, user.id)?;
    Ok(stranger.comes_in(&secret, "/"))
}
