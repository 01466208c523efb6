//! Whom to call because somebody is ill: on the page, on paper, for a spreadsheet.

use crate::domain::{Error, Result};
use crate::frontdesk::sick::view;
use crate::frontdesk::sick::view::SickVisitView;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::form::Form;
use crate::http::page::base::{csv, fields, when};
use crate::http::page::team::sick_typed;
use crate::http::page::team::sick_words::offer;
use crate::server::message::Response;
use maud::{Markup, html};
use time::Date;

/// The same for a spreadsheet.
const FILE: &str = "/sick.csv";
/// The most that a file for a spreadsheet has.
const FILE_ROWS_MAX: usize = 200;

/// The list, of what was not moved.
pub(crate) fn list(ask: &Ask, typed: &Form, visits: &[&SickVisitView], today: Date) -> Markup {
    if visits.is_empty() {
        return html! {};
    }
    let pairs = sick_typed::FIELD
        .map(|name| format!("{name}={}", fields::encoded(typed.get(name))))
        .join("&");
    html! {
        section .calling {
            h2 { (ask.pick("Anrufliste", "Whom to call")) }
            p .soft { (ask.pick(
                "Wer nicht verlegt ist, wird angerufen. Gedruckt wird nur diese Liste.",
                "Who is not moved is called. Only this list is printed.",
            )) }
            div .scroll { table .stack {
                thead { tr {
                    th scope="col" { (ask.pick("Wer", "Who")) }
                    th scope="col" { (ask.pick("Telefon", "Telephone")) }
                    th scope="col" { (ask.pick("Besuch", "Visit")) }
                    th scope="col" { (ask.pick("Was du anbieten kannst", "What to offer")) }
                } }
                tbody { @for one in visits { tr {
                    th scope="row" { (called(ask, one)) }
                    td { @match &one.phone {
                        Some(phone) => { a href={ "tel:" (phone) } { (phone) } }
                        None => { span .soft { (ask.pick("keine Nummer", "no number")) } }
                    } }
                    td {
                        a href={ "/visits/" (one.appointment_id) } { (when::at(&one.start, today, ask.language)) }
                        @if let Some(service) = &one.service { ", " (service) }
                    }
                    td { (to_offer(ask, one, today)) }
                } } }
            } }
            p .actions { a .button href={ (FILE) "?" (pairs) } { (ask.pick("Als Tabelle (CSV)", "As a table (CSV)")) } }
        }
    }
}

/// For whom a visit is.
pub(crate) fn called<'a>(ask: &Ask, one: &'a SickVisitView) -> &'a str {
    match one.customer.as_str() {
        "" => ask.pick("ohne Namen", "no name"),
        name => name,
    }
}

fn to_offer(ask: &Ask, one: &SickVisitView, today: Date) -> String {
    let told: Vec<String> = one.proposals.iter().map(|way| offer(ask, way, today)).collect();
    match (&one.why_none, told.is_empty()) {
        (_, false) => told.join(ask.pick(", oder ", ", or ")),
        (Some(why), true) => {
            format!("{} ({why})", ask.pick("neuen Termin suchen", "look for another time"))
        }
        (None, true) => ask.pick("neuen Termin suchen", "look for another time").to_owned(),
    }
}

/// `GET /sick.csv?staff=&day=&until=`.
pub(crate) fn file(ask: &Ask) -> Result<Response> {
    let typed = Form::of_query(&ask.request.query);
    let sick = sick_typed::read(ask, &typed)?.map_err(|wrong| Error::Invalid(wrong.told))?;
    let sick = sick.ok_or_else(|| {
        Error::invalid(ask.pick("Wähle zuerst, wer fehlt.", "First choose who is away."))
    })?;
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let (view, _) = view::of_first(desk, &sick, FILE_ROWS_MAX, Some(ask.deadline()))?;
    let head = ask.pick(
        ["wann", "wer", "Telefon", "Leistung", "Termin", "anbieten"],
        ["when", "who", "telephone", "service", "appointment", "to offer"],
    );
    let row = |one: &SickVisitView| {
        vec![
            one.start.to_string(),
            one.customer.clone(),
            one.phone.clone().unwrap_or_default(),
            one.service.clone().unwrap_or_default(),
            one.appointment_id.to_string(),
            to_offer(ask, one, today),
        ]
    };
    let rows: Vec<Vec<String>> = view.visits.iter().map(row).collect();
    csv::answer(ask.pick("anrufliste.csv", "calls.csv"), &head, &rows)
}
