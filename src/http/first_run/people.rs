//! The team: those whom Cal.com knows, to be ticked, and rows to type others into.

use crate::domain::Result;
use crate::frontdesk::first_run::answers::{Answers, Fields, Step};
use crate::frontdesk::first_run::people::people;
use crate::http::first_run::came::{Came, next, typed};
use crate::http::first_run::shown;
use crate::http::first_run::shown::{Field, Shown, id, input};
use crate::http::page::base::ask::go;
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::{Markup, html};

/// Rows to type into beside those whom Cal.com knows.
const EMPTY_ROWS: usize = 4;
/// More rows than this are not shown.
const ROWS_MAX: usize = 80;

/// `GET /begin/people`.
pub(crate) fn show(came: &Came) -> Result<Response> {
    let answers = came.first.answers();
    let shown = match answers.of(Step::People) {
        Some(fields) => Shown {
            faults: came.first.faults(&answers, Step::People, came.language),
            fields: fields.clone(),
            ..Shown::default()
        },
        None => Shown { fields: proposed(&answers), ..Shown::default() },
    };
    Ok(page(came, &answers, &shown))
}

/// Everybody whom Cal.com told of, ticked.
fn proposed(answers: &Answers) -> Fields {
    let found = answers.found.iter().flat_map(|found| &found.people);
    let mut fields = Fields::new();
    let mut count = 0_usize;
    for (row, member) in found.enumerate() {
        for (name, value) in [
            ("on", "1"),
            ("host", &member.host.to_string()),
            ("name", &member.name),
            ("email", &member.email),
        ] {
            fields.insert(format!("p{row}.{name}"), value.to_owned());
        }
        count = row.saturating_add(1);
    }
    fields.insert("rows".to_owned(), count.saturating_add(EMPTY_ROWS).to_string());
    fields
}

/// `POST /begin/people`.
pub(crate) fn take(came: &Came, form: &Form) -> Result<Response> {
    let mut fields = typed(form);
    let answers = came.first.answers();
    if form.get("do") == "more" {
        let rows = rows(&fields).saturating_add(EMPTY_ROWS).min(ROWS_MAX);
        fields.insert("rows".to_owned(), rows.to_string());
        return Ok(page(came, &answers, &Shown { fields, ..Shown::default() }));
    }
    let taken = answers.with(Step::People, fields.clone());
    let faults = came.first.faults(&taken, Step::People, came.language);
    let told = people(&fields).is_empty().then(|| {
        came.pick("Wer arbeitet hier? Mindestens eine Person.", "Who works here? One at least.")
            .to_owned()
    });
    if !faults.is_empty() || told.is_some() {
        return Ok(page(came, &answers, &Shown { fields, faults, told, ..Shown::default() }));
    }
    came.first.take(Step::People, fields, None);
    Ok(go(&next(came.first)))
}

fn rows(fields: &Fields) -> usize {
    let said = fields.get("rows").and_then(|rows| rows.parse::<usize>().ok());
    said.unwrap_or(EMPTY_ROWS).min(ROWS_MAX)
}

fn page(came: &Came, answers: &Answers, shown: &Shown) -> Response {
    let lead = came.pick(
        "Wer arbeitet hier? Mit der Adresse, unter der sie bei Cal.com ist, erkennen wir jede sofort.",
        "Who works here? By the address that Cal.com knows, everybody is recognised at once.",
    );
    let missing = answers.found.as_ref().and_then(|found| found.missing.clone());
    let fields = html! {
        @if let Some(missing) = missing { p .hint { (missing) } }
        input type="hidden" name="rows" value=(rows(&shown.fields));
        @for at in 0..rows(&shown.fields) { (row(came, shown, at)) }
        p .actions { button name="do" value="more" { (came.pick("Mehr Zeilen", "More rows")) } }
    };
    // The first button of a form is the one that the enter key presses: it is to go on.
    let fields = html! { button .unseen name="do" value="next" tabindex="-1" aria-hidden="true" {} (fields) };
    shown::step(came, Step::People, shown, lead, &fields)
}

fn row(came: &Came, shown: &Shown, at: usize) -> Markup {
    let name = |field: &str| format!("p{at}.{field}");
    let is_known = !shown.get(&name("host")).is_empty();
    let label = came.pick("Vor- und Nachname", "First and last name");
    html! {
        fieldset .row {
            legend .unseen { (came.pick("Person ", "Person ")) (at.saturating_add(1)) }
            @if is_known {
                input type="hidden" name=(name("host")) value=(shown.get(&name("host")));
                label .check {
                    input id=(id(&name("on"))) type="checkbox" name=(name("on")) value="1" checked[!shown.get(&name("on")).is_empty()];
                    (came.pick("arbeitet hier", "works here"))
                }
            }
            div .fields {
                div { (input(shown, Field::text(&name("name"), label))) }
                div { (input(shown, Field::text(&name("email"), came.pick("Adresse bei Cal.com", "Address at Cal.com")).kind("text"))) }
            }
        }
    }
}
