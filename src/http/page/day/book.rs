//! Booking at the desk: a free time or pause was clicked, or nothing yet.

use crate::domain::ids::StaffId;
use crate::domain::{Error, Result};
use crate::frontdesk::by_desk::book;
use crate::frontdesk::by_desk::book::{DeskOrder, Fault, Field};
use crate::frontdesk::by_desk::form_view;
use crate::frontdesk::needs::people;
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::voice::callers::Voice;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{fields, frame, links};
use crate::server::message::Response;
use maud::html;
use uuid::Uuid;

/// `GET /book?day=&time=&staff=&free=`: `free` is how many minutes are free there.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let mut typed = Form::of_query(&ask.request.query);
    if typed.get("day").is_empty() {
        let (today, _) = ask.app.desk.salon.zone.local(ask.app.desk.now());
        typed = typed.with("day", &today.to_string());
    }
    page(ask, &typed, None, 200)
}

/// What is wrong, and at which field; at none of them it stands above the form.
type Wrong = (Option<Field>, String);

fn page(ask: &Ask, typed: &Form, wrong: Option<&Wrong>, status: u16) -> Result<Response> {
    let desk = ask.desk();
    let staff = Some(StaffId(typed.get("staff").to_owned())).filter(|id| !id.0.is_empty());
    let services = form_view::services(desk, staff.as_ref())?;
    let people = people::choices(desk)?;
    let free: u32 = typed.get("free").parse().unwrap_or(u32::MAX);
    let fault =
        |field: Field| wrong.filter(|(at, _)| *at == Some(field)).map(|(_, told)| told.as_str());
    let title = ask.pick("Termin eintragen", "Book an appointment");
    let body = html! {
        div .head { h1 { (title) } }
        @if let Some((None, told)) = wrong { p .fault role="alert" { (told) } }
        form .panel .narrow method="post" action="/book" {
            (ask.token().field())
            input type="hidden" name="once" value=(Uuid::new_v4());
            input type="hidden" name="free" value=(typed.get("free"));
            label for="service" { (ask.pick("Leistung", "Service")) }
            select #service name="service" required aria-describedby=[fault(Field::Service).map(|_| "service-fault")] {
                option value="" { "–" }
                @for one in &services {
                    option value=(one.key) selected[one.key == typed.get("service")] {
                        (one.name) ", " (one.minutes) " " (ask.pick("Min.", "min"))
                        @if one.minutes > free { (ask.pick(" (länger als frei ist)", " (longer than is free)")) }
                    }
                }
            }
            (fields::fault("service-fault", fault(Field::Service)))
            label for="staff" { (ask.pick("Bei wem", "With whom")) }
            select #staff name="staff" {
                option value="" { (ask.pick("egal", "anybody")) }
                @for one in &people { option value=(one.staff_id) selected[Some(&one.staff_id) == staff.as_ref()] { (one.name) } }
            }
            (fields::fault("staff-fault", fault(Field::Staff)))
            (fields::when(ask, typed, fault(Field::When)))
            label for="name" { (ask.pick("Name", "Name")) }
            input #name name="name" value=(typed.get("name")) autocomplete="off" aria-describedby="name-hint";
            p #name-hint .hint { (ask.pick("Leer lassen, wenn die Nummer bekannt ist.", "Leave it empty if the number is known.")) }
            (fields::fault("name-fault", fault(Field::Name)))
            label for="phone" { (ask.pick("Telefon", "Telephone")) }
            input #phone name="phone" type="tel" value=(typed.get("phone")) autocomplete="off";
            (fields::fault("phone-fault", fault(Field::Phone)))
            label for="email" { (ask.pick("E-Mail, wenn sie eine Bestätigung möchte", "E-mail, if a confirmation is wanted")) }
            input #email name="email" type="email" value=(typed.get("email")) autocomplete="off";
            (fields::fault("email-fault", fault(Field::Email)))
            p .actions {
                button .primary { (ask.pick("Eintragen", "Book")) }
                a .button href=(format!("/day/{}", typed.get("day"))) { (ask.pick("Zurück", "Back")) }
            }
        }
    };
    let page = Page { title: title.to_owned(), at: "/today", body, ..Page::default() };
    Ok(Response { status, ..frame::of(ask, page)? })
}

/// `POST /book`.
pub(crate) fn order(ask: &Ask, form: &Form) -> Result<Response> {
    let order = DeskOrder {
        once: form.get("once"),
        service: form.get("service"),
        staff: form.get("staff"),
        day: form.get("day"),
        time: form.get("time"),
        name: form.get("name"),
        phone: form.get("phone"),
        email: form.get("email"),
    };
    let desk = ask.desk();
    let voice = Voice::at(desk);
    // The page gives the form another name: what was not booked by this one is another order when it is sent again.
    let again =
        |field: Option<Field>, told: String, status| page(ask, form, Some(&(field, told)), status);
    match book::book(ask.changing(), desk, (&order, &ask.person("")?), ask.deadline()) {
        Ok(Booked::Yes(summary)) => {
            let (day, _) = desk.salon.zone.local(summary.starts_at);
            Ok(go(&links::address(day, Some(summary.appointment))))
        }
        Ok(Booked::Unknown) => fields::not_known_yet(ask, "/today"),
        Ok(Booked::No(reason)) => again(Some(Field::When), voice.refused(reason, false), 409),
        Ok(Booked::Off) => again(None, voice.off_since(), 409),
        Ok(Booked::ForWhom) => again(Some(Field::Name), voice.second_for_whom(), 409),
        Err(Fault::At(field, told)) => again(Some(field), told, 400),
        Err(Fault::Other(Error::Invalid(told))) => again(None, told, 400),
        Err(Fault::Other(error)) => Err(error),
    }
}
