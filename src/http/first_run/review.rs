//! The end: what will be written, and the button that does it.

use crate::domain::{Error, Result};
use crate::frontdesk::first_run::answers::{Answers, Fields, Step};
use crate::frontdesk::first_run::people::people;
use crate::frontdesk::first_run::services::chosen;
use crate::http::first_run::came::{Came, REVIEW, address, next};
use crate::http::first_run::shown::places;
use crate::http::page::base::ask::go;
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::{Markup, html};

/// Where the salon's own page tells what remains to be done.
const WELCOME: &str = "/welcome";

/// `GET /begin`.
pub(crate) fn show(came: &Came) -> Result<Response> {
    let answers = came.first.answers();
    if answers.next().is_some() {
        return Ok(go(&next(came.first)));
    }
    // What was good may be wrong after another answer: who does a service may be gone.
    if let Some(step) = came.first.first_fault(&answers) {
        return Ok(go(&address(step)));
    }
    Ok(page(came, &answers, None))
}

/// `POST /begin`: writes, makes, serves.
pub(crate) fn finish(came: &Came, _: &Form) -> Result<Response> {
    let answers = came.first.answers();
    if answers.next().is_some() || came.first.first_fault(&answers).is_some() {
        return Ok(go(REVIEW));
    }
    match came.first.end(|finished| (came.begin)(finished)) {
        Ok(()) => Ok(go(WELCOME)),
        Err(Error::Invalid(told) | Error::Conflict(told) | Error::Unavailable(told)) => {
            log::warn!("first run: {told}");
            Ok(page(came, &answers, Some(&told)))
        }
        Err(error) => Err(error),
    }
}

fn page(came: &Came, answers: &Answers, told: Option<&str>) -> Response {
    let title = came.pick("Alles beisammen", "All there");
    let body = html! {
        (places(came, None))
        h1 { (title) }
        p .lead { (came.pick(
            "Das schreiben wir jetzt in appliance.toml, in den Ordner, in dem das Programm gestartet wurde, nur für dich lesbar. Dann läuft der Salon, ohne Neustart.",
            "This is written into appliance.toml now, in the folder in which the program was started, for you alone to read. Then the salon is served, without a restart.",
        )) }
        @if let Some(told) = told {
            p #told .fault role="alert" {
                (came.pick(
                    "Das ging nicht, und nichts davon ist geblieben. Was du eingegeben hast, ist noch da: ",
                    "That did not work, and nothing of it is left. What you typed is still there: ",
                )) (told)
            }
        }
        (summary(came, answers))
        form method="post" action=(REVIEW) {
            (came.token().field())
            p .actions { button .primary { (came.pick("Einrichten", "Set it up")) } }
        }
    };
    let status = if told.is_some() { 409 } else { 200 };
    Response { status, ..came.page(title, &body) }
}

fn summary(came: &Came, answers: &Answers) -> Markup {
    let none = Fields::new();
    let staff = people(answers.of(Step::People).unwrap_or(&none));
    let services = chosen(answers.of(Step::Services).unwrap_or(&none), &staff);
    let names: Vec<&str> = staff.iter().map(|one| one.name.as_str()).collect();
    let sold: Vec<&str> = services.iter().map(|one| one.entry.name.as_str()).collect();
    let is_said = |step, name| match answers.get(step, name) {
        "" => came.pick("fehlt noch", "still missing"),
        _ => came.pick("steht", "is set"),
    };
    let lines: [(Step, String); 5] = [
        (
            Step::Salon,
            format!(
                "{}, {}",
                answers.get(Step::Salon, "name"),
                answers.get(Step::Salon, "time_zone")
            ),
        ),
        (Step::Calcom, came.pick("Schlüssel steht", "key is set").to_owned()),
        (Step::People, names.join(", ")),
        (Step::Services, sold.join(", ")),
        (
            Step::Retell,
            format!(
                "{} {}, {} {}",
                came.pick("Schlüssel", "key"),
                is_said(Step::Retell, "api_key"),
                came.pick("öffentliche Adresse", "public address"),
                is_said(Step::Retell, "public_url"),
            ),
        ),
    ];
    html! {
        ul .panel .lines { @for (step, told) in &lines {
            li {
                span { b { (step.title(came.language)) } ": " (told) }
                a href=(address(*step)) { (came.pick("ändern", "change")) }
            }
        } }
    }
}
