//! "Wrongly assigned": every appointment that a mapping decided, before it is taken back.

use crate::domain::Result;
use crate::domain::ids::MappingId;
use crate::frontdesk::host::mapping_view::DecidedView;
use crate::frontdesk::host::{host_stand, mapping_view};
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::frame::Page;
use crate::http::page::base::pager::ROWS_MAX;
use crate::http::page::base::{csv, frame, pager, when};
use crate::http::page::mapping::host;
use crate::http::page::mapping::host::Draft;
use crate::http::page::mapping::list::MAPPINGS;
use crate::server::message::Response;
use crate::store::db::slice::{Place, Slice};
use maud::{Markup, html};
use time::Date;

/// The most that a file for a spreadsheet has.
const FILE_ROWS_MAX: u32 = 10_000;

/// `GET /mappings/{id}/wrong`. One that is off already leads to its host.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let id = MappingId(ask.number(0, "mapping")?);
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let (host, is_on) = host_stand::of_mapping(desk, id)?;
    if !is_on {
        return Ok(go(&host::address(host)));
    }
    let stand = host_stand::of(desk, host)?;
    let who = stand.active.map(|row| row.staff).unwrap_or_default();
    let (found, total) = mapping_view::decided_page(desk, id, pager::place(ask), ROWS_MAX)?;
    let here = format!("/mappings/{id}/wrong");
    let label = &stand.label;
    let body = html! {
        p .back { a href=(host::address(host)) { "‹ " (label) } }
        div .head { h1 { (ask.pick("Falsch zugeordnet?", "Wrongly assigned?")) } }
        p .lead { (ask.pick(
            format!("Hinter dem Konto „{label}“ steckt nicht {who}."),
            format!("It is not {who} who is behind the account “{label}”."),
        )) }
        section .panel {
            h2 { (counted(ask, total)) }
            (table(ask, &found, today))
            (pager::links(ask, &here, &[], &found))
            @if total > 0 { p .actions { a .button href={ "/mappings/" (id) "/wrong.csv" } { (ask.pick("Als Tabelle (CSV)", "As a table (CSV)")) } } }
        }
        section .panel {
            h2 { (ask.pick("Zurücknehmen", "Take it back")) }
            p { (ask.pick(
                "Die Zuordnung wird ausgeschaltet und nie wieder von selbst gemacht. Ihre Termine werden neu entschieden; wo dann niemand passt, stehen sie unter „Zu tun“.",
                "The mapping is switched off and never made by itself again. Its appointments are decided again; where nobody fits then, they stand under “Needs me”.",
            )) }
            form method="post" action={ "/mappings/" (id) "/off" } {
                (ask.token().field())
                (host::reason_field(ask, "reason", &Draft::default()))
                div .actions {
                    button .primary { (ask.pick("Ja, zurücknehmen", "Yes, take it back")) }
                    a .button href=(host::address(host)) { (ask.pick("Nein, so lassen", "No, leave it")) }
                }
            }
        }
    };
    let title = ask.pick("Falsch zugeordnet?", "Wrongly assigned?").to_owned();
    frame::of(ask, Page { title, at: MAPPINGS, body, ..Page::default() })
}

fn counted(ask: &Ask, total: usize) -> String {
    match total {
        0 => ask.pick("Kein Termin hängt daran", "No appointment hangs on it").to_owned(),
        1 => ask.pick("Ein Termin hängt daran", "One appointment hangs on it").to_owned(),
        _ => ask.pick(
            format!("{total} Termine hängen daran"),
            format!("{total} appointments hang on it"),
        ),
    }
}

fn table(ask: &Ask, found: &Slice<DecidedView>, today: Date) -> Markup {
    html! {
        @if !found.rows.is_empty() { div .scroll { table .stack {
            thead { tr {
                th scope="col" { (ask.pick("Wann", "When")) }
                th scope="col" { (ask.pick("Leistung", "Service")) }
                th scope="col" { (ask.pick("Für wen", "For whom")) }
                th scope="col" { (ask.pick("Bei", "With")) }
            } }
            tbody { @for one in &found.rows { tr {
                th scope="row" { a href={ "/visits/" (one.appointment) } { (when::at(&one.start, today, ask.language)) } }
                td { (one.service.as_deref().unwrap_or("–")) }
                td { (one.customer) }
                td { (one.staff.as_deref().unwrap_or("–")) }
            } } }
        } } }
    }
}

/// `GET /mappings/{id}/wrong.csv`.
pub(crate) fn file(ask: &Ask) -> Result<Response> {
    let id = MappingId(ask.number(0, "mapping")?);
    let (found, _) = mapping_view::decided_page(ask.desk(), id, Place::First, FILE_ROWS_MAX)?;
    let head = ask.pick(
        ["Termin", "wann", "Leistung", "für wen", "bei"],
        ["appointment", "when", "service", "for whom", "with"],
    );
    let rows = found.rows.into_iter().map(|one| {
        vec![
            one.appointment.to_string(),
            one.start.to_string(),
            one.service.unwrap_or_default(),
            one.customer,
            one.staff.unwrap_or_default(),
        ]
    });
    csv::answer("termine.csv", &head, &rows.collect::<Vec<_>>())
}
