//! One customer.

use crate::domain::Result;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::{Error, access::role::May};
use crate::frontdesk::customer::card::{CustomerCard, VisitLine};
use crate::frontdesk::customer::{card, export, rename};
use crate::frontdesk::telling::words;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{fields, frame, when};
use crate::http::page::customer::list::{AT, called};
use crate::server::message::Response;
use maud::{Markup, html};
use time::Date;

/// `GET /customers/{id}`. Who was merged into another is that one.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let card = card::show(ask.desk(), ask.part(0))?;
    page(ask, &card, None, 200)
}

fn page(ask: &Ask, card: &CustomerCard, wrong: Option<&str>, status: u16) -> Result<Response> {
    let (today, _) = ask.desk().salon.zone.local(ask.desk().now());
    let name = called(ask, &card.line.name);
    let body = html! {
        div .head {
            h1 { (name) }
            p .sum { b { (card.line.visits) } " " (ask.pick("Besuche", "visits")) " · " (ask.pick("seit ", "since ")) (when::at(&card.since, today, ask.language)) }
        }
        section .panel {
            dl .facts {
                @for phone in &card.line.phones { dt { (ask.pick("Telefon", "Telephone")) } dd { a href={ "tel:" (phone) } { (phone) } } }
                @for email in &card.line.emails { dt { "E-Mail" } dd { (email) } }
            }
            (actions(ask, card, wrong))
        }
        (visits(ask, ask.pick("Kommt", "Coming"), &card.coming, today))
        (visits(ask, ask.pick("War da", "Past"), &card.past, today))
        (talked(ask, card, today))
    };
    let page = Page { title: name.clone(), at: AT, body, ..Page::default() };
    Ok(Response { status, ..frame::of(ask, page)? })
}

fn actions(ask: &Ask, card: &CustomerCard, wrong: Option<&str>) -> Markup {
    let id = card.line.customer_id;
    html! {
        details open[wrong.is_some()] {
            summary { (ask.pick("Name berichtigen", "Correct the name")) }
            form method="post" action={ "/customers/" (id) "/rename" } {
                (ask.token().field())
                label for="name" { (ask.pick("Name", "Name")) }
                input #name name="name" value=(card.line.name) required;
                (fields::fault("name-fault", wrong))
                button .primary { (ask.pick("Speichern", "Save")) }
            }
        }
        details {
            summary { (ask.pick("Mit einer anderen zusammenführen", "Merge with another")) }
            form method="get" action={ "/customers/" (id) "/merge" } {
                label for="with" { (ask.pick("Nummer oder Telefon der anderen", "The other's number or telephone")) }
                input #with name="with" required;
                button { (ask.pick("Ansehen", "Look")) }
            }
        }
        @if ask.known.user.role.may(May::Own) {
            p .actions {
                a .button href={ "/customers/" (id) "/export.json" } { (ask.pick("Alles über sie herausgeben", "Hand out everything kept")) }
                a .button href={ "/customers/" (id) "/erase" } { (ask.pick("Vergessen …", "Forget …")) }
            }
        }
    }
}

fn visits(ask: &Ask, title: &str, visits: &[VisitLine], today: Date) -> Markup {
    html! {
        @if !visits.is_empty() {
            section .panel {
                h2 { (title) }
                ul .lines { @for one in visits { li {
                    span {
                        a href={ "/visits/" (one.appointment_id) } { (when::at(&one.start, today, ask.language)) }
                        @if let Some(service) = &one.service { ", " (service) }
                        @if let Some(staff) = &one.staff { (ask.pick(" bei ", " with ")) (staff) }
                    }
                    @if !matches!(one.stands, VisitStatus::Confirmed) { span .soft { (status(ask, one.stands)) } }
                } } }
            }
        }
    }
}

fn status(ask: &Ask, status: VisitStatus) -> &'static str {
    match status {
        VisitStatus::Confirmed => ask.pick("bestätigt", "confirmed"),
        VisitStatus::Requested => ask.pick("angefragt", "requested"),
        VisitStatus::Pending => ask.pick("noch nicht ganz", "not whole yet"),
        VisitStatus::Cancelled => ask.pick("abgesagt", "cancelled"),
        VisitStatus::Rejected => ask.pick("abgelehnt", "rejected"),
    }
}

/// What was talked about with her, and what she was told.
fn talked(ask: &Ask, card: &CustomerCard, today: Date) -> Markup {
    let language = ask.language;
    html! {
        @if !card.callbacks.is_empty() {
            section .panel {
                h2 { (ask.pick("Rückrufe", "Calls back")) }
                ul .lines { @for one in &card.callbacks { li {
                    span { (when::at(&one.made_at, today, language)) ": " (one.wish) }
                    @if one.done.is_some() { span .soft { (ask.pick("erledigt", "done")) } }
                } } }
            }
        }
        @if !card.messages.is_empty() {
            section .panel {
                h2 { (ask.pick("Nachrichten", "Messages")) }
                ul .lines { @for one in &card.messages { li {
                    span { (when::at(&one.decided_at, today, language)) ": " (words::kind(one.kind_told, language)) ", " (words::channel(one.channel_told, language)) }
                    span .soft { (words::state(one.state_told, language)) }
                } } }
            }
        }
        @if !card.calls.is_empty() {
            section .panel {
                h2 { (ask.pick("Anrufe", "Calls")) }
                ul .lines { @for call in &card.calls { li {
                    span { (when::at(&call.began_at, today, language)) }
                    span .soft { (call.asked.len()) " " (ask.pick("Fragen", "questions")) }
                } } }
            }
        }
    }
}

/// `POST /customers/{id}/rename`.
pub(crate) fn rename(ask: &Ask, form: &Form) -> Result<Response> {
    let (id, name) = (ask.part(0), form.get("name"));
    let back = || Ok(go(&format!("/customers/{id}")));
    let card = card::show(ask.desk(), id)?;
    // What is so already is as good: a second click.
    if card.line.name == name.trim() {
        return back();
    }
    match rename::rename(&ask.app.desk, id, name, &ask.person(form.get("reason"))?) {
        Ok(_) => back(),
        Err(Error::Invalid(_)) => {
            let told = ask.pick("Das ist kein Name.", "That is no name.");
            page(ask, &card, Some(told), 400)
        }
        Err(error) => Err(error),
    }
}

/// `GET /customers/{id}/export.json`: everything that is kept about her.
pub(crate) fn hand_out(ask: &Ask) -> Result<Response> {
    let export = export::export(ask.desk(), ask.part(0))?;
    let value = serde_json::to_value(&export).map_err(Error::internal)?;
    let answer = Response::json(200, &value);
    Ok(answer.with_header("Content-Disposition", "attachment; filename=\"customer.json\""))
}
