//! Which account at Cal.com is which person: the list.

use crate::domain::Result;
use crate::domain::host::kinds::MappingSource;
use crate::frontdesk::host::mapping_list::{MappingLine, Wanted, label, page};
use crate::frontdesk::host::suggestion;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::pager::ROWS_MAX;
use crate::http::page::base::{csv, frame, pager, when};
use crate::server::message::Response;
use crate::store::db::slice::{Place, Slice};
use maud::{Markup, html};
use time::Date;

/// Where the list is.
pub(crate) const MAPPINGS: &str = "/mappings";
/// The same for a spreadsheet.
const FILE: &str = "/mappings.csv";
/// Fields of the filter.
const TEXT: &str = "text";
const STATE: &str = "state";
const SOURCE: &str = "source";
const ON: &str = "on";
const OFF: &str = "off";
/// The most that a file for a spreadsheet has.
const FILE_ROWS_MAX: u32 = 100_000;

/// `GET /mappings`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let wanted = wanted(ask);
    let found = page(desk, &wanted, pager::place(ask), ROWS_MAX)?;
    let unknown = suggestion::total(desk)?;
    let (on, off) = (found.on, found.off);
    let body = html! {
        div .head {
            h1 { (ask.pick("Zuordnung", "Who is who")) }
            p .sum { b { (on) } " " (ask.pick("in Kraft", "in force")) b { (off) } " " (ask.pick("ausgeschaltet", "switched off")) }
        }
        p .lead { (ask.pick(
            "Cal.com nennt bei jeder Buchung ein Konto. Hier steht, welcher Mensch im Salon das ist.",
            "Cal.com names an account with each booking. Here it says which person of the salon that is.",
        )) }
        @if unknown > 0 {
            p .actions { a .button .primary href="/suggestions" { (unknown_told(ask, unknown)) } }
        }
        (filter(ask, &wanted))
        (table(ask, &found.slice, today))
        (pager::links(ask, MAPPINGS, &fields(ask), &found.slice))
        p .actions { a .button href=(pager::address(FILE, &fields(ask))) { (ask.pick("Als Tabelle (CSV)", "As a table (CSV)")) } }
    };
    let title = ask.pick("Zuordnung", "Who is who").to_owned();
    frame::of(ask, Page { title, at: MAPPINGS, body, ..Page::default() })
}

fn unknown_told(ask: &Ask, count: usize) -> String {
    match count {
        1 => ask.pick("Ein Konto kennt noch niemand", "Nobody knows one account yet").to_owned(),
        _ => ask.pick(
            format!("{count} Konten kennt noch niemand"),
            format!("Nobody knows {count} accounts yet"),
        ),
    }
}

fn wanted(ask: &Ask) -> Wanted {
    let active = match ask.query(STATE).as_str() {
        ON => Some(true),
        OFF => Some(false),
        _ => None,
    };
    Wanted { text: ask.query(TEXT), active, source: MappingSource::parse(&ask.query(SOURCE)) }
}

/// The filter as it stands in the address, each with what was asked for.
fn fields(ask: &Ask) -> Vec<(&'static str, String)> {
    [TEXT, STATE, SOURCE].map(|name| (name, ask.query(name))).into()
}

fn filter(ask: &Ask, wanted: &Wanted) -> Markup {
    let states = [
        ("", ask.pick("alle", "all")),
        (ON, ask.pick("in Kraft", "in force")),
        (OFF, ask.pick("ausgeschaltet", "switched off")),
    ];
    let state = ask.query(STATE);
    html! {
        form .fields .filter method="get" action=(MAPPINGS) role="search" {
            div {
                label for="text" { (ask.pick("Name, E-Mail oder Nummer", "Name, e-mail or number")) }
                input #text type="search" name=(TEXT) value=(wanted.text) maxlength="80";
            }
            div {
                label for="state" { (ask.pick("Stand", "State")) }
                select #state name=(STATE) {
                    @for (word, told) in states { option value=(word) selected[word == state] { (told) } }
                }
            }
            div {
                label for="source" { (ask.pick("Woher", "Known by")) }
                select #source name=(SOURCE) {
                    option value="" { (ask.pick("alle", "all")) }
                    @for source in MappingSource::ALL {
                        option value=(source.as_str()) selected[wanted.source == Some(source)] { (source.told(ask.language)) }
                    }
                }
            }
            button { (ask.pick("Suchen", "Search")) }
        }
    }
}

fn table(ask: &Ask, found: &Slice<MappingLine>, today: Date) -> Markup {
    html! {
        @if found.rows.is_empty() {
            p .done { (ask.pick("Hier ist nichts, das dazu passt.", "Nothing here fits that.")) }
        } @else {
            div .scroll { table .stack {
                caption { (ask.pick("Die neuesten zuerst", "The newest first")) }
                thead { tr {
                    th scope="col" { (ask.pick("Konto bei Cal.com", "Account at Cal.com")) }
                    th scope="col" { (ask.pick("ist", "is")) }
                    th scope="col" { (ask.pick("woher", "known by")) }
                    th scope="col" { (ask.pick("seit", "since")) }
                    th scope="col" { (ask.pick("Stand", "state")) }
                } }
                tbody { @for line in &found.rows { (row(ask, line, today)) } }
            } }
        }
    }
}

fn row(ask: &Ask, line: &MappingLine, today: Date) -> Markup {
    let one = &line.mapping;
    let name = label(line.name.as_deref(), &line.emails, one.host);
    let address = line.emails.first().filter(|address| **address != name);
    html! {
        tr .off[!one.active] {
            th scope="row" {
                a href={ "/hosts/" (one.host) } { (name) }
                @if let Some(address) = address { small { (address) } }
            }
            td { (one.staff) }
            td { (one.source_told.told(ask.language)) }
            td { @match &one.since_time {
                Some(since) => (when::at(since, today, ask.language)),
                None => (one.since),
            } }
            td { (if one.active { ask.pick("in Kraft", "in force") } else { ask.pick("ausgeschaltet", "switched off") }) }
        }
    }
}

/// `GET /mappings.csv`: all that the filter lets through.
pub(crate) fn file(ask: &Ask) -> Result<Response> {
    let found = page(ask.desk(), &wanted(ask), Place::First, FILE_ROWS_MAX)?;
    let head = ask.pick(
        [
            "Nr.",
            "Cal.com-Nummer",
            "Konto",
            "E-Mail",
            "ist",
            "woher",
            "Sicherheit",
            "in Kraft",
            "seit",
        ],
        [
            "no.",
            "Cal.com number",
            "account",
            "e-mail",
            "is",
            "known by",
            "certainty",
            "in force",
            "since",
        ],
    );
    let rows = found.slice.rows.into_iter().map(|line| {
        let one = line.mapping;
        let is_on = if one.active { ask.pick("ja", "yes") } else { ask.pick("nein", "no") };
        vec![
            one.id.to_string(),
            one.host.to_string(),
            line.name.unwrap_or_default(),
            line.emails.join(" "),
            one.staff,
            one.source_told.told(ask.language).to_owned(),
            one.confidence.to_string(),
            is_on.to_owned(),
            one.since,
        ]
    });
    csv::answer("zuordnung.csv", &head, &rows.collect::<Vec<_>>())
}
