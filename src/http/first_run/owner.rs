//! The link on the console: who opens it becomes the owner, and sets up.

use crate::domain::access::credentials::{PASSWORD_CHARS_MIN, Password, UserName};
use crate::domain::{Error, Result};
use crate::frontdesk::first_run::answers::Step;
use crate::http::first_run::came::{Came, address, next};
use crate::http::page::base::ask::go;
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::html;

/// `GET /`: on to where one was, or a word on how to begin.
pub(crate) fn home(came: &Came) -> Result<Response> {
    if came.first.is_in(&came.secret) {
        return Ok(go(&next(came.first)));
    }
    let title = came.pick("Noch nicht eingerichtet", "Not set up yet");
    let body = html! {
        h1 { (title) }
        @if came.first.is_taken() {
            p .lead { (came.pick(
                "Der Link wurde schon benutzt: Jemand richtet gerade ein, in einem anderen Browser. Warst du das selbst und kommst nicht mehr hinein, starte `chairside serve` neu; bis zum letzten Schritt ist nichts geschrieben.",
                "The link was used already: somebody is setting up, in another browser. If that was you and you cannot get back in, start `chairside serve` anew; nothing is written before the last step.",
            )) }
        } @else {
            p .lead { (came.pick(
                "Der Link zum Einrichten steht dort, wo das Programm gestartet wurde. Ist er zu alt, starte `chairside serve` neu.",
                "The link to set it up stands where the program was started. If it is too old, start `chairside serve` anew.",
            )) }
        }
    };
    Ok(Response { status: 401, ..came.page(title, &body) })
}

/// `GET /setup/{link}`.
pub(crate) fn show(came: &Came) -> Result<Response> {
    if came.first.is_in(&came.secret) {
        return Ok(go(&next(came.first)));
    }
    came.first.look(came.part(0))?;
    Ok(page(came, "", None))
}

fn page(came: &Came, typed: &str, fault: Option<&str>) -> Response {
    let title = came.pick("Willkommen", "Welcome");
    let body = html! {
        h1 { (title) }
        p .lead { (came.pick(
            "In ein paar Schritten ist alles eingerichtet. Zuerst dein Konto: Du bist die Inhaberin und darfst alles.",
            "Some steps, and everything is set up. First your account: you are the owner and may do everything.",
        )) }
        @if let Some(fault) = fault { p #fault .fault role="alert" { (fault) } }
        form method="post" action=(came.request.path) {
            (came.token().field())
            label for="name" { (came.pick("Name", "Name")) }
            input #name name="name" value=(typed) autocomplete="username" autocapitalize="none" required;
            label for="password" { (came.pick("Passwort", "Password")) }
            input #password type="password" name="password" autocomplete="new-password" required aria-describedby="hint";
            p #hint .hint { (hint(came)) }
            p .actions { button .primary { (came.pick("Weiter", "Go on")) } }
        }
    };
    let status = if fault.is_some() { 400 } else { 200 };
    came.with_cookie(Response { status, ..came.page(title, &body) })
}

fn hint(came: &Came) -> String {
    came.pick(
        format!("Mindestens {PASSWORD_CHARS_MIN} Zeichen, ohne den Namen darin. Ein kurzer Satz ist gut."),
        format!("At least {PASSWORD_CHARS_MIN} characters, without the name in it. A short sentence is good."),
    )
}

/// `POST /setup/{link}`.
pub(crate) fn choose(came: &Came, form: &Form) -> Result<Response> {
    let (link, typed) = (came.part(0), form.get("name"));
    came.first.look(link)?;
    let Ok(name) = UserName::parse(typed) else {
        let told = came.pick(
            "Ein Name hat 2 bis 40 Buchstaben, Ziffern, Punkte oder Bindestriche.",
            "A name has 2 to 40 letters, digits, dots or hyphens.",
        );
        return Ok(page(came, typed, Some(told)));
    };
    let Some(chosen) = Password::choose(form.get("password"), &name) else {
        return Ok(page(came, typed, Some(&hint(came))));
    };
    match came.first.choose(link, &name, &chosen) {
        Ok(session) => Ok(came.comes_in(&session, &address(Step::Salon))),
        Err(Error::Unavailable(_)) => Ok(page(
            came,
            typed,
            Some(came.pick("Bitte gleich noch einmal.", "Please try again in a moment.")),
        )),
        Err(error) => Err(error),
    }
}
