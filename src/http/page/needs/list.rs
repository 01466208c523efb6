//! Everything that needs a person, in one queue.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::frontdesk::needs::act::{Act, Button};
use crate::frontdesk::needs::gather;
use crate::frontdesk::needs::people;
use crate::frontdesk::needs::people::Choice;
use crate::frontdesk::needs::view::{AboutView, NeedKind, NeedView};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{fields, frame, nav, when};
use crate::server::message::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;
use time::Date;

/// `GET /needs`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let view = gather::needs(desk)?;
    let count = view.needs.len();
    let to_assign: Vec<AppointmentId> = view.needs.iter().filter_map(NeedView::to_assign).collect();
    let people = People { all: &view.staff, of_visits: people::of_visits(desk, &to_assign)? };
    let body = html! {
        div .head {
            h1 { (ask.pick("Zu tun", "Needs me")) }
            p .sum { @match count {
                0 => (ask.pick("Gerade nichts", "Nothing right now")),
                1 => { b { "1" } (ask.pick(" Sache braucht dich", " thing needs you")) }
                _ => { b { (count) } (ask.pick(" Dinge brauchen dich", " things need you")) }
            } }
        }
        ul .cards { @for need in &view.needs { (card(ask, need, &people, today)) } }
        p .done { @if count == 0 {
            (ask.pick("Alles ist erledigt. Hier steht, was ein Mensch entscheiden muss.", "All is done. What a person must decide stands here."))
        } @else { (ask.pick("Sonst ist nichts offen.", "Nothing else is open.")) } }
    };
    frame::of(
        ask,
        Page {
            title: ask.pick("Zu tun", "Needs me").to_owned(),
            at: nav::NEEDS,
            body,
            is_live: true,
        },
    )
}

/// Who stands to choose from.
struct People<'a> {
    all: &'a [Choice],
    /// Those who may get an appointment.
    of_visits: BTreeMap<AppointmentId, Vec<Choice>>,
}

fn card(ask: &Ask, need: &NeedView, people: &People, today: Date) -> Markup {
    html! {
        li .card {
            p .kind { (kind_word(need.kind, ask))
                @if let Some(since) = &need.since { " · " (ask.pick("seit ", "since ")) (when::at(since, today, ask.language)) }
            }
            h2 { (need.title) }
            @for sentence in &need.told { p { (sentence) } }
            @for one in &need.appointments { p { (about(ask, one, today)) } }
            div .actions {
                @for (place, button) in need.buttons.iter().enumerate() { (form(ask, button, place == 0 && need.has_favourite(), people)) }
            }
        }
    }
}

fn about(ask: &Ask, one: &AboutView, today: Date) -> Markup {
    let words = [one.service.as_deref(), one.customer.as_deref()];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    html! {
        a href={ "/visits/" (one.appointment_id) } {
            @match &one.start {
                Some(start) => (when::at(start, today, ask.language)),
                None => { (ask.pick("Termin ", "Appointment ")) (one.appointment_id) }
            }
        }
        @if !words.is_empty() { ": " (words.join(", ")) }
    }
}

/// A button with the form that does it, or a link to where it is done.
fn form(ask: &Ask, button: &Button, is_first: bool, people: &People) -> Markup {
    let (action, fields) = match sent(&button.act) {
        Sent::Form(action, fields) => (action, fields),
        Sent::Link(address) => {
            return html! { a .button .primary[is_first] href=(address) { (button.label) } };
        }
    };
    html! {
        form method="post" action=(action) {
            (ask.token().field())
            @for (name, value) in &fields { input type="hidden" name=(name) value=(value); }
            @match &button.act {
                Act::Assign { appointment } => (select(ask, &format!("staff-{appointment}"), ask.pick("Wer macht es?", "Who does it?"), people.of_visits.get(appointment).map_or(&[], Vec::as_slice))),
                Act::HostIsOneOfUs { host, .. } => (select(ask, &format!("staff-of-{host}"), ask.pick("Wer ist es?", "Who is it?"), people.all)),
                _ => {}
            }
            button .primary[is_first] { (button.label) }
        }
    }
}

fn select(ask: &Ask, id: &str, label: &str, people: &[Choice]) -> Markup {
    html! {
        label for=(id) { (label) }
        select id=(id) name="staff" required {
            option value="" { "–" }
            @for one in people { option value=(one.staff_id) { (one.label(ask.language)) } }
        }
    }
}

/// How a button does what it says.
enum Sent {
    /// A form that goes there with these fields.
    Form(String, Vec<(&'static str, String)>),
    /// A page where it is done.
    Link(String),
}

/// Where a button's form goes, and what it says.
fn sent(act: &Act) -> Sent {
    let back = || ("back", "needs".to_owned());
    let seen_as = |seen: &String| ("seen", seen.clone());
    let (action, fields) = match act {
        Act::CallbackDone { callback } => (format!("/callbacks/{callback}/done"), vec![]),
        Act::WarningClear { warning } => (format!("/warnings/{warning}/clear"), vec![]),
        Act::AlarmSeen { kind } => (format!("/alarms/{kind}/seen"), vec![]),
        Act::SagaRetry { saga } => (format!("/sagas/{saga}/retry"), vec![]),
        Act::SagaAdopt { saga } => (format!("/sagas/{saga}/adopt"), vec![]),
        Act::SagaCancel { saga } => (format!("/sagas/{saga}/cancel"), vec![]),
        Act::HostIs { host, staff, seen } => {
            (format!("/hosts/{host}/is"), vec![back(), ("staff", staff.to_string()), seen_as(seen)])
        }
        Act::HostIsOneOfUs { host, seen } => {
            (format!("/hosts/{host}/is"), vec![back(), seen_as(seen)])
        }
        Act::HostIsNot { host, staff, seen } => (
            format!("/hosts/{host}/is-not"),
            vec![back(), ("staff", staff.to_string()), seen_as(seen)],
        ),
        Act::Assign { appointment } => {
            (format!("/visits/{appointment}/assign"), vec![back(), ("seen", String::new())])
        }
        Act::Resend { message, seen } => {
            (format!("/messages/{message}/resend"), vec![back(), seen_as(seen)])
        }
        Act::LookAtEvent { event } => return Sent::Link(format!("/events/{event}")),
        Act::LookAtDeadEvents => return Sent::Link("/events?state=dead".to_owned()),
        Act::LookAtService { service } => {
            return Sent::Link(format!("/services/{}/drift", fields::encoded(service)));
        }
    };
    Sent::Form(action, fields)
}

fn kind_word(kind: NeedKind, ask: &Ask) -> &'static str {
    match kind {
        NeedKind::Stuck => ask.pick("Halber Besuch", "Half a visit"),
        NeedKind::Callback => ask.pick("Rückruf", "Call back"),
        NeedKind::Host => ask.pick("Wer ist das?", "Who is this?"),
        NeedKind::Unassigned => ask.pick("Ohne Person", "Nobody's"),
        NeedKind::DeadEvent => ask.pick("Ereignis", "Event"),
        NeedKind::Drift => ask.pick("Leistung", "Service"),
        NeedKind::Warning => ask.pick("Hinweis", "Note"),
        NeedKind::Alarm => ask.pick("Alarm", "Alarm"),
    }
}
