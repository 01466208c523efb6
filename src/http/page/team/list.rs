//! The people of the salon: addresses, services, accounts at Cal.com, and when they are not there.

use crate::domain::Result;
use crate::frontdesk::host::team_view::{AwayView, MemberView};
use crate::frontdesk::host::{sync, team_view};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{csv, frame, when};
use crate::http::page::mapping::host;
use crate::server::message::Response;
use maud::{Markup, html};
use time::Date;

/// Where the list is.
pub(crate) const STAFF: &str = "/staff";
/// The same for a spreadsheet.
const FILE: &str = "/staff.csv";
/// The absences for a spreadsheet.
const AWAY_FILE: &str = "/absences.csv";

/// What was typed into the form for an absence that could not be taken, and what is wrong with each field.
#[derive(Default)]
pub(crate) struct AwayDraft {
    /// Whose form it was.
    pub staff: String,
    pub from: String,
    pub from_time: String,
    pub until: String,
    pub until_time: String,
    pub reason: String,
    pub from_fault: Option<String>,
    pub until_fault: Option<String>,
    pub reason_fault: Option<String>,
}

/// `GET /staff`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    page(ask, &AwayDraft::default())
}

/// The page, with what was typed.
pub(crate) fn page(ask: &Ask, draft: &AwayDraft) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let team = team_view::team(desk)?;
    let (active, gone): (Vec<&MemberView>, Vec<&MemberView>) =
        team.iter().partition(|one| one.staff.active);
    let away =
        active.iter().flat_map(|one| &one.absences).filter(|one| is_today(one, today)).count();
    let body = html! {
        div .head {
            h1 { (ask.pick("Team", "Team")) }
            p .sum {
                b { (active.len()) } " " (if active.len() == 1 { ask.pick("Mensch", "person") } else { ask.pick("Menschen", "people") })
                @if away > 0 { b { (away) } " " (ask.pick("heute nicht da", "away today")) }
            }
        }
        p .actions .lead { a .button .primary href="/sick" { (ask.pick("Jemand ist krank", "Somebody is ill")) } }
        ul .cards { @for one in &active { li .card id={ "p-" (one.staff.key) } { (member(ask, one, draft, today)) } } }
        @if !gone.is_empty() {
            details {
                summary { (ask.pick("Nicht mehr im Salon", "No longer at the salon")) " (" (gone.len()) ")" }
                ul .cards { @for one in &gone { li .card { h2 { (one.called) } (facts(ask, one)) } } }
            }
        }
        (accounts(ask))
        p .actions {
            a .button href=(FILE) { (ask.pick("Team als Tabelle (CSV)", "Team as a table (CSV)")) }
            a .button href=(AWAY_FILE) { (ask.pick("Abwesenheiten als Tabelle (CSV)", "Absences as a table (CSV)")) }
        }
    };
    let title = ask.pick("Team", "Team").to_owned();
    let answer = frame::of(ask, Page { title, at: STAFF, body, ..Page::default() })?;
    Ok(if draft.staff.is_empty() { answer } else { Response { status: 400, ..answer } })
}

fn is_today(away: &AwayView, today: Date) -> bool {
    (away.absence.from.day()..=away.absence.until.day()).contains(&today)
}

fn member(ask: &Ask, one: &MemberView, draft: &AwayDraft, today: Date) -> Markup {
    let is_drafted = draft.staff == one.staff.id.0;
    let none = AwayDraft::default();
    html! {
        h2 { (one.called) }
        (facts(ask, one))
        @if !one.absences.is_empty() {
            h3 { (ask.pick("Nicht da", "Away")) }
            ul .lines { @for away in &one.absences { li { (absence(ask, away, today)) } } }
        }
        details open[is_drafted] {
            summary { (ask.pick("Abwesenheit eintragen", "Write down an absence")) }
            (form(ask, one, if is_drafted { draft } else { &none }))
        }
    }
}

fn facts(ask: &Ask, one: &MemberView) -> Markup {
    html! {
        dl .facts {
            dt { (ask.pick("E-Mail", "E-mail")) }
            dd { (or_none(ask, &one.staff.emails.join(", "))) }
            @if let Some(branch) = &one.branch_name { dt { (ask.pick("Filiale", "Branch")) } dd { (branch) } }
            dt { (ask.pick("Leistungen", "Services")) }
            dd { (or_none(ask, &one.services.join(", "))) }
            dt { (ask.pick("Konten bei Cal.com", "Accounts at Cal.com")) }
            dd {
                @for (place, account) in one.hosts.iter().enumerate() {
                    @if place > 0 { ", " }
                    a href=(host::address(account.host)) { (account.label) }
                }
                @if one.hosts.is_empty() { (or_none(ask, "")) }
            }
        }
    }
}

fn or_none<'a>(ask: &Ask, text: &'a str) -> &'a str {
    if text.is_empty() { ask.pick("keine", "none") } else { text }
}

fn absence(ask: &Ask, away: &AwayView, today: Date) -> Markup {
    let one = &away.absence;
    html! {
        div .grow {
            b { (when::at(&one.from, today, ask.language)) " – " (when::at(&one.until, today, ask.language)) }
            @if !one.reason.is_empty() { ", " (one.reason) }
            " " span .soft { (ask.pick("eingetragen von ", "written down by ")) (one.by) }
            @if !away.visits.is_empty() {
                p { (falls_into(ask, away)) }
                ul { @for visit in &away.visits { li {
                    a href={ "/visits/" (visit.appointment_id) } { (when::at(&visit.start, today, ask.language)) }
                    @if !visit.customer.is_empty() { ": " (visit.customer) }
                    @if let Some(service) = &visit.service { ", " (service) }
                } } }
                @if away.more > 0 { p .soft { (ask.pick("und weitere: ", "and more: ")) (away.more) } }
            }
        }
        form method="post" action={ "/absences/" (one.id) "/remove" } {
            (ask.token().field())
            button aria-label=(remove_label(ask, away)) { (ask.pick("Doch da", "There after all")) }
        }
    }
}

fn remove_label(ask: &Ask, away: &AwayView) -> String {
    let one = &away.absence;
    ask.pick(format!("{} ist doch da", one.name), format!("{} is there after all", one.name))
}

fn falls_into(ask: &Ask, away: &AwayView) -> String {
    match away.visits.len().saturating_add(away.more) {
        1 => ask
            .pick(
                "Ein Besuch fällt hinein und bleibt gebucht:",
                "One visit falls into it and stays booked:",
            )
            .to_owned(),
        count => ask.pick(
            format!("{count} Besuche fallen hinein und bleiben gebucht:"),
            format!("{count} visits fall into it and stay booked:"),
        ),
    }
}

fn form(ask: &Ask, one: &MemberView, draft: &AwayDraft) -> Markup {
    let key = &one.staff.key;
    html! {
        form method="post" action="/absences" {
            (ask.token().field())
            input type="hidden" name="staff" value=(one.staff.id);
            div .fields {
                (field(&format!("from-{key}"), "from", "date", ask.pick("Vom", "From"), &draft.from, true))
                (field(&format!("from-time-{key}"), "from_time", "time", ask.pick("Uhrzeit (leer: ganzer Tag)", "time (empty: the whole day)"), &draft.from_time, false))
            }
            (fault(draft.from_fault.as_ref()))
            div .fields {
                (field(&format!("until-{key}"), "until", "date", ask.pick("Bis einschließlich (leer: derselbe Tag)", "To and including (empty: the same day)"), &draft.until, false))
                (field(&format!("until-time-{key}"), "until_time", "time", ask.pick("Uhrzeit (leer: ganzer Tag)", "time (empty: the whole day)"), &draft.until_time, false))
            }
            (fault(draft.until_fault.as_ref()))
            (field(&format!("why-{key}"), "reason", "text", ask.pick("Warum? (wenn du magst)", "Why? (if you like)"), &draft.reason, false))
            (fault(draft.reason_fault.as_ref()))
            button .primary { (ask.pick("Eintragen", "Write down")) }
        }
    }
}

fn field(id: &str, name: &str, kind: &str, label: &str, value: &str, is_required: bool) -> Markup {
    html! {
        div {
            label for=(id) { (label) }
            input id=(id) name=(name) type=(kind) value=(value) required[is_required] maxlength="500" autocomplete="off";
        }
    }
}

fn fault(told: Option<&String>) -> Markup {
    html! { @if let Some(told) = told { p .fault role="alert" { (told) } } }
}

/// Cal.com's own lists, looked at when somebody wants it.
fn accounts(ask: &Ask) -> Markup {
    let number = |name| ask.query(name).parse::<u32>().ok();
    html! {
        section .panel #accounts {
            h2 { (ask.pick("Konten bei Cal.com", "Accounts at Cal.com")) }
            @if let (Some(listed), Some(changes), Some(mapped)) = (number("listed"), number("changes"), number("mapped")) {
                p .good { (ask.pick(
                    format!("Nachgesehen: {listed} Konten, {changes} Unterschiede, {mapped} neu erkannt."),
                    format!("Looked: {listed} accounts, {changes} differences, {mapped} newly recognised."),
                )) }
            }
            @if sync::member_lists(&ask.app.desk).is_empty() {
                p { (ask.pick(
                    "Welche Konten es gibt, zeigt hier erst eine Buchung: Von welchem Team bei Cal.com ihr seid, ist noch nicht eingetragen. Das macht, wer den Salon eingerichtet hat.",
                    "Which accounts there are, a booking alone shows here: which of Cal.com's teams you are is not set yet. Whoever set the salon up does that.",
                )) }
                p .actions { a .button href="/mappings" { (ask.pick("Wer ist wer?", "Who is who?")) } }
            } @else {
                p { (ask.pick(
                    "Ist jemand neu bei Cal.com oder hat eine andere Adresse? Von selbst wird regelmäßig nachgesehen.",
                    "Is somebody new at Cal.com, or has another address? It is looked at regularly by itself.",
                )) }
                form method="post" action="/accounts/look" .actions {
                    (ask.token().field())
                    button { (ask.pick("Jetzt nachsehen", "Look now")) }
                    a .button href="/mappings" { (ask.pick("Wer ist wer?", "Who is who?")) }
                }
            }
        }
    }
}

/// `GET /staff.csv`.
pub(crate) fn file(ask: &Ask) -> Result<Response> {
    let head = ask.pick(
        ["Kürzel", "Name", "E-Mail", "Filiale", "Leistungen", "Cal.com-Nummern", "im Salon"],
        ["key", "name", "e-mail", "branch", "services", "Cal.com numbers", "at the salon"],
    );
    let rows = team_view::team(ask.desk())?.into_iter().map(|one| {
        let is_here = if one.staff.active { ask.pick("ja", "yes") } else { ask.pick("nein", "no") };
        let hosts: Vec<String> = one.hosts.iter().map(|account| account.host.to_string()).collect();
        vec![
            one.staff.key,
            one.staff.name,
            one.staff.emails.join(" "),
            one.branch_name.unwrap_or_default(),
            one.services.join(", "),
            hosts.join(" "),
            is_here.to_owned(),
        ]
    });
    csv::answer("team.csv", &head, &rows.collect::<Vec<_>>())
}

/// `GET /absences.csv`.
pub(crate) fn absences(ask: &Ask) -> Result<Response> {
    let head = ask.pick(
        ["Name", "von", "bis", "warum", "eingetragen von", "Besuche darin"],
        ["name", "from", "until", "why", "written down by", "visits within"],
    );
    let team = team_view::team(ask.desk())?;
    let rows = team.into_iter().flat_map(|one| one.absences).map(|away| {
        let count = away.visits.len().saturating_add(away.more);
        let one = away.absence;
        vec![
            one.name,
            one.from.to_string(),
            one.until.to_string(),
            one.reason,
            one.by,
            count.to_string(),
        ]
    });
    csv::answer("abwesenheiten.csv", &head, &rows.collect::<Vec<_>>())
}
