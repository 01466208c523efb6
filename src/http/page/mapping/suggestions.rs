//! Accounts at Cal.com that nobody knows: who each might be, and what speaks for it.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::frontdesk::host::mapping_list::label;
use crate::frontdesk::host::suggestion_view;
use crate::frontdesk::host::suggestion_view::{EntryView, SuggestionView};
use crate::frontdesk::needs::people;
use crate::frontdesk::needs::people::Choice;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{csv, frame, pager};
use crate::http::page::mapping::list::MAPPINGS;
use crate::server::message::Response;
use maud::{Markup, html};

/// Where the queue is.
pub(crate) const SUGGESTIONS: &str = "/suggestions";
/// The same for a spreadsheet.
const FILE: &str = "/suggestions.csv";
/// Accounts of a page: each has forms of its own.
const SHOWN_MAX: usize = 20;
/// What stands in the address for the page behind an account.
const AFTER: &str = "after";

/// `GET /suggestions`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let desk = ask.desk();
    let queue = suggestion_view::queue(desk)?;
    let people = people::choices(desk)?;
    let after = ask.query(AFTER);
    let place = queue.hosts.iter().position(|entry| entry.host.to_string() == after);
    let rest = queue.hosts.get(place.map_or(0, |place| place.saturating_add(1))..);
    let rest = rest.unwrap_or_default();
    let shown = rest.get(..SHOWN_MAX.min(rest.len())).unwrap_or_default();
    let more = shown.last().filter(|_| rest.len() > shown.len());
    let body = html! {
        p .back { a href=(MAPPINGS) { (ask.pick("‹ Zuordnung", "‹ Who is who")) } }
        div .head {
            h1 { (ask.pick("Wer ist das?", "Who is this?")) }
            p .sum { @match queue.total {
                0 => (ask.pick("Alle sind bekannt", "Everybody is known")),
                1 => { b { "1" } (ask.pick(" Konto kennt noch niemand", " account is unknown")) }
                total => { b { (total) } (ask.pick(" Konten kennt noch niemand", " accounts are unknown")) }
            } }
        }
        p .lead { (ask.pick(
            "Solange niemand sagt, wer ein Konto ist, haben seine Termine keine Person. Geraten wird nie.",
            "As long as nobody says who an account is, its appointments have no person. Nothing is guessed.",
        )) }
        ul .cards { @for entry in shown { li .card { (card(ask, entry, &people)) } } }
        @if place.is_some() || more.is_some() {
            p .pages {
                @if place.is_some() { a .button rel="prev" href=(SUGGESTIONS) { (ask.pick("‹ Zum Anfang", "‹ To the beginning")) } }
                @if let Some(last) = more {
                    a .button rel="next" href=(pager::address(SUGGESTIONS, &[(AFTER, last.host.to_string())])) { (ask.pick("Weitere ›", "More ›")) }
                }
            }
        }
        @if queue.total == 0 { p .done { (ask.pick("Gerade wartet hier niemand auf dich.", "Nobody waits for you here right now.")) } }
        @else { p .actions { a .button href=(FILE) { (ask.pick("Als Tabelle (CSV)", "As a table (CSV)")) } } }
    };
    let title = ask.pick("Wer ist das?", "Who is this?").to_owned();
    frame::of(ask, Page { title, at: MAPPINGS, body, ..Page::default() })
}

fn card(ask: &Ask, entry: &EntryView, people: &[Choice]) -> Markup {
    let name = label(entry.name.as_deref(), &entry.emails, entry.host);
    html! {
        h2 { a href={ "/hosts/" (entry.host) } { (name) } }
        @if let Some(email) = entry.emails.first().filter(|email| **email != name) { p .soft { (email) } }
        (choices(ask, entry, people, "suggestions"))
    }
}

/// What waits, what the rules say, who it might be, and the forms that say so; `back` is where they lead.
pub(crate) fn choices(ask: &Ask, entry: &EntryView, people: &[Choice], back: &str) -> Markup {
    let is_suggested = |id: &StaffId| entry.suggestions.iter().any(|one| one.staff_id == *id);
    let is_candidate = |id: &StaffId| entry.candidates.iter().any(|one| one.staff_id == *id);
    // Among whom a rule could not choose: they are chosen from as those suggested are.
    let (candidates, others): (Vec<&Choice>, Vec<&Choice>) = people
        .iter()
        .filter(|who| !is_suggested(&who.staff_id))
        .partition(|who| is_candidate(&who.staff_id));
    let none = entry.suggestions.is_empty() && candidates.is_empty();
    let field = format!("pick-{}", entry.host);
    html! {
        p { (entry.told) }
        p .soft { (waiting(ask, entry)) }
        ul .lines {
            @for (place, one) in entry.suggestions.iter().enumerate() { li { (suggested(ask, entry, one, place == 0, back)) } }
            @for who in &candidates { li {
                span .grow { b { (who.name) } }
                @if ask.may_change() { span .actions { (judged(ask, entry, (&who.staff_id, &who.name), false, back)) } }
            } }
        }
        @if ask.may_change() { details open[none] {
            summary { (ask.pick("Jemand anderes", "Somebody else")) }
            form method="post" action={ "/hosts/" (entry.host) "/is" } .actions {
                (hidden(ask, entry, back))
                label for=(field) { (ask.pick("Wer ist es?", "Who is it?")) }
                select id=(field) name="staff" required {
                    option value="" { "–" }
                    @for who in &others { option value=(who.staff_id) { (who.name) } }
                }
                button { (ask.pick("Das ist es", "That is it")) }
            }
        } }
    }
}

fn waiting(ask: &Ask, entry: &EntryView) -> String {
    let (all, upcoming) = (entry.all, entry.upcoming);
    match all {
        0 => ask.pick("Kein Termin wartet darauf.", "No appointment waits for it.").to_owned(),
        1 => ask.pick("Ein Termin wartet darauf.", "One appointment waits for it.").to_owned(),
        _ => ask.pick(
            format!("{all} Termine warten darauf, davon {upcoming} kommende."),
            format!("{all} appointments wait for it, {upcoming} of them upcoming."),
        ),
    }
}

/// One suggestion with what speaks for it.
fn suggested(
    ask: &Ask,
    entry: &EntryView,
    one: &SuggestionView,
    is_first: bool,
    back: &str,
) -> Markup {
    html! {
        span .grow {
            b { (one.staff) } " " span .soft { (ask.pick("vielleicht, ", "perhaps, ")) (one.score) (ask.pick(" von 100", " of 100")) }
            br; (one.because)
        }
        @if ask.may_change() { span .actions { (judged(ask, entry, (&one.staff_id, &one.staff), is_first && !one.weak, back)) } }
    }
}

/// The forms that say that it is this person, and that it is not.
fn judged(
    ask: &Ask,
    entry: &EntryView,
    (staff, name): (&StaffId, &str),
    is_likely: bool,
    back: &str,
) -> Markup {
    let form = |way: &str, label: String, is_primary: bool| {
        html! {
            form method="post" action={ "/hosts/" (entry.host) "/" (way) } {
                (hidden(ask, entry, back))
                input type="hidden" name="staff" value=(staff);
                button .primary[is_primary] { (label) }
            }
        }
    };
    let (yes, no) = ask.pick(
        (format!("Ja, {name}"), format!("Nicht {name}")),
        (format!("Yes, {name}"), format!("Not {name}")),
    );
    html! { (form("is", yes, is_likely)) (form("is-not", no, false)) }
}

fn hidden(ask: &Ask, entry: &EntryView, back: &str) -> Markup {
    html! {
        (ask.token().field())
        input type="hidden" name="seen" value=(entry.seen);
        input type="hidden" name="back" value=(back);
    }
}

/// `GET /suggestions.csv`.
pub(crate) fn file(ask: &Ask) -> Result<Response> {
    let queue = suggestion_view::queue(ask.desk())?;
    let head = ask.pick(
        [
            "Cal.com-Nummer",
            "Konto",
            "E-Mail",
            "wartende Termine",
            "kommende",
            "vielleicht",
            "von 100",
            "weil",
        ],
        [
            "Cal.com number",
            "account",
            "e-mail",
            "waiting appointments",
            "upcoming",
            "perhaps",
            "of 100",
            "because",
        ],
    );
    let rows = queue.hosts.iter().flat_map(|entry| {
        let own = vec![
            entry.host.to_string(),
            entry.name.clone().unwrap_or_default(),
            entry.emails.join(" "),
            entry.all.to_string(),
            entry.upcoming.to_string(),
        ];
        let row = |one: Option<&SuggestionView>| {
            let mut row = own.clone();
            row.push(one.map(|one| one.staff.clone()).unwrap_or_default());
            row.push(one.map(|one| one.score.to_string()).unwrap_or_default());
            row.push(one.map(|one| one.because.clone()).unwrap_or_default());
            row
        };
        let rows: Vec<Vec<String>> = match entry.suggestions.is_empty() {
            true => vec![row(None)],
            false => entry.suggestions.iter().map(|one| row(Some(one))).collect(),
        };
        rows
    });
    csv::answer("wer-ist-das.csv", &head, &rows.collect::<Vec<_>>())
}
