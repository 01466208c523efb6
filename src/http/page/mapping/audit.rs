//! The audit trail: who changed what and why, each row a sentence, and whether the chain is whole.

use crate::domain::Result;
use crate::domain::audit::chain::Action;
use crate::domain::ids::HostId;
use crate::frontdesk::host::audit as trail;
use crate::frontdesk::host::audit_view;
use crate::frontdesk::host::audit_view::{AuditLine, Wanted};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::pager::ROWS_MAX;
use crate::http::page::base::{csv, frame, pager, when};
use crate::http::page::mapping::host;
use crate::server::message::Response;
use crate::store::db::slice::{Place, Slice};
use maud::{Markup, html};
use time::Date;
use time::format_description::well_known::Iso8601;

/// Where the list is.
const AUDIT: &str = "/audit";
/// The same for a spreadsheet.
const FILE: &str = "/audit.csv";
/// The most that a file for a spreadsheet has.
const FILE_ROWS_MAX: u32 = 100_000;
/// A chain of more rows is followed only when somebody asks: it takes a moment.
const FOLLOWED_ROWS_MAX: i64 = 3_000;
/// Faults that are told one by one.
const FAULTS_MAX: usize = 10;
/// Fields of the filter, and of the wish to follow a long chain.
const ACTION: &str = "action";
const BY: &str = "by";
const FIRST: &str = "first";
const LAST: &str = "last";
const HOST: &str = "host";
const CHECK: &str = "check";

/// `GET /audit`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let wanted = wanted(ask);
    let found = audit_view::page(desk, &wanted, pager::place(ask), ROWS_MAX)?;
    let title = ask.pick("Protokoll", "Log of changes").to_owned();
    let body = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick(
            "Wer wann was geändert hat, und warum. Nichts davon lässt sich nachträglich ändern, ohne dass es auffällt.",
            "Who changed what when, and why. None of it can be changed later without its being noticed.",
        )) }
        (chain(ask)?)
        (filter(ask, &wanted))
        (table(ask, &found, today))
        (pager::links(ask, AUDIT, &fields(ask), &found))
        p .actions { a .button href=(pager::address(FILE, &fields(ask))) { (ask.pick("Als Tabelle (CSV)", "As a table (CSV)")) } }
    };
    frame::of(ask, Page { title, at: AUDIT, body, ..Page::default() })
}

/// Whether the chain is whole; a long one is followed only when somebody asks, as is any one while a page is turned.
fn chain(ask: &Ask) -> Result<Markup> {
    let desk = ask.desk();
    let rows = trail::rows(&desk.store)?;
    let is_first_look = ask.request.query.is_empty() && rows <= FOLLOWED_ROWS_MAX;
    if !is_first_look && ask.query(CHECK).is_empty() {
        return Ok(html! {
            p .actions {
                a .button href={ (AUDIT) "?" (CHECK) "=1" } { (ask.pick("Prüfen, ob alles unverändert ist", "Check that nothing was altered")) }
                span .soft { (rows) (ask.pick(" Einträge", " rows")) }
            }
        });
    }
    let verified = trail::verify(&desk.store)?;
    let count = verified.rows;
    Ok(html! {
        @if verified.is_whole() {
            p .good { (ask.pick(
                format!("Geprüft: alle {count} Einträge sind vollständig und unverändert."),
                format!("Checked: all {count} rows are there and unaltered."),
            )) }
        } @else {
            div .fault role="alert" {
                p { b { (ask.pick("Das Protokoll ist nicht unversehrt: Jemand hat daran vorbei etwas geändert.", "The log is not intact: somebody has altered something past it.")) } }
                ul lang="en" { @for fault in verified.faults.iter().take(FAULTS_MAX) { li { (fault) } } }
            }
        }
    })
}

fn wanted(ask: &Ask) -> Wanted {
    let day = |name| Date::parse(&ask.query(name), &Iso8601::DATE).ok();
    Wanted {
        host: ask.query(HOST).trim().parse().ok().map(HostId),
        action: Action::parse(&ask.query(ACTION)),
        by: ask.query(BY),
        first: day(FIRST),
        last: day(LAST),
    }
}

fn fields(ask: &Ask) -> Vec<(&'static str, String)> {
    [ACTION, BY, FIRST, LAST, HOST].map(|name| (name, ask.query(name))).into()
}

fn filter(ask: &Ask, wanted: &Wanted) -> Markup {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    html! {
        form .fields .filter method="get" action=(AUDIT) role="search" {
            div {
                label for="action" { (ask.pick("Was", "What")) }
                select #action name=(ACTION) {
                    option value="" { (ask.pick("alles", "everything")) }
                    @for action in Action::ALL {
                        option value=(action.as_str()) selected[wanted.action == Some(action)] { (action.told(ask.language)) }
                    }
                }
            }
            div { label for="by" { (ask.pick("Wer", "Who")) } input #by type="search" name=(BY) value=(wanted.by) maxlength="80"; }
            div { label for="first" { (ask.pick("von", "from")) } input #first type="date" name=(FIRST) value=(day(wanted.first)); }
            div { label for="last" { (ask.pick("bis", "until")) } input #last type="date" name=(LAST) value=(day(wanted.last)); }
            @if let Some(host) = wanted.host { input type="hidden" name=(HOST) value=(host); }
            button { (ask.pick("Suchen", "Search")) }
        }
    }
}

fn table(ask: &Ask, found: &Slice<AuditLine>, today: Date) -> Markup {
    html! {
        @if found.rows.is_empty() {
            p .done { (ask.pick("Hier ist nichts, das dazu passt.", "Nothing here fits that.")) }
        } @else {
            div .scroll { table .stack {
                caption { (ask.pick("Die neuesten zuerst", "The newest first")) }
                thead { tr {
                    th scope="col" { (ask.pick("Wann", "When")) }
                    th scope="col" { (ask.pick("Was", "What")) }
                    th scope="col" { (ask.pick("Wer", "Who")) }
                } }
                tbody { @for line in &found.rows { (row(ask, line, today)) } }
            } }
        }
    }
}

fn row(ask: &Ask, line: &AuditLine, today: Date) -> Markup {
    html! {
        tr {
            th scope="row" { @match &line.time {
                Some(time) => (when::at(time, today, ask.language)),
                None => (line.changed_at),
            } }
            td {
                @match (line.appointment, line.host) {
                    (Some(appointment), _) => { a href={ "/visits/" (appointment) } { (line.told) } }
                    (None, Some(id)) => { a href=(host::address(id)) { (line.told) } }
                    (None, None) => (line.told),
                }
                @if !line.reason.is_empty() { q { (line.reason) } }
            }
            td { (when::who(&line.by, ask.language)) }
        }
    }
}

/// `GET /audit.csv`: all that the filter lets through.
pub(crate) fn file(ask: &Ask) -> Result<Response> {
    let found = audit_view::page(ask.desk(), &wanted(ask), Place::First, FILE_ROWS_MAX)?;
    let head =
        ask.pick(["Nr.", "wann", "wer", "was", "warum"], ["no.", "when", "who", "what", "why"]);
    let rows = found.rows.into_iter().map(|line| {
        let time = line.time.map_or(line.changed_at, |time| time.to_string());
        vec![
            line.seq.to_string(),
            time,
            when::who(&line.by, ask.language).to_owned(),
            line.told,
            line.reason,
        ]
    });
    csv::answer("protokoll.csv", &head, &rows.collect::<Vec<_>>())
}
