//! A step as it is shown: where one is, its fields, what is wrong with them.

use crate::frontdesk::first_run::answers::{Fields, STEPS, Step};
use crate::http::first_run::came::{Came, REVIEW, address};
use crate::http::page::base::fields::fault;
use crate::server::message::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What stands in a step's form, and what is said of it.
#[derive(Default)]
pub(crate) struct Shown {
    pub fields: Fields,
    /// By field.
    pub faults: BTreeMap<String, String>,
    /// What is said above the form.
    pub told: Option<String>,
    /// Whether it may be taken although nobody could try it.
    pub may_go_untried: bool,
}

impl Shown {
    /// What stands in a field.
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.faults.is_empty() && self.told.is_none()
    }

    /// What is wrong with a field, under it.
    pub fn fault(&self, name: &str) -> Markup {
        fault(&format!("{}-fault", id(name)), self.faults.get(name).map(String::as_str))
    }
}

/// A field as it is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub hint: &'a str,
    pub kind: &'static str,
    pub example: &'a str,
}

impl<'a> Field<'a> {
    /// A line of text.
    pub fn text(name: &'a str, label: &'a str) -> Field<'a> {
        Field { name, label, hint: "", kind: "text", example: "" }
    }

    pub fn hint(self, hint: &'a str) -> Field<'a> {
        Field { hint, ..self }
    }

    pub fn example(self, example: &'a str) -> Field<'a> {
        Field { example, ..self }
    }

    pub fn kind(self, kind: &'static str) -> Field<'a> {
        Field { kind, ..self }
    }
}

/// What a field is called in the page.
pub(crate) fn id(name: &str) -> String {
    name.replace('.', "-")
}

/// A field with its label, its hint and what is wrong with it. A password is not shown again.
pub(crate) fn input(shown: &Shown, field: Field) -> Markup {
    let id = id(field.name);
    let wrong = shown.faults.contains_key(field.name);
    let value = if field.kind == "password" { "" } else { shown.get(field.name) };
    let told = format!("{id}-hint {id}-fault");
    html! {
        label for=(id) { (field.label) }
        input id=(id) name=(field.name) type=(field.kind) value=(value) placeholder=(field.example) autocomplete="off"
            aria-invalid=[wrong.then_some("true")] aria-describedby=(told);
        @if !field.hint.is_empty() { p id={ (id) "-hint" } .hint { (field.hint) } }
        (shown.fault(field.name))
    }
}

/// A step's page around its fields.
pub(crate) fn step(
    came: &Came,
    step: Step,
    shown: &Shown,
    lead: &str,
    fields: &Markup,
) -> Response {
    let title = step.title(came.language);
    let body = html! {
        (places(came, Some(step)))
        h1 { (title) }
        p .lead { (lead) }
        @if let Some(told) = &shown.told { p #told .fault role="alert" { (told) } }
        @else if !shown.faults.is_empty() {
            p #told .fault role="alert" { (came.pick("Bitte sieh dir das noch einmal an:", "Please have another look:")) }
        }
        @if let Some(told) = shown.faults.get("") { p .fault role="alert" { (told) } }
        form method="post" action=(address(step)) {
            (came.token().field())
            (fields)
            p .actions {
                button .primary name="do" value="next" { (came.pick("Weiter", "Go on")) }
                @if shown.may_go_untried {
                    button name="do" value="untried" { (came.pick("Ungeprüft weiter", "Go on untried")) }
                }
            }
        }
    };
    let status = if shown.is_good() { 200 } else { 400 };
    Response { status, ..came.page(title, &body) }
}

/// Where one is, and what was answered.
pub(crate) fn places(came: &Came, here: Option<Step>) -> Markup {
    let answers = came.first.answers();
    let end = came.pick("Fertig", "Done");
    html! {
        nav aria-label=(came.pick("Schritte", "Steps")) {
            ol .places {
                @for step in STEPS {
                    li aria-current=[(here == Some(step)).then_some("step")] {
                        @if here != Some(step) && answers.may_open(step) {
                            a href=(address(step)) { (step.title(came.language)) }
                        } @else { (step.title(came.language)) }
                        @if answers.of(step).is_some() { " ✓" }
                    }
                }
                li aria-current=[here.is_none().then_some("step")] {
                    @if here.is_some() && answers.next().is_none() { a href=(REVIEW) { (end) } }
                    @else { (end) }
                }
            }
        }
    }
}
