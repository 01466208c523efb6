//! Everything the salon sells.

use crate::domain::Result;
use crate::domain::access::role::May;
use crate::frontdesk::service::overview;
use crate::frontdesk::service::overview::ServiceLine;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{csv, frame};
use crate::http::page::services::names::{SERVICES, address};
use crate::http::page::services::timeline;
use crate::server::message::Response;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Services of a page.
const ROWS_MAX: usize = 50;

/// `GET /services?after=`: the page behind this key.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let all = overview::list(ask.desk(), ask.language)?;
    let after = ask.query("after");
    let from = all.iter().position(|one| one.service.key == after);
    let from = from.map_or(0, |place| place.saturating_add(1));
    let shown: Vec<&ServiceLine> = all.iter().skip(from).take(ROWS_MAX).collect();
    let longest = all.iter().map(whole).max().unwrap_or(1).max(1);
    let open = all.iter().filter(|one| !is_good(one)).count();
    let more = (from.saturating_add(shown.len()) < all.len()).then(|| shown.last()).flatten();
    let body = html! {
        div .head {
            h1 { (ask.pick("Leistungen", "Services")) }
            p .sum {
                b { (all.len()) } " " (if all.len() == 1 { ask.pick("Leistung", "service") } else { ask.pick("Leistungen", "services") })
                @if open > 0 { b { (open) } " " (ask.pick("mit offenen Punkten", "with something open")) }
            }
            @if ask.known.user.role.may(May::Own) {
                a .button .primary href="/services/new" { (ask.pick("Neue Leistung", "New service")) }
            }
        }
        @if all.is_empty() { p .lead { (ask.pick("Noch gibt es keine Leistung.", "There is no service yet.")) } }
        ul .cards .wide { @for one in &shown { (card(ask, one, longest)) } }
        @if from > 0 || more.is_some() {
            p .pages {
                @if from > 0 { a .button href=(SERVICES) rel="prev" { (ask.pick("Zum Anfang", "To the beginning")) } }
                @if let Some(last) = more {
                    a .button rel="next" href={ (SERVICES) "?after=" (utf8_percent_encode(&last.service.key, NON_ALPHANUMERIC)) } { (ask.pick("Weitere", "More")) }
                }
            }
        }
        p .actions { a .button href="/services.csv" { (ask.pick("Als Tabelle (CSV)", "As a table (CSV)")) } }
    };
    let title = ask.pick("Leistungen", "Services").to_owned();
    frame::of(ask, Page { title, at: SERVICES, body, ..Page::default() })
}

fn whole(one: &ServiceLine) -> u32 {
    one.service.minutes.saturating_add(one.service.buffer_minutes)
}

fn is_good(one: &ServiceLine) -> bool {
    one.service.faults.is_empty()
        && one.at_calcom.good == one.at_calcom.all
        && one.at_calcom.all > 0
}

fn card(ask: &Ask, one: &ServiceLine, longest: u32) -> Markup {
    let nobody = ask.pick("niemand", "nobody").to_owned();
    html! {
        li .card .service {
            h2 { a href=(address(&one.service.key)) { (one.service.name) } }
            p .soft { b { (one.service.minutes) " " (ask.pick("Min.", "min")) } " · " (one.pauses) }
            (timeline::small(&one.service.composition, longest))
            p { (if one.who.is_empty() { nobody } else { one.who.join(", ") }) }
            p .is-good[is_good(one)] .is-open[!is_good(one)] {
                @if one.service.faults.is_empty() { (ask.pick("Cal.com: ", "Cal.com: ")) (one.at_calcom.told) }
                @else { (ask.pick("Geht so nicht: ", "Cannot be done: ")) (one.service.faults.join("; ")) }
            }
        }
    }
}

/// `GET /services.csv`.
pub(crate) fn file(ask: &Ask) -> Result<Response> {
    let head = ask.pick(
        [
            "Schlüssel",
            "Leistung",
            "Minuten",
            "Puffer",
            "Pausen",
            "Wer",
            "Cal.com",
            "Beschrieben in",
        ],
        ["key", "service", "minutes", "buffer", "pauses", "who", "Cal.com", "described in"],
    );
    let place = |one: &ServiceLine| match one.service.described_by {
        "file" => "appliance.toml".to_owned(),
        _ => ask.pick("hier", "here").to_owned(),
    };
    let rows = overview::list(ask.desk(), ask.language)?.into_iter().map(|one| {
        vec![
            one.service.key.clone(),
            one.service.name.clone(),
            one.service.minutes.to_string(),
            one.service.buffer_minutes.to_string(),
            one.pauses.clone(),
            one.who.join(", "),
            one.at_calcom.told.clone(),
            place(&one),
        ]
    });
    let name = ask.pick("leistungen.csv", "services.csv");
    csv::answer(name, &head, &rows.collect::<Vec<_>>())
}
