//! A service played through: when each step would be, with whom, what would be booked at Cal.com, and what is missing.

use crate::domain::access::role::May;
use crate::domain::{Error, Result};
use crate::frontdesk::needs::people;
use crate::frontdesk::service::admin;
use crate::frontdesk::service::admin::ServiceView;
use crate::frontdesk::service::rehearsal_view::{RehearsalView, RehearsedPartView};
use crate::frontdesk::service::rehearse_at;
use crate::frontdesk::service::rehearse_at::{At, Making, Rehearsed};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{fields, frame};
use crate::http::page::services::names::{SERVICES, address, key, part};
use crate::server::message::Response;
use maud::{Markup, html};

/// When nothing is said: tomorrow at this time.
const USUAL_TIME: &str = "10:00";

/// `GET /services/{key}/rehearse?day=&time=&staff=`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let desk = ask.desk();
    let key = key(ask);
    let service = admin::service(desk, &key)?;
    let (today, _) = desk.salon.zone.local(desk.now());
    let tomorrow = today.next_day().unwrap_or(today).to_string();
    let typed = Form::of_query(&ask.request.query);
    let typed = typed.or("day", &tomorrow).or("time", USUAL_TIME);
    let at = At { day: typed.get("day"), time: typed.get("time"), staff: typed.get("staff") };
    let (found, wrong, status) = match rehearse_at::of(desk, &key, at, ask.language) {
        Ok(found) => (Some(found), None, 200),
        Err(Error::Invalid(told)) => (None, Some(told), 400),
        Err(Error::NotFound("staff member")) => {
            let told =
                ask.pick("Diese Person gibt es hier nicht.", "There is no such person here.");
            (None, Some(told.to_owned()), 400)
        }
        Err(error) => return Err(error),
    };
    let title = format!("{}: {}", ask.pick("Durchspielen", "Rehearse"), service.row.name);
    let body = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick("Es wird nichts gebucht. Du siehst, was geschehen würde.", "Nothing is booked. You see what would happen.")) }
        (form(ask, &key, &typed, wrong.as_deref())?)
        @if let Some(found) = &found {
            (visit(ask, &found.visit, &found.pauses))
            (missing(ask, &key, &service, found))
        }
        p .actions { a .button href=(address(&key)) { (ask.pick("Zur Leistung", "To the service")) } }
    };
    Ok(Response {
        status,
        ..frame::of(ask, Page { title, at: SERVICES, body, ..Page::default() })?
    })
}

fn form(ask: &Ask, key: &str, typed: &Form, wrong: Option<&str>) -> Result<Markup> {
    let people = people::choices(ask.desk())?;
    Ok(html! {
        form .panel .narrow method="get" action={ (address(key)) "/rehearse" } {
            (fields::when(ask, typed, wrong))
            label for="staff" { (ask.pick("Bei wem", "With whom")) }
            select #staff name="staff" {
                option value="" { (ask.pick("wer sie als Erste machen kann", "the first who can do it")) }
                @for one in &people { option value=(one.staff_id) selected[one.staff_id.0 == typed.get("staff")] { (one.name) } }
            }
            p .actions { button .primary { (ask.pick("Durchspielen", "Rehearse")) } }
        }
    })
}

fn visit(ask: &Ask, visit: &RehearsalView, pauses: &[String]) -> Markup {
    let whom = ask.pick("wen Cal.com aussucht", "whom Cal.com chooses");
    let who = |one: &RehearsedPartView| one.staff_name.clone().unwrap_or_else(|| whom.to_owned());
    let span = |one: &RehearsedPartView| format!("{}–{}", one.start.clock(), one.end.clock());
    let calls: Vec<&RehearsedPartView> = visit
        .booking_order
        .iter()
        .filter_map(|key| visit.parts.iter().find(|part| part.key == *key))
        .collect();
    html! {
        section .panel aria-labelledby="visit" {
            h2 #visit { (ask.pick("Der Besuch", "The visit")) }
            @if visit.bookable { p .good { (ask.pick("So könnte gebucht werden.", "It could be booked like this.")) } }
            @for fault in &visit.faults { p .fault { (fault) } }
            @for remark in &visit.remarks { p .soft { (remark) } }
            ol .log {
                @for part in &visit.parts { li { time { (span(part)) } (part.label) ", " (who(part)) } }
            }
            @for pause in pauses { p { (pause) "." } }
            @if visit.buffer_minutes > 0 {
                p .soft { (visit.buffer_minutes) " " (ask.pick("Minuten danach bleiben frei.", "minutes behind it are kept free.")) }
            }
        }
        section .panel aria-labelledby="calls" {
            h2 #calls { (ask.pick("Was bei Cal.com gebucht würde", "What would be booked at Cal.com")) }
            ol .calls {
                @for part in &calls { li {
                    (part.label) ", " (who(part)) ", " (span(part)) ": "
                    @match part.event_type_id {
                        Some(id) => { (ask.pick("Termintyp ", "event type ")) (id) " " code { "POST /v2/bookings" } }
                        None => { b .is-open { (ask.pick("dafür gibt es keinen Termintyp", "there is no event type for it")) } }
                    }
                } }
            }
            p .soft { (ask.pick(
                "Gelingt eine Buchung nicht, werden die davor wieder abgesagt.",
                "If one booking fails, those before it are cancelled again.",
            )) }
        }
    }
}

/// What is still to be made at Cal.com, and the button that does it.
fn missing(ask: &Ask, key: &str, service: &ServiceView, found: &Rehearsed) -> Markup {
    let composition = &service.described.composition;
    let pool = ask.pick("Pool", "pool");
    let line = |one: &Making| {
        html! { li {
            (part(ask, composition, &one.part)) ", " (one.who.as_deref().unwrap_or(pool)) ": " (one.told) " "
            @if !one.method.is_empty() { code { (one.method) " event-types" } }
            @if let Some(why) = &one.why { p .soft { (why) } }
        } }
    };
    html! {
        section .panel aria-labelledby="missing" {
            h2 #missing { (ask.pick("Termintypen", "Event types")) }
            @if found.to_make.is_empty() {
                p { (ask.pick("Alle Termintypen sind da.", "All event types are there.")) }
            } @else {
                ul .calls { @for one in &found.to_make { (line(one)) } }
                @if ask.known.user.role.may(May::Own) {
                    form .actions method="post" action={ (address(key)) "/sync" } {
                        (ask.token().field())
                        button .primary { (ask.pick("Jetzt anlegen", "Make them now")) }
                    }
                }
            }
        }
    }
}
