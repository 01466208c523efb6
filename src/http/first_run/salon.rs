//! The salon: name, branch, clock, language, hours.

use crate::domain::Result;
use crate::domain::calendar::zone;
use crate::frontdesk::first_run::answers::Step;
use crate::frontdesk::first_run::salon::DAYS;
use crate::http::first_run::came::{Came, next, typed};
use crate::http::first_run::shown;
use crate::http::first_run::shown::{Field, Shown, input};
use crate::http::page::base::ask::go;
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::{Markup, html};

/// What stands there before anybody has typed.
const USUAL: [(&str, &str); 3] =
    [("time_zone", "Europe/Berlin"), ("country_code", "+49"), ("language", "de")];

/// `GET /begin/salon`.
pub(crate) fn show(came: &Came) -> Result<Response> {
    let answers = came.first.answers();
    let shown = match answers.of(Step::Salon) {
        Some(fields) => Shown {
            faults: came.first.faults(&answers, Step::Salon, came.language),
            fields: fields.clone(),
            ..Shown::default()
        },
        None => Shown {
            fields: USUAL.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            ..Shown::default()
        },
    };
    Ok(page(came, &shown))
}

/// `POST /begin/salon`.
pub(crate) fn take(came: &Came, form: &Form) -> Result<Response> {
    let fields = typed(form);
    let answers = came.first.answers().with(Step::Salon, fields.clone());
    let faults = came.first.faults(&answers, Step::Salon, came.language);
    if !faults.is_empty() {
        return Ok(page(came, &Shown { fields, faults, ..Shown::default() }));
    }
    came.first.take(Step::Salon, fields, None);
    Ok(go(&next(came.first)))
}

fn page(came: &Came, shown: &Shown) -> Response {
    let lead = came.pick(
        "So heißt der Salon am Telefon, und so gehen seine Uhren.",
        "This is what the salon is called on the phone, and how its clocks go.",
    );
    let fields = html! {
        (input(shown, Field::text("name", came.pick("Name des Salons", "Name of the salon"))
            .example("Salon Haarscharf").hint(came.pick("Wie Anrufende ihn hören.", "As callers hear it."))))
        (input(shown, Field::text("branch", came.pick("Filiale", "Branch"))
            .hint(came.pick("Leer, wenn es nur einen Laden gibt. Weitere kommen später dazu.", "Leave it empty if there is one shop only. Others are added later."))))
        label for="language" { (came.pick("Sprache am Telefon", "Language on the phone")) }
        select #language name="language" {
            @for (word, name) in [("de", "Deutsch"), ("en", "English")] {
                option value=(word) selected[shown.get("language") == word] { (name) }
            }
        }
        (shown.fault("language"))
        (input_of_zone(came, shown))
        (input(shown, Field::text("country_code", came.pick("Landesvorwahl", "Country code"))
            .hint(came.pick("Vor Nummern, die ohne sie genannt werden.", "Put before numbers that are said without one."))))
        (hours(came, shown))
    };
    shown::step(came, Step::Salon, shown, lead, &fields)
}

fn input_of_zone(came: &Came, shown: &Shown) -> Markup {
    let wrong = shown.faults.contains_key("time_zone");
    html! {
        label for="time_zone" { (came.pick("Zeitzone", "Time zone")) }
        input #time_zone name="time_zone" list="zones" value=(shown.get("time_zone")) autocomplete="off"
            aria-invalid=[wrong.then_some("true")] aria-describedby="time_zone-fault";
        datalist #zones { @for name in zone::names() { option value=(name) {} } }
        (shown.fault("time_zone"))
    }
}

fn hours(came: &Came, shown: &Shown) -> Markup {
    let names = came.pick(
        ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    );
    html! {
        fieldset aria-describedby="hours-hint hours-fault" {
            legend { (came.pick("Öffnungszeiten", "Opening hours")) }
            p #hours-hint .hint { (came.pick(
                "Zum Beispiel 09:00-18:00, mit Mittagspause 09:00-12:30, 13:30-18:00. Ein leerer Tag ist zu. Alles leer: so offen, wie Cal.com sagt.",
                "Such as 09:00-18:00, with a break 09:00-12:30, 13:30-18:00. An empty day is shut. All empty: as open as Cal.com says.",
            )) }
            (shown.fault("hours"))
            div .fields { @for (day, name) in DAYS.iter().zip(names) { div {
                (input(shown, Field::text(day, name)))
            } } }
        }
    }
}
