//! What is sold: templates to be ticked, and rows for simple services; who does each.

use crate::domain::Result;
use crate::domain::service::catalogue::Composition;
use crate::domain::service::templates::templates;
use crate::frontdesk::first_run::answers::{Answers, Fields, Step};
use crate::frontdesk::first_run::people::{Person, people};
use crate::frontdesk::first_run::services::chosen;
use crate::http::first_run::came::{Came, next, typed};
use crate::http::first_run::shown;
use crate::http::first_run::shown::{Field, Shown, id, input};
use crate::http::page::base::ask::go;
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::{Markup, html};

/// Rows for simple services at first, and how many more at a time.
const EMPTY_ROWS: usize = 3;
/// More rows than this are not shown.
const ROWS_MAX: usize = 60;

/// `GET /begin/services`.
pub(crate) fn show(came: &Came) -> Result<Response> {
    let answers = came.first.answers();
    let shown = match answers.of(Step::Services) {
        Some(fields) => Shown {
            faults: came.first.faults(&answers, Step::Services, came.language),
            fields: fields.clone(),
            ..Shown::default()
        },
        None => Shown { fields: proposed(&staff(&answers)), ..Shown::default() },
    };
    Ok(page(came, &answers, &shown))
}

fn staff(answers: &Answers) -> Vec<Person> {
    answers.of(Step::People).map(people).unwrap_or_default()
}

/// Nothing is sold yet, and everybody does everything.
fn proposed(staff: &[Person]) -> Fields {
    let mut fields = Fields::from([("rows".to_owned(), EMPTY_ROWS.to_string())]);
    for template in templates() {
        fields.insert(format!("t.{}.name", template.key), template.name.to_owned());
        everybody(&mut fields, &format!("t.{}", template.key), staff);
    }
    (0..EMPTY_ROWS).for_each(|row| everybody(&mut fields, &format!("s{row}"), staff));
    fields
}

fn everybody(fields: &mut Fields, field: &str, staff: &[Person]) {
    for person in staff {
        fields.insert(format!("{field}.who.{}", person.key), "1".to_owned());
    }
}

fn rows(fields: &Fields) -> usize {
    let said = fields.get("rows").and_then(|rows| rows.parse::<usize>().ok());
    said.unwrap_or(EMPTY_ROWS).min(ROWS_MAX)
}

/// `POST /begin/services`.
pub(crate) fn take(came: &Came, form: &Form) -> Result<Response> {
    let mut fields = typed(form);
    let answers = came.first.answers();
    let staff = staff(&answers);
    if form.get("do") == "more" {
        let before = rows(&fields);
        let after = before.saturating_add(EMPTY_ROWS).min(ROWS_MAX);
        fields.insert("rows".to_owned(), after.to_string());
        (before..after).for_each(|row| everybody(&mut fields, &format!("s{row}"), &staff));
        return Ok(page(came, &answers, &Shown { fields, ..Shown::default() }));
    }
    let taken = answers.with(Step::Services, fields.clone());
    let faults = came.first.faults(&taken, Step::Services, came.language);
    let told = chosen(&fields, &staff).is_empty().then(|| {
        came.pick(
            "Was wird gemacht? Mindestens eine Leistung.",
            "What is sold? One service at least.",
        )
        .to_owned()
    });
    if !faults.is_empty() || told.is_some() {
        return Ok(page(came, &answers, &Shown { fields, faults, told, ..Shown::default() }));
    }
    came.first.take(Step::Services, fields, None);
    Ok(go(&next(came.first)))
}

fn page(came: &Came, answers: &Answers, shown: &Shown) -> Response {
    let staff = staff(answers);
    let lead = came.pick(
        "Was wird gemacht, wie lange dauert es, und wer macht es? Die Termintypen bei Cal.com machen wir dann selbst.",
        "What is done, how long does it take, and who does it? The event types at Cal.com we make ourselves then.",
    );
    let fields = html! {
        button .unseen name="do" value="next" tabindex="-1" aria-hidden="true" {}
        input type="hidden" name="rows" value=(rows(&shown.fields));
        h2 { (came.pick("Einfache Leistungen", "Simple services")) }
        @for at in 0..rows(&shown.fields) { (simple(came, shown, &staff, at)) }
        p .actions { button name="do" value="more" { (came.pick("Mehr Zeilen", "More rows")) } }
        h2 { (came.pick("Mit Pausen, zum Beispiel zum Einwirken", "With pauses, such as for colour to work")) }
        @for template in templates() { (of_template(came, shown, &staff, template.key, &template.composition)) }
    };
    shown::step(came, Step::Services, shown, lead, &fields)
}

fn simple(came: &Came, shown: &Shown, staff: &[Person], at: usize) -> Markup {
    let field = format!("s{at}");
    let (name, minutes) = (format!("{field}.name"), format!("{field}.minutes"));
    html! {
        fieldset .row {
            legend .unseen { (came.pick("Leistung ", "Service ")) (at.saturating_add(1)) }
            div .fields {
                div { (input(shown, Field::text(&name, came.pick("Leistung", "Service")).example(if at == 0 { "Haarschnitt" } else { "" }))) }
                div { (input(shown, Field::text(&minutes, came.pick("Minuten", "Minutes")).example(if at == 0 { "45" } else { "" }))) }
            }
            (shown.fault(&field))
            (who(came, shown, staff, &field))
        }
    }
}

fn of_template(
    came: &Came,
    shown: &Shown,
    staff: &[Person],
    key: &str,
    composition: &Composition,
) -> Markup {
    let field = format!("t.{key}");
    let (on, name) = (format!("{field}.on"), format!("{field}.name"));
    let parts: Vec<String> = composition
        .segments
        .iter()
        .map(|one| match one.pause_after_minutes {
            0 => format!("{} {}", one.name, one.minutes),
            pause => format!("{} {} (+{pause})", one.name, one.minutes),
        })
        .collect();
    html! {
        fieldset .row {
            legend .unseen { (shown.get(&name)) }
            label .check {
                input id=(id(&on)) type="checkbox" name=(on) value="1" checked[!shown.get(&on).is_empty()];
                (came.pick("anbieten", "offer it")) ": " (composition.minutes()) " " (came.pick("Minuten", "minutes"))
            }
            p .hint { (parts.join(" · ")) }
            (input(shown, Field::text(&name, came.pick("So heißt es bei euch", "What you call it"))))
            (shown.fault(&field))
            (who(came, shown, staff, &field))
        }
    }
}

fn who(came: &Came, shown: &Shown, staff: &[Person], field: &str) -> Markup {
    html! {
        div .ticks {
            span .hint { (came.pick("Wer:", "Who:")) }
            @for person in staff {
                @let name = format!("{field}.who.{}", person.key);
                label .check {
                    input type="checkbox" name=(name) value="1" checked[!shown.get(&name).is_empty()];
                    (person.name)
                }
            }
        }
        (shown.fault(&format!("{field}.who")))
    }
}
