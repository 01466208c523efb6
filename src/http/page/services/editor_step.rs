//! One step in the form of a service.

use crate::domain::service::catalogue::{BookedAs, Performer, SegmentKey};
use crate::domain::service::check::SEGMENTS_MAX;
use crate::domain::service::draft::Step;
use crate::domain::service::draft_read::{Field, StepField};
use crate::http::page::services::editing::Editor;
use crate::store::host::staff::Listed;
use maud::{Markup, html};

/// The step at this place, from 0.
pub(crate) fn step(editor: &Editor, place: usize) -> Markup {
    let Some(step) = editor.draft.steps.get(place) else { return html! {} };
    if place >= SEGMENTS_MAX {
        return too_many(editor, place, step);
    }
    let ask = editor.ask;
    let count = editor.draft.steps.len();
    let is_last = place.saturating_add(1) == count;
    let letter = SegmentKey::nth(place).map_or_else(String::new, |key| key.to_string());
    let was = step.was.map_or_else(String::new, |key| key.to_string());
    let name = |field: &str| format!("s{place}.{field}");
    let id = |field: &str| format!("s{place}-{field}");
    let at = |field| Field::Of(place, field);
    html! {
        fieldset .step {
            legend { span .key { (letter) } (ask.pick(" Schritt ", " Step ")) (place.saturating_add(1)) }
            input type="hidden" name=(name("was")) value=(was);
            div .fields {
                @if count > 1 {
                    div .grow {
                        label for=(id("name")) { (ask.pick("Was wird getan?", "What is done?")) }
                        input id=(id("name")) name=(name("name")) value=(step.name)
                            aria-describedby={ "f-" (id("name")) } aria-invalid=[editor.is_wrong(at(StepField::Name)).then_some("true")];
                        (editor.fault(at(StepField::Name)))
                    }
                } @else { input type="hidden" name=(name("name")) value=(step.name); }
                (minutes(editor, place, ("minutes", StepField::Minutes), &step.minutes, ask.pick("Minuten Arbeit", "Minutes of work")))
                @if is_last { input type="hidden" name=(name("pause")) value=(step.pause); }
                @else { (minutes(editor, place, ("pause", StepField::Pause), &step.pause, ask.pick("Pause danach", "Pause behind it"))) }
            }
            (people(editor, place, step))
            p .actions {
                @if place > 0 { button .small name="do" value={ "up." (place) } aria-label={ (ask.pick("Nach vorn: ", "Earlier: ")) (letter) } { (ask.pick("↑ nach vorn", "↑ earlier")) } }
                @if !is_last { button .small name="do" value={ "down." (place) } aria-label={ (ask.pick("Nach hinten: ", "Later: ")) (letter) } { (ask.pick("↓ nach hinten", "↓ later")) } }
                @if count > 1 { button .small name="do" value={ "remove." (place) } aria-label={ (ask.pick("Entfernen: ", "Remove: ")) (letter) } { (ask.pick("entfernen", "remove")) } }
                @if !is_last { button .small name="do" value={ "add." (place) } aria-label={ (ask.pick("Schritt einfügen hinter ", "Insert a step behind ")) (letter) } { (ask.pick("+ danach einfügen", "+ insert behind")) } }
            }
        }
    }
}

/// More than there may be: kept as it was typed, to be taken out.
fn too_many(editor: &Editor, place: usize, step: &Step) -> Markup {
    let ask = editor.ask;
    let number = place.saturating_add(1);
    let fields = [
        ("name", &step.name),
        ("minutes", &step.minutes),
        ("pause", &step.pause),
        ("performer", &step.performer),
        ("booked", &step.booked_as),
    ];
    html! {
        @for (field, typed) in fields.iter().filter(|(_, typed)| !typed.is_empty()) {
            input type="hidden" name={ "s" (place) "." (field) } value=(typed);
        }
        @for doer in step.hands.iter().filter(|doer| doer.does) {
            input type="hidden" name={ "s" (place) ".does." (doer.staff) } value="1";
        }
        p { (number) ". " (step.name) " " button .small name="do" value={ "remove." (place) } { (ask.pick("entfernen: ", "remove: ")) (number) } }
    }
}

fn minutes(
    editor: &Editor,
    place: usize,
    (field, at): (&str, StepField),
    typed: &str,
    label: &str,
) -> Markup {
    let id = format!("s{place}-{field}");
    let is_wrong = editor.is_wrong(Field::Of(place, at));
    html! {
        div .number {
            label for=(id) { (label) }
            input id=(id) name={ "s" (place) "." (field) } inputmode="numeric" value=(typed)
                aria-describedby={ "f-" (id) } aria-invalid=[is_wrong.then_some("true")];
            (editor.fault(Field::Of(place, at)))
        }
    }
}

/// Who does it, each with an own length; folded while nothing is wrong with it.
fn people(editor: &Editor, place: usize, step: &Step) -> Markup {
    let ask = editor.ask;
    let fields = [StepField::Hands, StepField::Performer, StepField::BookedAs];
    let is_wrong = fields.iter().any(|field| editor.is_wrong(Field::Of(place, *field)));
    let doer = |one: &Listed| step.hands.iter().find(|doer| doer.staff == one.key);
    let does = |one: &Listed| doer(one).is_some_and(|doer| doer.does);
    let shown = editor.people.iter().filter(|one| one.person.active || does(one));
    let names: Vec<&str> =
        editor.people.iter().filter(|one| does(one)).map(|one| one.person.name.as_str()).collect();
    let nobody = ask.pick("noch niemand", "nobody yet");
    html! {
        details open[is_wrong || names.is_empty()] {
            summary { (ask.pick("Wer: ", "Who: ")) b { @if names.is_empty() { (nobody) } @else { (names.join(", ")) } } }
            ul .doers {
                @for one in shown {
                    @let key = &one.key;
                    li {
                        label .check { input type="checkbox" name={ "s" (place) ".does." (key) } value="1" checked[does(one)]; span {
                            (one.person.name)
                            @if let Some(branch) = &one.branch_key { small { " " (branch) } }
                            @if !one.person.active { small { (ask.pick(" nicht mehr da", " has left")) } }
                        } }
                        input .own name={ "s" (place) ".own." (key) } inputmode="numeric"
                            value=(doer(one).map_or("", |doer| doer.minutes.as_str()))
                            placeholder=(ask.pick("wie oben", "as above"))
                            aria-label={ (ask.pick("Eigene Minuten von ", "Own minutes of ")) (one.person.name) };
                    }
                }
            }
            (editor.fault(Field::Of(place, StepField::Hands)))
            @if editor.draft.steps.len() > 1 {
                p .actions { button .small name="do" value={ "same." (place) } { (ask.pick("für alle Schritte übernehmen", "the same for all steps")) } }
            }
            (how(editor, place, step))
        }
    }
}

fn how(editor: &Editor, place: usize, step: &Step) -> Markup {
    let ask = editor.ask;
    let performers = [
        (Performer::Same.as_str(), ask.pick("die Person des Besuchs", "the person of the visit")),
        (Performer::Any.as_str(), ask.pick("darf auch jemand anders", "may be somebody else")),
    ];
    let booked = [
        (BookedAs::Staff.as_str(), ask.pick("bei einer Person", "with a person")),
        (
            BookedAs::Pool.as_str(),
            ask.pick("Cal.com sucht jemanden aus", "Cal.com chooses somebody"),
        ),
    ];
    html! {
        div .fields {
            (choice(editor, place, ("performer", StepField::Performer), (&step.performer, &performers), ask.pick("Wer macht diesen Schritt?", "Who does this step?")))
            (choice(editor, place, ("booked", StepField::BookedAs), (&step.booked_as, &booked), ask.pick("Wie wird gebucht?", "How is it booked?")))
        }
    }
}

fn choice(
    editor: &Editor,
    place: usize,
    (field, at): (&str, StepField),
    (chosen, all): (&str, &[(&str, &str)]),
    label: &str,
) -> Markup {
    let id = format!("s{place}-{field}");
    html! {
        div {
            label for=(id) { (label) }
            select id=(id) name={ "s" (place) "." (field) } aria-describedby={ "f-" (id) } {
                @for (value, told) in all { option value=(value) selected[*value == chosen] { (told) } }
            }
            (editor.fault(Field::Of(place, at)))
        }
    }
}
