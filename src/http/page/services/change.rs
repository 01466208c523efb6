//! Describing a new service and changing one.

use crate::domain::service::catalogue::Composition;
use crate::domain::service::draft::Draft;
use crate::domain::service::draft_read::{Field, FieldFault};
use crate::domain::service::templates;
use crate::domain::service::templates::Template;
use crate::domain::{Error, Result};
use crate::frontdesk::service::admin::{ServiceView, is_of_the_file};
use crate::frontdesk::service::{admin, anew};
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::http::page::services::editing::Editor;
use crate::http::page::services::names::{SERVICES, address, key};
use crate::http::page::services::typed::Wanted;
use crate::http::page::services::{clash, timeline, typed};
use crate::server::message::Response;
use crate::store::host::staff::Listed;
use maud::{Markup, html};

/// A new service of one step starts with so many minutes.
const PLAIN_MINUTES: u32 = 30;
/// What the address of the form for a new one is called; no service's key can be.
const RESERVED: &str = "new";

/// `GET /services/new?from=`: the visits to start from, or the form that starts from one.
pub(crate) fn show_new(ask: &Ask) -> Result<Response> {
    let from = ask.query("from");
    let people = anew::people(ask.desk())?;
    let keys: Vec<String> = people.iter().map(|one| one.key.clone()).collect();
    let draft = match (from.as_str(), templates::template(&from)) {
        (_, Some(template)) => Draft::start(template.name, &template.composition, &keys),
        ("plain", None) => Draft::start("", &Composition::simple("", PLAIN_MINUTES), &keys),
        _ => return choose(ask),
    };
    Editor { ask, of: None, draft: &draft, people: &people, faults: &[], above: html! {} }.page(200)
}

fn choose(ask: &Ask) -> Result<Response> {
    let title = ask.pick("Neue Leistung", "New service");
    let all = templates::templates();
    let whole =
        |one: &Template| one.composition.minutes().saturating_add(one.composition.buffer_minutes);
    let longest = all.iter().map(whole).max().unwrap_or(1);
    let card = |one: &Template| {
        let steps = one.composition.segments.iter().map(|step| step.name.as_str());
        html! {
            li .card {
                h2 { a href={ "/services/new?from=" (one.key) } { (one.name) } }
                p .soft { (one.composition.minutes()) " " (ask.pick("Min.", "min")) " · " (ask.pick("Pausen: ", "pauses: ")) (one.composition.policy.word(ask.language)) }
                (timeline::small(&one.composition, longest))
                p { (steps.collect::<Vec<_>>().join(", ")) }
            }
        }
    };
    let body = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick("Womit fängst du an? Ändern kannst du danach alles.", "What do you start from? You can change all of it afterwards.")) }
        ul .cards .wide {
            li .card {
                h2 { a href="/services/new?from=plain" { (ask.pick("Ein einziger Schritt", "A single step")) } }
                p .soft { (ask.pick("Ein Schnitt, eine Pflege: ohne Pause.", "A cut, a treatment: without a pause.")) }
            }
            @for one in &all { (card(one)) }
        }
    };
    frame::of(ask, Page { title: title.to_owned(), at: SERVICES, body, ..Page::default() })
}

/// `POST /services/new`.
pub(crate) fn create(ask: &Ask, form: &Form) -> Result<Response> {
    let people = anew::people(ask.desk())?;
    let draft = typed::draft(form, &people);
    let page = |draft: &Draft, faults: &[FieldFault], above: Markup, status| {
        Editor { ask, of: None, draft, people: &people, faults, above }.page(status)
    };
    let wanted = typed::wanted(form);
    if let Wanted::Turn(turn) = wanted {
        return page(&draft.turned(turn), &[], html! {}, 200);
    }
    let told = match anew::check(&draft, &people, None, ask.language) {
        Ok(told) if told.whole.key == RESERVED => {
            let told = ask.pick("Dieser Schlüssel ist vergeben.", "This key is taken.").to_owned();
            return page(&draft, &[FieldFault { at: Field::Key, told }], html! {}, 400);
        }
        Ok(told) if wanted == Wanted::Check => {
            return page(&Draft { key: told.whole.key, ..draft }, &[], all_right(ask), 200);
        }
        Ok(told) => told,
        Err(faults) => return page(&draft, &faults, several(ask, &faults), 400),
    };
    let (key, by) = (told.whole.key.clone(), ask.known.user.name.clone());
    match anew::create(ask.changing(), told.whole, &by, ask.language) {
        Ok(_) => Ok(go(&address(&key))),
        Err(Error::Conflict(told)) => {
            page(&draft, &[FieldFault { at: Field::Key, told }], html! {}, 409)
        }
        Err(Error::Invalid(told)) => page(&draft, &[], fault(&told), 400),
        Err(error) => Err(error),
    }
}

/// `GET /services/{key}/edit`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let key = key(ask);
    let service = admin::service(ask.desk(), &key)?;
    if is_of_the_file(&ask.app.desk, &key) {
        return of_the_file(ask, &service);
    }
    let people = anew::people(ask.desk())?;
    let draft = as_it_is(&service, &people);
    let of = Some((key.as_str(), service.row.revision));
    Editor { ask, of, draft: &draft, people: &people, faults: &[], above: html! {} }.page(200)
}

fn as_it_is(service: &ServiceView, people: &[Listed]) -> Draft {
    let keys: Vec<String> = people.iter().map(|one| one.key.clone()).collect();
    Draft::of(&service.described, &keys)
}

/// It is changed elsewhere: where, and why.
fn of_the_file(ask: &Ask, service: &ServiceView) -> Result<Response> {
    let title = ask.pick("Leistung ändern", "Change the service");
    let body = html! {
        div .head { h1 { (title) } }
        section .panel .narrow {
            h2 { (service.row.name) }
            p { (ask.pick(
                "Diese Leistung steht in appliance.toml, der Datei, mit der euer Programm eingerichtet ist. Beim nächsten Start würde die Datei wieder gelten, und was hier geändert wurde, wäre fort. Deshalb wird sie dort geändert.",
                "This service stands in appliance.toml, the file by which your program is set up. At the next start the file would hold again, and what was changed here would be gone. So it is changed there.",
            )) }
            p { (ask.pick(
                "Soll sie hier geändert werden können? Nimm sie aus der Datei heraus und starte neu: sie bleibt, wie sie ist, und gehört dann hierher.",
                "Shall it be changed here? Take it out of the file and start again: it stays as it is, and belongs here then.",
            )) }
            p .actions { a .button href=(address(&service.row.key)) { (ask.pick("Zur Leistung", "To the service")) } }
        }
    };
    frame::of(ask, Page { title: title.to_owned(), at: SERVICES, body, ..Page::default() })
}

/// `POST /services/{key}/edit`.
pub(crate) fn edit(ask: &Ask, form: &Form) -> Result<Response> {
    let key = key(ask);
    let desk = ask.desk();
    let people = anew::people(desk)?;
    let draft = typed::draft(form, &people);
    let service = match admin::service(desk, &key) {
        Err(Error::NotFound(_)) => return gone(ask, &key, draft, &people),
        found => found?,
    };
    if is_of_the_file(&ask.app.desk, &key) {
        return Ok(Response { status: 409, ..of_the_file(ask, &service)? });
    }
    let seen = form.get("revision").parse::<i64>().unwrap_or(0);
    let page = |draft: &Draft, faults: &[FieldFault], above: Markup, status| {
        Editor { ask, of: Some((&key, seen)), draft, people: &people, faults, above }.page(status)
    };
    let wanted = typed::wanted(form);
    if let Wanted::Turn(turn) = wanted {
        return page(&draft.turned(turn), &[], html! {}, 200);
    }
    let as_key = Draft { key: key.clone(), ..draft.clone() };
    let told = match anew::check(&as_key, &people, Some(&service), ask.language) {
        Ok(_) if wanted == Wanted::Check => return page(&draft, &[], all_right(ask), 200),
        Ok(told) => told,
        Err(faults) => return page(&draft, &faults, several(ask, &faults), 400),
    };
    let by = ask.known.user.name.clone();
    match anew::replace(ask.changing(), &key, seen, told, &by, ask.language) {
        Ok(_) => Ok(go(&address(&key))),
        Err(Error::Conflict(_)) => {
            // What it is now is seen by this, so that what was typed can be saved over it.
            let service = admin::service(desk, &key)?;
            let now = as_it_is(&service, &people);
            let above = clash::both(ask, &now, &draft, &people);
            let of = Some((key.as_str(), service.row.revision));
            Editor { ask, of, draft: &draft, people: &people, faults: &[], above }.page(409)
        }
        Err(Error::NotFound(_)) => gone(ask, &key, draft, &people),
        Err(Error::Invalid(told)) => page(&draft, &[], fault(&told), 400),
        Err(error) => Err(error),
    }
}

/// Deleted meanwhile: what was typed can be saved as a new one.
fn gone(ask: &Ask, key: &str, draft: Draft, people: &[Listed]) -> Result<Response> {
    let told = ask.pick(
        "Diese Leistung gibt es nicht mehr. Deine Eingaben stehen noch hier: „Speichern“ legt sie neu an.",
        "This service is no longer there. What you typed still stands here: “Save” makes it anew.",
    );
    let mut draft = Draft { key: key.to_owned(), ..draft };
    draft.steps.iter_mut().for_each(|step| step.was = None);
    Editor { ask, of: None, draft: &draft, people, faults: &[], above: fault(told) }.page(404)
}

fn fault(told: &str) -> Markup {
    html! { div .fault role="alert" { @for line in told.lines() { p { (line) } } } }
}

fn several(ask: &Ask, faults: &[FieldFault]) -> Markup {
    let told = match faults.len() {
        1 => ask
            .pick(
                "An einer Stelle stimmt noch etwas nicht; gespeichert wurde nichts.",
                "Something is not right yet in one place; nothing was saved.",
            )
            .to_owned(),
        count => ask.pick(
            format!("An {count} Stellen stimmt noch etwas nicht; gespeichert wurde nichts."),
            format!("Something is not right yet in {count} places; nothing was saved."),
        ),
    };
    fault(&told)
}

fn all_right(ask: &Ask) -> Markup {
    html! { p .good role="status" { (ask.pick("So geht es. Gespeichert ist es noch nicht.", "This works. It is not saved yet.")) } }
}
