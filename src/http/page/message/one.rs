//! One message: what it says, how it stands, and having it sent again.

use crate::domain::message::kind::Channel;
use crate::domain::{Error, Result};
use crate::frontdesk::needs::do_it;
use crate::frontdesk::telling::message_view::{MessageStory, MessageView, story};
use crate::frontdesk::telling::resend::Recipient;
use crate::frontdesk::telling::words;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{fields, frame, nav, when};
use crate::http::page::message::list::{MESSAGES, way};
use crate::server::message::Response;
use maud::{Markup, html};
use time::Date;

/// A recipient that could not be taken, and why.
#[derive(Default)]
struct Draft {
    to: String,
    fault: Option<String>,
}

/// `GET /messages/{id}`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    page(ask, &story(ask.desk(), ask.part(0))?, &Draft::default())
}

fn page(ask: &Ask, story: &MessageStory, draft: &Draft) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let one = &story.message;
    let nobody = ask.pick("ohne Namen", "no name");
    let title = if one.customer.is_empty() { nobody } else { &one.customer };
    let body = html! {
        p .back { a href=(MESSAGES) { (ask.pick("‹ Nachrichten", "‹ Messages")) } }
        div .head {
            h1 { (title) }
            p .sum { (words::kind(one.kind_told, ask.language)) ", " (way(ask, one.channel_told))
                @if !one.recipient.is_empty() { " · " (one.recipient) } }
        }
        section .panel { h2 { (ask.pick("So steht es", "How it stands")) } (standing(ask, one, today)) }
        section .panel { h2 { (ask.pick("Was darin steht", "What it says")) } pre .letter tabindex="0" { (story.text) } }
        (again(ask, story, draft))
        @if story.all.len() > 1 { (others(ask, story, today)) }
    };
    frame::of(ask, Page { title: title.to_owned(), at: MESSAGES, body, ..Page::default() })
}

fn standing(ask: &Ask, one: &MessageView, today: Date) -> Markup {
    let at = |time| when::at(time, today, ask.language);
    html! {
        dl .facts {
            dt { (ask.pick("Stand", "State")) } dd { (words::state(one.state_told, ask.language)) }
            @if !one.reason_told.is_empty() { dt { (ask.pick("warum", "why")) } dd { (one.reason_told) } }
            dt { (ask.pick("Besuch", "Visit")) } dd {
                @match one.appointment_id {
                    Some(id) => { a href={ "/visits/" (id) } { (at(&one.start)) } }
                    None => (at(&one.start)),
                }
                @if !one.service.is_empty() { ", " (one.service) }
            }
            dt { (ask.pick("beschlossen", "decided")) } dd { (at(&one.decided_at)) }
            dt { (ask.pick("versucht", "tried")) } dd { (tried(ask, one)) }
            @if let Some(next) = &one.next_try_at { dt { (ask.pick("nächster Versuch", "next try")) } dd { (at(next)) } }
            @if let Some(end) = &one.finished_at { dt { (ask.pick("beendet", "finished")) } dd { (at(end)) } }
        }
    }
}

fn tried(ask: &Ask, one: &MessageView) -> String {
    match one.attempts {
        0 => ask.pick("noch nicht", "not yet").to_owned(),
        1 => ask.pick("einmal", "once").to_owned(),
        count => ask.pick(format!("{count} mal"), format!("{count} times")),
    }
}

/// The form, or why there is none.
fn again(ask: &Ask, story: &MessageStory, draft: &Draft) -> Markup {
    let one = &story.message;
    let went = one.channel_told != Channel::Nowhere;
    html! {
        section .panel #again {
            h2 { (ask.pick("Noch einmal senden", "Send again")) }
            @if let Some(why) = story.refused {
                p { (ask.pick("Das geht nicht: ", "This cannot be done: ")) (why) "." }
            } @else {
                form method="post" action={ (MESSAGES) "/" (one.message) "/resend" } {
                    (ask.token().field())
                    input type="hidden" name="seen" value=(one.seen);
                    label for="to" {
                        @if went { (ask.pick("Woandershin? (leer: wie vorher)", "Elsewhere? (empty: as before)")) }
                        @else { (ask.pick("Wohin? Eine E-Mail-Adresse oder Handynummer", "Where to? An e-mail address or a mobile number")) }
                    }
                    input #to name="to" value=(draft.to) required[!went] maxlength="254" autocomplete="off"
                        aria-describedby=[draft.fault.is_some().then_some("to-fault")];
                    (fields::fault("to-fault", draft.fault.as_deref()))
                    button .primary { (ask.pick("Senden", "Send")) }
                }
            }
        }
    }
}

fn others(ask: &Ask, story: &MessageStory, today: Date) -> Markup {
    html! {
        section .panel {
            h2 { (ask.pick("Zu diesem Besuch", "About this visit")) }
            ol .log { @for one in &story.all { li {
                time { (when::at(&one.decided_at, today, ask.language)) }
                @if one.message == story.message.message { b { (line(ask, one)) } }
                @else { a href={ (MESSAGES) "/" (one.message) } { (line(ask, one)) } }
            } } }
        }
    }
}

fn line(ask: &Ask, one: &MessageView) -> String {
    let (kind, state) =
        (words::kind(one.kind_told, ask.language), words::state(one.state_told, ask.language));
    format!("{kind}, {}: {state}", way(ask, one.channel_told))
}

/// `POST /messages/{id}/resend`. A second click finds it sent again already.
pub(crate) fn resend(ask: &Ask, form: &Form) -> Result<Response> {
    let (desk, id, to) = (&ask.app.desk, ask.part(0), form.get("to").trim());
    let typed = match to {
        "" => None,
        to => match Recipient::parse(desk, to) {
            Ok(recipient) => Some(recipient),
            Err(_) => {
                let told = ask.pick(
                    "Das ist keine E-Mail-Adresse und keine Handynummer. Aufs Festnetz geht keine SMS.",
                    "This is no e-mail address and no mobile number. No text message goes to a landline.",
                );
                let draft = Draft { to: to.to_owned(), fault: Some(told.to_owned()) };
                let answer = page(ask, &story(ask.desk(), id)?, &draft)?;
                return Ok(Response { status: 400, ..answer });
            }
        },
    };
    let back = match form.get("back") {
        "needs" => nav::NEEDS.to_owned(),
        _ => format!("{MESSAGES}/{id}"),
    };
    match do_it::send_again(desk, id, typed, form.get("seen"), &ask.person("")?) {
        Ok(()) => Ok(go(&back)),
        Err(Error::Conflict(_)) => {
            let now = story(ask.desk(), id)?;
            if now.message.seen != form.get("seen") {
                return Ok(go(&back));
            }
            let told = now.refused.is_none().then(|| {
                ask.pick("Bitte sage, wohin sie gehen soll.", "Please say where it is to go.")
            });
            let draft = Draft { to: to.to_owned(), fault: told.map(str::to_owned) };
            Ok(Response { status: 409, ..page(ask, &now, &draft)? })
        }
        Err(error) => Err(error),
    }
}
