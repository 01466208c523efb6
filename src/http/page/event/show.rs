//! One message: what came, without the customers in it, the tries, and what it led to.

use crate::domain::access::role::May;
use crate::domain::{Error, Result};
use crate::frontdesk::event::show;
use crate::frontdesk::event::show::EventView;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{frame, when};
use crate::http::page::event::list::AT;
use crate::http::page::event::words;
use crate::server::message::Response;
use maud::{Markup, html};
use time::Date;

/// `GET /events/{id}`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let view = show::show(ask.desk(), ask.number(0, "event")?)?;
    let (today, _) = ask.desk().salon.zone.local(ask.desk().now());
    let may_see = ask.known.user.role.may(May::Customers);
    let title = words::channel(ask, view.line.channel);
    let body_text = serde_json::to_string_pretty(&view.body).map_err(Error::internal)?;
    let body = html! {
        div .head { h1 { (title) } p .sum { (view.line.event) " · " (when::at(&view.line.received_at, today, ask.language)) } }
        (state(ask, &view, today))
        @if may_see { (led_to(ask, &view, today)) (buttons(ask, &view)) }
        section .panel {
            h2 { (ask.pick("Was kam", "What came")) }
            p .soft { (ask.pick("Namen und Nummern sind ersetzt.", "Names and numbers are replaced.")) }
            @if view.body.is_null() { p { (ask.pick("Nichts weiter.", "Nothing more.")) } }
            @else { pre tabindex="0" { (body_text) } }
        }
    };
    frame::of(ask, Page { title, at: AT, body, ..Page::default() })
}

fn state(ask: &Ask, view: &EventView, today: Date) -> Markup {
    let line = &view.line;
    html! {
        section .panel {
            dl .facts {
                dt { (ask.pick("Stand", "State")) } dd { (words::state(ask, line.state)) }
                @if let Some(subject) = &line.subject { dt { (ask.pick("Betrifft", "About")) } dd { (subject) } }
                @if let Some(reason) = &line.reason { dt { (ask.pick("Warum", "Why")) } dd { (reason) } }
                @if let Some(at) = &line.next_try_at { dt { (ask.pick("Wieder", "Again")) } dd { (when::at(at, today, ask.language)) } }
                @if let Some(of) = line.replay_of { dt { (ask.pick("Wiederholung von", "Worked on again, of")) } dd { a href={ "/events/" (of) } { (of) } } }
                @if let Some(copy) = line.replayed_as { dt { (ask.pick("Wiederholt als", "Worked on again as")) } dd { a href={ "/events/" (copy) } { (copy) } } }
            }
            @if !view.failed.is_empty() {
                h3 { (ask.pick("Versuche, die nicht gelangen", "Tries that came to nothing")) }
                ol .log { @for one in &view.failed { li { time { (when::at(&one.at, today, ask.language)) } (one.cause) } } }
            }
        }
    }
}

fn led_to(ask: &Ask, view: &EventView, today: Date) -> Markup {
    let led = &view.led_to;
    html! {
        section .panel {
            h2 { (ask.pick("Was daraus wurde", "What came of it")) }
            ul .lines {
                @if let Some(answer) = &led.answer { li { span { (ask.pick("Antwort: ", "Answer: ")) (answer) } } }
                @for one in &led.appointments { li {
                    span { a href={ "/visits/" (one.appointment_id) } { (when::at(&one.start, today, ask.language)) } @if let Some(service) = &one.service { ", " (service) } }
                } }
                @for one in &led.decisions { li { span { (one.sentence) } } }
                @for one in &led.warnings { li { span { (one.message) } } }
            }
            @if led.answer.is_none() && led.appointments.is_empty() && led.decisions.is_empty() && led.warnings.is_empty() {
                p { (ask.pick("Nichts.", "Nothing.")) }
            }
        }
    }
}

fn buttons(ask: &Ask, view: &EventView) -> Markup {
    let id = view.line.event_id;
    html! {
        form .actions method="post" action={ "/events/" (id) "/try" } {
            (ask.token().field())
            button { (ask.pick("Probeweise wiederholen", "Try it again")) }
            span .hint { (ask.pick("Zeigt, was geschähe. Das Ereignis selbst bleibt, wie es kam.", "Shows what would happen. The event itself stays as it came.")) }
        }
    }
}
