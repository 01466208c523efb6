//! A day: a column for each person, to scale; and the visit that was clicked beside it.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::frontdesk::day::block::{BlockKind, BlockView};
use crate::frontdesk::day::view;
use crate::frontdesk::day::view::{ColumnView, DayView};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::assets::{LANES_MAX, ROW_MINUTES};
use crate::http::page::base::frame::Page;
use crate::http::page::base::links::{address, colour, parse_day};
use crate::http::page::base::{frame, when};
use crate::http::page::day::story;
use crate::server::message::Response;
use maud::{Markup, html};
use time::Date;

/// Blocks of fewer minutes lose their time, their line, their service.
const MEDIUM_BELOW: u16 = 40;
const SMALL_BELOW: u16 = 25;
const TINY_BELOW: u16 = 15;

/// `GET /today`.
pub(crate) fn today(ask: &Ask) -> Result<Response> {
    let (today, _) = ask.app.desk.salon.zone.local(ask.app.desk.now());
    shown(ask, today)
}

/// `GET /day/{day}`.
pub(crate) fn day(ask: &Ask) -> Result<Response> {
    shown(ask, parse_day(ask.part(0))?)
}

fn shown(ask: &Ask, date: Date) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let view = view::of(desk, date)?;
    let open = match ask.query("visit").parse() {
        Ok(id) => Some(AppointmentId(id)),
        Err(_) => None,
    };
    let title = when::day(date, today, ask.language);
    let board = Board { ask, view: &view, open };
    let body = html! {
        (board.head(&title, date == today))
        div .board {
            (board.day())
            @if let Some(id) = open { (story::aside(ask, id)?) }
        }
    };
    let title = if date == today { ask.pick("Heute", "Today").to_owned() } else { title };
    frame::of(ask, Page { title, at: "/today", body, is_live: true })
}

struct Board<'a> {
    ask: &'a Ask<'a>,
    view: &'a DayView,
    open: Option<AppointmentId>,
}

impl Board<'_> {
    fn head(&self, title: &str, is_today: bool) -> Markup {
        let (ask, view) = (self.ask, self.view);
        let step = |day: Option<Date>| day.map(|day| address(day, None));
        html! {
            div .head {
                h1 { (title) }
                p .days {
                    @if let Some(before) = step(view.date.previous_day()) {
                        a href=(before) rel="prev" aria-label=(ask.pick("Tag davor", "Day before")) { "‹" }
                    }
                    a href="/today" aria-current=[is_today.then_some("date")] { (ask.pick("Heute", "Today")) }
                    @if let Some(after) = step(view.date.next_day()) {
                        a href=(after) rel="next" aria-label=(ask.pick("Tag danach", "Day after")) { "›" }
                    }
                    a href={ "/week/" (view.day) } { (ask.pick("Woche", "Week")) }
                }
                p .sum {
                    b { (view.visits) } " " (if view.visits == 1 { ask.pick("Besuch", "visit") } else { ask.pick("Besuche", "visits") })
                    @if view.pause_minutes_used > 0 {
                        b { (when::length(view.pause_minutes_used, ask.language)) } " " (ask.pick("Pausen genutzt", "of pauses used"))
                    }
                    @if let Some(percent) = view.assigned_percent { b { (percent) " %" } " " (ask.pick("zugeordnet", "assigned")) }
                }
                a .button .primary href={ "/book?day=" (view.day) } { (ask.pick("Termin eintragen", "Book")) }
            }
        }
    }

    fn day(&self) -> Markup {
        let view = self.view;
        let hours = view.until.saturating_sub(view.from) / 60;
        html! {
            div .day tabindex="0" role="group" aria-label=(self.ask.pick("Der Tag nach Personen", "The day by person")) {
                div .axis aria-hidden="true" {
                    h2 { }
                    div class={ "grid hours-" (hours) } {
                        @for hour in (view.from..view.until).step_by(60) {
                            span class={ "at-" (self.row(hour)) " for-12" } { (hour / 60) }
                        }
                        @if let Some(now) = self.now() { i class={ "now at-" (self.row(now)) " for-1" } { b { (when::minute(now)) } } }
                    }
                }
                @for column in &view.columns { (self.column(column, hours)) }
            }
        }
    }

    fn now(&self) -> Option<u16> {
        self.view.now.filter(|now| (self.view.from..self.view.until).contains(now))
    }

    fn row(&self, minute: u16) -> u16 {
        minute.saturating_sub(self.view.from) / ROW_MINUTES
    }

    fn column(&self, column: &ColumnView, hours: u16) -> Markup {
        let ask = self.ask;
        let is_nobodys = column.staff_id.is_none();
        let name = if is_nobodys { ask.pick("Niemand", "Nobody") } else { column.name.as_str() };
        let short = if is_nobodys { name } else { column.short.as_str() };
        let told = match (column.is_away, column.work_minutes) {
            (true, _) => ask.pick("nicht da", "away").to_owned(),
            (false, 0) => ask.pick("frei", "free").to_owned(),
            (false, minutes) if is_nobodys => when::length(minutes, ask.language),
            (false, minutes) => {
                format!("{} {}", when::length(minutes, ask.language), ask.pick("gebucht", "booked"))
            }
        };
        html! {
            section class={ "col " (colour(column)) } aria-label=(name) {
                h2 { (short) small { (told) } }
                div class={ "grid hours-" (hours) } {
                    @for gap in &column.gaps { (self.gap(column, *gap)) }
                    @for block in &column.blocks { (self.block(block, column)) }
                    @if let Some(now) = self.now() { i class={ "now at-" (self.row(now)) " for-1" } { } }
                }
            }
        }
    }

    /// Where it is and how large: classes of the sheet.
    fn place(&self, kind: &str, block: &BlockView) -> String {
        let (from, until) =
            (self.row(block.from), self.row(block.until.saturating_add(ROW_MINUTES - 1)));
        let sizes = [(TINY_BELOW, " s xs"), (SMALL_BELOW, " s"), (MEDIUM_BELOW, " m")];
        let size = sizes.iter().find(|(below, _)| block.minutes() < *below);
        let size = size.map_or("", |(_, class)| class);
        let lane = if block.lanes > 1 {
            let of = block.lanes.min(LANES_MAX);
            format!(" of-{of} lane-{}", block.lane.min(of.saturating_sub(1)))
        } else {
            String::new()
        };
        format!("{kind}{size} at-{from} for-{}{lane}", until.saturating_sub(from).max(1))
    }

    fn block(&self, block: &BlockView, column: &ColumnView) -> Markup {
        match block.kind {
            BlockKind::Work => self.work(block),
            BlockKind::Free => self.free(block, column),
            BlockKind::Held => self.held(block),
            BlockKind::Offered => html! {
                div class=(self.place("offer", block)) { (self.ask.pick("gerade angeboten", "offered right now")) }
            },
            BlockKind::Away => html! {
                div class=(self.place("away", block)) {
                    b { @if block.reason.is_empty() { (self.ask.pick("nicht da", "away")) } @else { (block.reason) } }
                }
            },
        }
    }

    fn work(&self, block: &BlockView) -> Markup {
        let is_open = block.appointment_id.is_some() && block.appointment_id == self.open;
        let is_past = self.view.now.is_some_and(|now| block.until <= now);
        let mut class = self.place("seg", block);
        for (is_so, name) in
            [(is_open, " sel"), (block.status != "confirmed", " warn"), (is_past, " past")]
        {
            if is_so {
                class.push_str(name);
            }
        }
        let what = if block.part.is_empty() {
            block.service.as_deref().unwrap_or_default()
        } else {
            &block.part
        };
        let nameless = self.ask.pick("Ohne Namen", "No name");
        let name = if block.customer.is_empty() { nameless } else { &block.customer };
        html! {
            a class=(class) href=(address(self.view.date, block.appointment_id)) aria-current=[is_open.then_some("true")] {
                b { (name) } " " span { (what) } " " time { (when::span(block.from, block.until)) }
                @if block.of > 1 { small { (block.place) (self.ask.pick(" von ", " of ")) (block.of) } }
            }
        }
    }

    fn free(&self, block: &BlockView, column: &ColumnView) -> Markup {
        let minutes = block.minutes();
        if self.is_over(block.until) {
            return html! {
                div class={ (self.place("free", block)) " past" } {
                    b { (minutes) (self.ask.pick(" Min. frei", " min free")) }
                }
            };
        }
        html! {
            a class=(self.place("free", block)) href=(self.book(column, (block.from, block.until))) {
                b { (minutes) (self.ask.pick(" Min. frei", " min free")) }
                @if !block.fits.is_empty() { span { (self.ask.pick("passt: ", "fits: ")) (block.fits.join(", ")) } }
            }
        }
    }

    /// Whether a minute of the day has passed.
    fn is_over(&self, minute: u16) -> bool {
        let desk = self.ask.desk();
        let (today, _) = desk.salon.zone.local(desk.now());
        self.view.date < today || self.view.now.is_some_and(|now| minute <= now)
    }

    /// Where something is booked into these minutes of a person.
    fn book(&self, column: &ColumnView, (from, until): (u16, u16)) -> String {
        let staff = column.staff_id.as_ref().map(ToString::to_string).unwrap_or_default();
        let (hour, minute) = (from / 60, from % 60);
        let free = until.saturating_sub(from);
        format!("/book?day={}&time={hour:02}:{minute:02}&staff={staff}&free={free}", self.view.date)
    }

    fn gap(&self, column: &ColumnView, (from, until): (u16, u16)) -> Markup {
        let rows = (until.saturating_sub(from) / ROW_MINUTES).max(1);
        html! {
            a class={ "gap at-" (self.row(from)) " for-" (rows) } href=(self.book(column, (from, until)))
                aria-label={ (when::minute(from)) ": " (self.ask.pick("eintragen", "book")) } { }
        }
    }

    fn held(&self, block: &BlockView) -> Markup {
        html! {
            div class=(self.place("hold", block)) {
                (self.ask.pick("gehalten", "held"))
                @if let Some(id) = block.appointment_id.filter(|_| block.releasable) {
                    form method="post" action={ "/visits/" (id) "/release" } {
                        (self.ask.token().field())
                        input type="hidden" name="pause" value=(block.part);
                        button .small aria-label={ (self.ask.pick("Pause freigeben: ", "Release the pause: ")) (block.customer) } {
                            (self.ask.pick("freigeben", "release"))
                        }
                    }
                }
            }
        }
    }
}
