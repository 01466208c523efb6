//! Two people changed the same service: what it is now, beside what the second one typed.

use crate::domain::service::catalogue::{BookingOrder, PausePolicy};
use crate::domain::service::draft::{Draft, Step};
use crate::http::page::base::ask::Ask;
use crate::store::host::staff::Listed;
use maud::{Markup, html};

/// Both, a row for each thing; what differs is marked.
pub(crate) fn both(ask: &Ask, now: &Draft, typed: &Draft, people: &[Listed]) -> Markup {
    let (now, typed) = (lines(ask, now, people), lines(ask, typed, people));
    let count = now.len().max(typed.len());
    let cell = |all: &[(String, String)], place: usize| {
        all.get(place).map_or_else(|| "–".to_owned(), |(_, text)| text.clone())
    };
    let label = |place: usize| {
        let found = now.get(place).or_else(|| typed.get(place));
        found.map_or_else(String::new, |(label, _)| label.clone())
    };
    html! {
        section .panel .clash role="alert" {
            h2 { (ask.pick("Jemand hat diese Leistung inzwischen geändert", "Somebody has changed this service meanwhile")) }
            p { (ask.pick(
                "Deine Eingaben stehen noch unten. „Speichern“ macht sie zur neuen Fassung, auch wo sie von der jetzigen abweichen.",
                "What you typed still stands below. “Save” makes it the new revision, also where it differs from what is so now.",
            )) }
            div .scroll tabindex="0" role="group" aria-label=(ask.pick("Beide Fassungen", "Both revisions")) { table {
                thead { tr { th scope="col" { (ask.pick("Was", "What")) }
                    th scope="col" { (ask.pick("Jetzt", "Now")) }
                    th scope="col" { (ask.pick("Bei dir", "Yours")) } } }
                tbody { @for place in 0..count {
                    @let differs = cell(&now, place) != cell(&typed, place);
                    tr .differs[differs] {
                        th scope="row" { (label(place)) }
                        td { (cell(&now, place)) }
                        td { @if differs { b { (cell(&typed, place)) } } @else { (cell(&typed, place)) } }
                    }
                } }
            } }
        }
    }
}

fn lines(ask: &Ask, draft: &Draft, people: &[Listed]) -> Vec<(String, String)> {
    let line = |label: &str, text: &str| (label.to_owned(), text.to_owned());
    let policy =
        PausePolicy::parse(&draft.policy).map_or("–", |policy| policy.word(ask.language));
    let order = match BookingOrder::parse(&draft.order) {
        Some(BookingOrder::LastFirst) => ask.pick("letzter Schritt zuerst", "last step first"),
        Some(BookingOrder::FirstFirst) => ask.pick("erster Schritt zuerst", "first step first"),
        None => "–",
    };
    let mut lines = vec![
        line(ask.pick("Name", "Name"), &draft.name),
        line(ask.pick("Auch genannt", "Also called"), &draft.aliases),
        line(ask.pick("Pausen", "Pauses"), if draft.is_composite() { policy } else { "–" }),
        line(ask.pick("Puffer", "Buffer"), &draft.buffer),
        line(ask.pick("Reihenfolge", "Order"), order),
    ];
    let is_composite = draft.is_composite();
    let count = draft.steps.len();
    for (place, one) in draft.steps.iter().enumerate() {
        let number = place.saturating_add(1);
        let label = format!("{} {number}", ask.pick("Schritt", "Step"));
        let name = if is_composite { one.name.as_str() } else { draft.name.as_str() };
        lines.push((label, step(ask, one, name, number == count, people)));
    }
    lines
}

/// `Färben, 30 Min., Pause 45: Emma Vogel (40), Jürgen Weiß`.
fn step(ask: &Ask, one: &Step, name: &str, is_last: bool, people: &[Listed]) -> String {
    let doers = people.iter().filter_map(|person| {
        let doer = one.hands.iter().find(|doer| doer.staff == person.key && doer.does)?;
        let own = doer.minutes.trim();
        let own = if own.is_empty() { String::new() } else { format!(" ({own})") };
        Some(format!("{}{own}", person.person.name))
    });
    let doers: Vec<String> = doers.collect();
    let who =
        if doers.is_empty() { ask.pick("niemand", "nobody").to_owned() } else { doers.join(", ") };
    let pause = match one.pause.trim() {
        "" | "0" => String::new(),
        _ if is_last => String::new(),
        pause => format!(", {} {pause}", ask.pick("Pause", "pause")),
    };
    let handed =
        if one.performer == "any" { ask.pick(", übergeben", ", handed over") } else { "" };
    let pool = if one.booked_as == "pool" { ask.pick(", Pool", ", pool") } else { "" };
    format!("{name}, {} {}{pause}{handed}{pool}: {who}", one.minutes, ask.pick("Min.", "min"))
}
