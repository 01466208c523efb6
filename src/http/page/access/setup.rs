//! A link by which a password is chosen.

use crate::domain::access::credentials::{PASSWORD_CHARS_MIN, Password, UserName};
use crate::domain::{Error, Result};
use crate::frontdesk::access::setup;
use crate::frontdesk::access::setup::ForWhom;
use crate::http::page::base::ask::Stranger;
use crate::http::page::base::form::Form;
use crate::http::page::base::frame;
use crate::server::message::Response;
use maud::html;

/// `GET /setup/{link}`.
pub(crate) fn show(stranger: &Stranger) -> Result<Response> {
    let whom = setup::look(&stranger.app.desk, stranger.part(0))?;
    Ok(page(stranger, &whom, "", None))
}

fn page(stranger: &Stranger, whom: &ForWhom, typed: &str, fault: Option<&str>) -> Response {
    let language = stranger.language;
    let body = html! {
        h1 { (language.pick("Willkommen", "Welcome")) }
        p .lead { @match whom {
            ForWhom::FirstOwner => (language.pick(
                "Lege hier dein Konto an: Du bist die Inhaberin und darfst alles.",
                "Make your account here: you are the owner and may do everything.",
            )),
            ForWhom::User(user) => (language.pick(
                format!("Wähle ein Passwort für {}.", user.name),
                format!("Choose a password for {}.", user.name),
            )),
        } }
        @if let Some(fault) = fault { p #fault .fault role="alert" { (fault) } }
        form method="post" action=(stranger.request.path) {
            (stranger.token().field())
            @if let ForWhom::FirstOwner = whom {
                label for="name" { (language.pick("Name", "Name")) }
                input #name name="name" value=(typed) autocomplete="username" autocapitalize="none" required;
            }
            label for="password" { (language.pick("Passwort", "Password")) }
            input #password type="password" name="password" autocomplete="new-password" required aria-describedby="hint";
            p #hint .hint { (hint(stranger)) }
            button .primary { (language.pick("Fertig", "Done")) }
        }
    };
    let title = language.pick("Passwort wählen", "Choose a password");
    stranger.with_cookie(frame::alone(stranger.app, language, title, &body))
}

fn hint(stranger: &Stranger) -> String {
    stranger.language.pick(
        format!("Mindestens {PASSWORD_CHARS_MIN} Zeichen, ohne den Namen darin. Ein kurzer Satz ist gut."),
        format!("At least {PASSWORD_CHARS_MIN} characters, without the name in it. A short sentence is good."),
    )
}

/// `POST /setup/{link}`.
pub(crate) fn choose(stranger: &Stranger, form: &Form) -> Result<Response> {
    let (app, link) = (stranger.app, stranger.part(0));
    let whom = setup::look(&app.desk, link)?;
    let typed = form.get("name");
    let again =
        |fault: &str| Ok(Response { status: 400, ..page(stranger, &whom, typed, Some(fault)) });
    let name = match &whom {
        ForWhom::User(user) => UserName::parse(&user.name)?,
        ForWhom::FirstOwner => match UserName::parse(typed) {
            Ok(name) => name,
            Err(_) => {
                return again(stranger.language.pick(
                    "Ein Name hat 2 bis 40 Buchstaben, Ziffern, Punkte oder Bindestriche.",
                    "A name has 2 to 40 letters, digits, dots or hyphens.",
                ));
            }
        },
    };
    let Some(chosen) = Password::choose(form.get("password"), &name) else {
        return again(&hint(stranger));
    };
    match setup::choose(&app.desk, &app.page.doorman, link, &name, &chosen) {
        Ok(secret) => Ok(stranger.comes_in(&secret, "/")),
        Err(Error::Conflict(_)) => {
            again(stranger.language.pick("Diesen Namen gibt es schon.", "This name is taken."))
        }
        Err(error) => Err(error),
    }
}
