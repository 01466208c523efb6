//! The inbox.

use crate::domain::{Error, Result};
use crate::frontdesk::event::list;
use crate::frontdesk::event::list::{EventLine, EventList, PAGE_MESSAGES_MAX, Wanted};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::links::parse_day;
use crate::http::page::base::{csv, fields, frame, pager, when};
use crate::http::page::event::words;
use crate::server::message::Response;
use maud::{Markup, html};
use time::Date;

/// The page in the list of pages.
pub(crate) const AT: &str = "/events";

const STATES: [&str; 4] = ["", "open", "done", "dead"];
const CHANNELS: [&str; 6] =
    ["", "calcom_webhook", "retell_function", "retell_webhook", "retell_inbound", "web_api"];

fn wanted(ask: &Ask) -> Wanted {
    let said = |name: &str| Some(ask.query(name)).filter(|text| !text.trim().is_empty());
    Wanted {
        kind: said("kind"),
        state: said("state"),
        since: said("since").and_then(|day| parse_day(&day).ok()),
        find: said("find"),
        before: said("before").and_then(|id| id.parse().ok()),
        most: None,
    }
}

/// `GET /events?kind=&state=&since=&find=&before=`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    match list::list(ask.desk(), &wanted(ask)) {
        Ok(found) => page(ask, &found, None, 200),
        Err(Error::Invalid(told)) => {
            page(ask, &EventList { events: Vec::new(), next: None }, Some(&told), 400)
        }
        Err(error) => Err(error),
    }
}

fn page(ask: &Ask, found: &EventList, wrong: Option<&str>, status: u16) -> Result<Response> {
    let (today, _) = ask.desk().salon.zone.local(ask.desk().now());
    let title = ask.pick("Ereignisse", "Events");
    let body = html! {
        div .head { h1 { (title) } p .sum { (ask.pick("Alles, was von außen kam", "Everything that came from outside")) } }
        (filter(ask))
        (fields::fault("fault", wrong))
        @if ask.query("state") == "dead" && !found.events.is_empty() { (dead(ask)) }
        @if found.events.is_empty() {
            p .done { (ask.pick("Nichts gefunden.", "Nothing found.")) }
        } @else {
            div .scroll { (table(ask, &found.events, today)) }
            p .pages {
                @if let Some(next) = found.next { a .button href=(more(ask, next)) { (ask.pick("Ältere", "Older")) } }
                a .button href=(pager::address("/events.csv", &asked(ask))) { "CSV" }
            }
        }
    };
    let page = Page { title: title.to_owned(), at: AT, body, ..Page::default() };
    Ok(Response { status, ..frame::of(ask, page)? })
}

fn filter(ask: &Ask) -> Markup {
    let everything = ask.pick("alle", "all");
    html! {
        form .panel .fields method="get" action="/events" role="search" {
            div {
                label for="kind" { (ask.pick("Woher", "From where")) }
                select #kind name="kind" { @for one in CHANNELS {
                    option value=(one) selected[ask.query("kind") == one] { @if one.is_empty() { (everything) } @else { (words::channel(ask, one)) } }
                } }
            }
            div {
                label for="state" { (ask.pick("Stand", "State")) }
                select #state name="state" { @for one in STATES {
                    option value=(one) selected[ask.query("state") == one] { @if one.is_empty() { (everything) } @else { (words::state(ask, one)) } }
                } }
            }
            div {
                label for="since" { (ask.pick("seit", "since")) }
                input #since name="since" type="date" value=(ask.query("since"));
            }
            div {
                label for="find" { (ask.pick("Nummer oder Wort", "Number or word")) }
                input #find name="find" type="search" maxlength="200" value=(ask.query("find")) autocomplete="off";
            }
            button { (ask.pick("Suchen", "Find")) }
        }
    }
}

/// All that is dead is tried first, then worked on.
fn dead(ask: &Ask) -> Markup {
    html! {
        form .actions method="post" action="/events/dead/try" {
            (ask.token().field())
            button { (ask.pick("Alle nicht verarbeiteten probeweise wiederholen", "Try all that were not processed")) }
        }
    }
}

/// What the filter asks for, as it stands in an address.
fn asked(ask: &Ask) -> Vec<(&'static str, String)> {
    ["kind", "state", "since", "find"].map(|name| (name, ask.query(name))).to_vec()
}

fn more(ask: &Ask, next: i64) -> String {
    let mut all = asked(ask);
    all.push(("before", next.to_string()));
    pager::address(AT, &all)
}

fn table(ask: &Ask, events: &[EventLine], today: Date) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (ask.pick("Wann", "When")) }
                th scope="col" { (ask.pick("Woher", "From where")) }
                th scope="col" { (ask.pick("Was", "What")) }
                th scope="col" { (ask.pick("Stand", "State")) }
            } }
            tbody { @for one in events { tr {
                td { a href={ "/events/" (one.event_id) } { (when::at(&one.received_at, today, ask.language)) } }
                td { (words::channel(ask, one.channel)) }
                td { (one.event) }
                td {
                    (words::state(ask, one.state))
                    @if one.replayed_as.is_some() { " · " (ask.pick("wiederholt", "worked on again")) }
                    @if let Some(reason) = &one.reason { span .soft { " " (reason) } }
                }
            } } }
        }
    }
}

/// `GET /events.csv`: what the filter lets through, as far as a list goes.
pub(crate) fn export(ask: &Ask) -> Result<Response> {
    let wanted = Wanted { most: Some(PAGE_MESSAGES_MAX), ..wanted(ask) };
    let found = list::list(ask.desk(), &wanted)?;
    let rows: Vec<Vec<String>> = found
        .events
        .into_iter()
        .map(|one| {
            vec![
                one.event_id.to_string(),
                one.received_at.to_string(),
                words::channel(ask, one.channel),
                one.event,
                words::state(ask, one.state),
                one.attempts.to_string(),
                one.reason.unwrap_or_default(),
            ]
        })
        .collect();
    let head = ask.pick(
        ["Ereignis", "kam", "woher", "was", "Stand", "Versuche", "warum"],
        ["event", "received", "channel", "what", "state", "attempts", "reason"],
    );
    csv::answer("events.csv", &head, &rows)
}
