//! Messages worked on again: tried first, then done. The originals stay as they came.

use crate::domain::Result;
use crate::frontdesk::event::list;
use crate::frontdesk::event::replayed::ReplayedView;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::form::Form;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::http::page::event::list::AT;
use crate::server::message::Response;
use crate::work::again;
use crate::work::again::REPLAYED_MAX;
use maud::{Markup, html};

/// `POST /events/{id}/try`.
pub(crate) fn try_one(ask: &Ask, _: &Form) -> Result<Response> {
    let id = ask.number(0, "event")?;
    tried(ask, &[id], &format!("/events/{id}/replay"))
}

/// `POST /events/dead/try`: all that nobody has had worked on again with success.
pub(crate) fn try_dead(ask: &Ask, _: &Form) -> Result<Response> {
    tried(ask, &dead(ask)?, "/events/dead/replay")
}

/// `POST /events/{id}/replay`.
pub(crate) fn replay_one(ask: &Ask, _: &Form) -> Result<Response> {
    done(ask, &[ask.number(0, "event")?])
}

/// `POST /events/dead/replay`.
pub(crate) fn replay_dead(ask: &Ask, _: &Form) -> Result<Response> {
    done(ask, &dead(ask)?)
}

fn dead(ask: &Ask) -> Result<Vec<i64>> {
    list::left_dead(ask.desk(), None, u32::try_from(REPLAYED_MAX).unwrap_or(u32::MAX))
}

fn tried(ask: &Ask, ids: &[i64], action: &str) -> Result<Response> {
    let views = match ids {
        [] => Vec::new(),
        ids => again::try_out(ask.desk(), ids, &ask.person("")?)?,
    };
    let go_on = html! {
        form .actions method="post" action=(action) {
            (ask.token().field())
            button .primary { (ask.pick("Wirklich wiederholen", "Do it")) }
            a .button href=(AT) { (ask.pick("Zurück", "Back")) }
        }
    };
    page(ask, ask.pick("So würde es gehen", "This is what would happen"), &views, &go_on)
}

fn done(ask: &Ask, ids: &[i64]) -> Result<Response> {
    let views = match ids {
        [] => Vec::new(),
        ids => again::replay(ask.changing(), ids, &ask.person("")?)?,
    };
    let back = html! { p .actions { a .button href=(AT) { (ask.pick("Zu den Ereignissen", "To the events")) } } };
    page(ask, ask.pick("Wiederholt", "Worked on again"), &views, &back)
}

fn page(ask: &Ask, title: &str, views: &[ReplayedView], below: &Markup) -> Result<Response> {
    let body = html! {
        div .head { h1 { (title) } }
        @if views.is_empty() { p .done { (ask.pick("Es gibt nichts zu wiederholen.", "There is nothing to work on again.")) } }
        ul .panel .lines { @for one in views { li {
            span {
                a href={ "/events/" (one.event_id) } { (one.event_id) } ": " (one.sentence)
                @for change in &one.changes { br; (change) }
            }
            @if let Some(id) = one.appointment_id { a href={ "/visits/" (id) } { (ask.pick("Termin", "Appointment")) } }
        } } }
        (below)
    };
    frame::of(ask, Page { title: title.to_owned(), at: AT, body, ..Page::default() })
}
