//! What customers were told: the list.

use crate::domain::Result;
use crate::domain::message::kind::{Channel, State};
use crate::frontdesk::telling::message_view::{MessageView, Wanted, page};
use crate::frontdesk::telling::words;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::pager::ROWS_MAX;
use crate::http::page::base::{csv, frame, pager, when};
use crate::server::message::Response;
use crate::store::db::slice::{Place, Slice};
use maud::{Markup, html};
use time::Date;

/// Where the list is.
pub(crate) const MESSAGES: &str = "/messages";
/// The same for a spreadsheet.
const FILE: &str = "/messages.csv";
/// The most that a file for a spreadsheet has.
const FILE_ROWS_MAX: u32 = 20_000;
/// Fields of the filter.
const TEXT: &str = "text";
const STATE: &str = "state";
const CHANNEL: &str = "channel";

/// `GET /messages`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let wanted = wanted(ask);
    let found = page(desk, &wanted, pager::place(ask), ROWS_MAX)?;
    let title = ask.pick("Nachrichten", "Messages").to_owned();
    let body = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick(
            "Was Kundinnen und Kunden gesagt wurde, und was nicht angekommen ist.",
            "What customers were told, and what did not arrive.",
        )) }
        (filter(ask, &wanted))
        (table(ask, &found, today))
        (pager::links(ask, MESSAGES, &fields(ask), &found))
        p .actions { a .button href=(pager::address(FILE, &fields(ask))) { (ask.pick("Als Tabelle (CSV)", "As a table (CSV)")) } }
    };
    frame::of(ask, Page { title, at: MESSAGES, body, ..Page::default() })
}

fn wanted(ask: &Ask) -> Wanted {
    Wanted {
        state: State::parse(&ask.query(STATE)),
        channel: Channel::parse(&ask.query(CHANNEL)),
        text: ask.query(TEXT),
    }
}

fn fields(ask: &Ask) -> Vec<(&'static str, String)> {
    [TEXT, STATE, CHANNEL].map(|name| (name, ask.query(name))).into()
}

fn filter(ask: &Ask, wanted: &Wanted) -> Markup {
    html! {
        form .fields .filter method="get" action=(MESSAGES) role="search" {
            div {
                label for="text" { (ask.pick("Name, E-Mail oder Nummer", "Name, e-mail or number")) }
                input #text type="search" name=(TEXT) value=(wanted.text) maxlength="80";
            }
            div {
                label for="state" { (ask.pick("Stand", "State")) }
                select #state name=(STATE) {
                    option value="" { (ask.pick("alle", "all")) }
                    @for state in State::ALL {
                        option value=(state.as_str()) selected[wanted.state == Some(state)] { (words::state(state, ask.language)) }
                    }
                }
            }
            div {
                label for="channel" { (ask.pick("Als", "As")) }
                select #channel name=(CHANNEL) {
                    option value="" { (ask.pick("alle", "all")) }
                    @for channel in Channel::ALL {
                        option value=(channel.as_str()) selected[wanted.channel == Some(channel)] { (way(ask, channel)) }
                    }
                }
            }
            button { (ask.pick("Suchen", "Search")) }
        }
    }
}

/// Which way it goes.
pub(crate) fn way(ask: &Ask, channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => ask.pick("E-Mail", "e-mail"),
        Channel::Sms => "SMS",
        Channel::Nowhere => ask.pick("gar nicht", "not at all"),
    }
}

fn table(ask: &Ask, found: &Slice<MessageView>, today: Date) -> Markup {
    html! {
        @if found.rows.is_empty() {
            p .done { (ask.pick("Hier ist nichts, das dazu passt.", "Nothing here fits that.")) }
        } @else {
            div .scroll { table .stack {
                caption { (ask.pick("Die neuesten zuerst", "The newest first")) }
                thead { tr {
                    th scope="col" { (ask.pick("Für wen", "For whom")) }
                    th scope="col" { (ask.pick("Was", "What")) }
                    th scope="col" { (ask.pick("Besuch", "Visit")) }
                    th scope="col" { (ask.pick("Stand", "State")) }
                    th scope="col" { (ask.pick("Vom", "Of")) }
                } }
                tbody { @for one in &found.rows { (row(ask, one, today)) } }
            } }
        }
    }
}

fn row(ask: &Ask, one: &MessageView, today: Date) -> Markup {
    let nobody = ask.pick("ohne Namen", "no name");
    html! {
        tr {
            th scope="row" {
                a href={ (MESSAGES) "/" (one.message) } { (if one.customer.is_empty() { nobody } else { &one.customer }) }
                @if !one.recipient.is_empty() { small { (one.recipient) } }
            }
            td { (words::kind(one.kind_told, ask.language)) ", " (way(ask, one.channel_told)) }
            td { (when::at(&one.start, today, ask.language)) }
            td {
                @if one.state_told == State::GivenUp { b .warn { (words::state(one.state_told, ask.language)) } }
                @else { (words::state(one.state_told, ask.language)) }
                @if !one.reason_told.is_empty() { small { (one.reason_told) } }
            }
            td { (when::at(&one.decided_at, today, ask.language)) }
        }
    }
}

/// `GET /messages.csv`.
pub(crate) fn file(ask: &Ask) -> Result<Response> {
    let found = page(ask.desk(), &wanted(ask), Place::First, FILE_ROWS_MAX)?;
    let head = ask.pick(
        ["Nachricht", "vom", "für wen", "an", "als", "was", "Besuch", "Stand", "versucht", "warum"],
        ["message", "of", "for whom", "to", "as", "what", "visit", "state", "times tried", "why"],
    );
    let rows = found.rows.into_iter().map(|one| {
        vec![
            one.message,
            one.decided_at.to_string(),
            one.customer,
            one.recipient,
            way(ask, one.channel_told).to_owned(),
            words::kind(one.kind_told, ask.language).to_owned(),
            one.start.to_string(),
            words::state(one.state_told, ask.language).to_owned(),
            one.attempts.to_string(),
            one.reason_told,
        ]
    });
    csv::answer("nachrichten.csv", &head, &rows.collect::<Vec<_>>())
}
