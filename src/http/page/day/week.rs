//! A week: seven days side by side, each with who comes when to whom.

use crate::domain::Result;
use crate::frontdesk::day::block::{BlockKind, BlockView};
use crate::frontdesk::day::view;
use crate::frontdesk::day::view::{ColumnView, DayView};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::links::{address, colour, parse_day};
use crate::http::page::base::{frame, when};
use crate::server::message::Response;
use maud::{Markup, html};
use time::{Date, Duration};

const DAYS: u8 = 7;

/// `GET /week/{day}`: the week in which the day lies.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let desk = ask.desk();
    let day = parse_day(ask.part(0))?;
    let (today, _) = desk.salon.zone.local(desk.now());
    let monday = day.saturating_sub(Duration::days(day.weekday().number_days_from_monday().into()));
    let days = (0..DAYS).map(|n| view::of(desk, monday.saturating_add(Duration::days(n.into()))));
    let days: Vec<DayView> = days.collect::<Result<_>>()?;
    let number = monday.iso_week();
    let title = format!("{} {number}", ask.pick("Woche", "Week"));
    let step = |by: i64| format!("/week/{}", monday.saturating_add(Duration::days(by)));
    let visits: usize = days.iter().map(|day| day.visits).sum();
    let body = html! {
        div .head {
            h1 { (title) }
            p .days {
                a href=(step(-7)) rel="prev" aria-label=(ask.pick("Woche davor", "Week before")) { "‹" }
                a href={ "/week/" (today) } { (ask.pick("Diese Woche", "This week")) }
                a href=(step(7)) rel="next" aria-label=(ask.pick("Woche danach", "Week after")) { "›" }
                a href=(address(day, None)) { (ask.pick("Tag", "Day")) }
            }
            p .sum { b { (visits) } " " (ask.pick("Besuche", "visits")) }
        }
        div .week tabindex="0" role="group" aria-label=(title) { @for one in &days { (column(ask, one, today)) } }
    };
    frame::of(ask, Page { title, at: "/today", body, is_live: true })
}

fn column(ask: &Ask, day: &DayView, today: Date) -> Markup {
    let name = when::day(day.date, today, ask.language);
    let mut visits: Vec<(&ColumnView, &BlockView)> = Vec::new();
    for column in &day.columns {
        // Of a visit of several parts its beginning.
        let first =
            column.blocks.iter().filter(|one| one.kind == BlockKind::Work && one.place == 1);
        visits.extend(first.map(|block| (column, block)));
    }
    visits.sort_by_key(|(_, block)| block.from);
    html! {
        section .today[day.date == today] {
            h2 { a href=(address(day.date, None)) { (name) } }
            @if visits.is_empty() { p .soft { (ask.pick("frei", "free")) } }
            ul { @for (column, block) in &visits { li {
                a class={ "seg " (colour(column)) } href=(address(day.date, block.appointment_id)) {
                    b { (when::minute(block.from)) " " (block.customer) }
                    span { (block.service.as_deref().unwrap_or_default()) @if !column.short.is_empty() { " · " (column.short) } }
                }
            } } }
        }
    }
}
