//! How well it goes over time: the rates against their targets, roads and rules, pauses, how callers were understood.
//! Nothing of any customer is in it.

use crate::domain::Result;
use crate::domain::quality::share;
use crate::domain::quality::steps::By;
use crate::frontdesk::quality::series;
use crate::frontdesk::quality::series::{CurveView, SeriesView, WordView};
use crate::frontdesk::quality::view::Period;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::http::page::quality::chart;
use crate::server::message::Response;
use maud::{Markup, html};

/// Where the page is.
const QUALITY: &str = "/quality";
/// The same for a spreadsheet.
const FILE: &str = "/quality.csv";
/// Days that can be chosen.
const SPANS_DAYS: [u32; 3] = [30, 90, 365];
/// A longer span is shown by weeks.
const BY_DAY_DAYS_MAX: u32 = 30;

/// How many days were chosen; what cannot be chosen is the shortest.
fn days(ask: &Ask) -> u32 {
    let said = ask.query("days").parse().ok();
    let [shortest, ..] = SPANS_DAYS;
    said.filter(|days| SPANS_DAYS.contains(days)).unwrap_or(shortest)
}

/// What was asked for: the span that was chosen, until now.
pub(crate) fn read(ask: &Ask) -> Result<SeriesView> {
    let (desk, days) = (ask.desk(), days(ask));
    let by = if days > BY_DAY_DAYS_MAX { By::Week } else { By::Day };
    series::of(desk, Period::until_now(desk.now(), days), by)
}

/// `GET /quality?days=`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let view = read(ask)?;
    let (shown, empty): (Vec<&CurveView>, Vec<&CurveView>) =
        view.curves.iter().partition(|curve| curve.all.whole > 0);
    let title = ask.pick("Zahlen", "Figures");
    let body = html! {
        div .head { h1 { (title) } p .sum { (view.from) " – " (view.until) } }
        (span(ask))
        p .lead .legend {
            span { i .k-curve {} (ask.pick("so war es", "how it was")) }
            span { i .k-target {} (ask.pick("Ziel", "target")) }
        }
        ul .cards .wide .figures {
            @for curve in shown { li .card { (rate(ask, &view, curve)) } }
            li .card { (pauses(ask, &view)) }
            li .card { (by_word(ask, &view, ask.pick("Woher die Termine kamen", "Where appointments came from"), &view.sources, road)) }
            li .card { (by_word(ask, &view, ask.pick("Woran der Mensch erkannt wurde", "By what the person was recognised"), &view.rules, rule)) }
        }
        @if !empty.is_empty() {
            p .done { (ask.pick("In dieser Zeit gab es nichts zu zählen bei: ", "Nothing to count in this time for: "))
                (empty.iter().map(|curve| curve.label.as_str()).collect::<Vec<_>>().join(", ")) }
        }
        p .actions { a .button href={ (FILE) "?days=" (days(ask)) } { (ask.pick("Als Tabelle (CSV)", "As a table (CSV)")) } }
    };
    frame::of(ask, Page { title: title.to_owned(), at: QUALITY, body, ..Page::default() })
}

/// How far back.
fn span(ask: &Ask) -> Markup {
    let chosen = days(ask);
    html! {
        form .actions .filter method="get" action=(QUALITY) {
            label for="days" { (ask.pick("Zeitraum", "Span")) }
            select #days name="days" {
                @for days in SPANS_DAYS {
                    option value=(days) selected[days == chosen] { (ask.pick(format!("die letzten {days} Tage"), format!("the last {days} days"))) }
                }
            }
            button { (ask.pick("Zeigen", "Show")) }
        }
    }
}

fn rate(ask: &Ask, view: &SeriesView, curve: &CurveView) -> Markup {
    let told = share::percent(curve.all.part, curve.all.whole, ask.language);
    let points: Vec<Option<f64>> = curve.points.iter().map(|point| point.value).collect();
    let drawn = format!("{}: {told}", curve.label);
    html! {
        h2 { (curve.label) }
        p .figure {
            b { (told) } " "
            span .soft { (curve.all.part) (ask.pick(" von ", " of ")) (curve.all.whole)
                @if !curve.target.is_empty() { " · " (ask.pick("Ziel ", "target ")) (curve.target) } }
            @if !curve.target.is_empty() { " " (verdict(ask, curve.all.verdict)) }
        }
        (chart::line(&drawn, &points, curve.target_value))
        (axis(view))
        details {
            summary { (ask.pick("Zahlen dazu", "The numbers")) }
            div .scroll tabindex="0" { table {
                caption { (curve.label) }
                thead { tr { th scope="col" { (step_word(ask, view)) } th scope="col" .n { (ask.pick("Anzahl", "count")) } th scope="col" .n { (ask.pick("Anteil", "share")) } } }
                tbody { @for (step, point) in view.steps.iter().zip(&curve.points).filter(|(_, point)| point.whole > 0) { tr {
                    th scope="row" { (step.from) }
                    td .n { (point.part) "/" (point.whole) }
                    td .n { (share::percent(point.part, point.whole, ask.language)) }
                } } }
            } }
        }
    }
}

fn verdict(ask: &Ask, word: &str) -> Markup {
    match word {
        "ok" => html! { b .is-good { (ask.pick("erreicht", "met")) } },
        "no_data" => html! {},
        _ => html! { b .is-open { (ask.pick("nicht erreicht", "missed")) } },
    }
}

fn step_word<'a>(ask: &Ask<'a>, view: &SeriesView) -> &'a str {
    match view.by == By::Week.as_str() {
        true => ask.pick("Woche ab", "week from"),
        false => ask.pick("Tag", "day"),
    }
}

/// Where the picture begins and ends.
fn axis(view: &SeriesView) -> Markup {
    html! { p .axis-days .soft aria-hidden="true" { span { (view.from) } span { (view.until) } } }
}

fn pauses(ask: &Ask, view: &SeriesView) -> Markup {
    let (all, title) =
        (view.pauses.all, ask.pick("In Pausen gewonnene Minuten", "Minutes won in pauses"));
    let won: Vec<u64> = view.pauses.points.iter().map(|point| point.minutes_won).collect();
    let drawn = format!("{title}: {}", all.minutes_won);
    html! {
        h2 { (title) }
        p .figure {
            b { (all.minutes_won) } " "
            span .soft { (ask.pick("von ", "of ")) (all.minutes) (ask.pick(" Minuten in ", " minutes in ")) (all.pauses) (ask.pick(" Pausen", " pauses")) }
        }
        (chart::bars(&drawn, &won))
        (axis(view))
        details {
            summary { (ask.pick("Zahlen dazu", "The numbers")) }
            div .scroll tabindex="0" { table {
                caption { (title) }
                thead { tr {
                    th scope="col" { (step_word(ask, view)) }
                    th scope="col" .n { (ask.pick("Pausen", "pauses")) }
                    th scope="col" .n { (ask.pick("Minuten", "minutes")) }
                    th scope="col" .n { (ask.pick("gewonnen", "won")) }
                } }
                tbody { @for (step, point) in view.steps.iter().zip(&view.pauses.points).filter(|(_, point)| point.pauses > 0) { tr {
                    th scope="row" { (step.from) }
                    td .n { (point.pauses) } td .n { (point.minutes) } td .n { (point.minutes_won) }
                } } }
            } }
        }
    }
}

/// Roads or rules: how many by each, and how many of them with a person.
fn by_word(
    ask: &Ask,
    view: &SeriesView,
    title: &str,
    words: &[WordView],
    word: fn(&Ask, &str) -> String,
) -> Markup {
    let sums: Vec<(u64, u64)> = words.iter().map(sum).collect();
    let most = sums.iter().map(|(total, _)| *total).max().unwrap_or(0);
    html! {
        h2 { (title) }
        @if words.is_empty() { p .soft { (ask.pick("In dieser Zeit keine.", "None in this time.")) } }
        @else {
            div .scroll tabindex="0" { table .plain {
                caption { (ask.pick("Termine, und wie viele davon einen Menschen haben", "Appointments, and how many of them have a person")) }
                thead { tr { th scope="col" { (ask.pick("Weg", "by")) } th scope="col" .n { (ask.pick("Termine", "all")) } th scope="col" .n { (ask.pick("mit Mensch", "with a person")) } } }
                tbody { @for (one, (total, with_staff)) in words.iter().zip(&sums) { tr {
                    th scope="row" { (word(ask, &one.word)) (chart::share(*total, most)) }
                    td .n { (total) }
                    td .n { (with_staff) }
                } } }
            } }
            details {
                summary { (ask.pick("Im Lauf der Zeit", "Over time")) }
                div .scroll tabindex="0" { table {
                    caption { (title) }
                    thead { tr { th scope="col" { (step_word(ask, view)) } @for one in words { th scope="col" .n { (word(ask, &one.word)) } } } }
                    tbody { @for (place, step) in view.steps.iter().enumerate() { @if words.iter().any(|one| total(one, place) > 0) { tr {
                        th scope="row" { (step.from) }
                        @for one in words { td .n { (total(one, place)) } }
                    } } } }
                } }
            }
        }
    }
}

fn total(one: &WordView, place: usize) -> u64 {
    one.points.get(place).map_or(0, |point| point.total)
}

/// All of them, and those with a person.
fn sum(one: &WordView) -> (u64, u64) {
    one.points.iter().fold((0, 0), |(total, with_staff): (u64, u64), point| {
        (total.saturating_add(point.total), with_staff.saturating_add(point.with_staff))
    })
}

/// By which road an appointment came.
fn road(ask: &Ask, word: &str) -> String {
    let told = match word {
        "retell_phone" => ask.pick("im Anruf gebucht", "booked in a call"),
        "retell_webhook" => ask.pick("nach dem Anruf gemeldet", "told after the call"),
        "calcom_webhook" => ask.pick("bei Cal.com gebucht", "booked at Cal.com"),
        "web_api" => ask.pick("Webformular", "web form"),
        "walk_in" => ask.pick("im Salon", "at the salon"),
        "import" => ask.pick("übernommen", "taken over"),
        other => other,
    };
    told.to_owned()
}

/// By which rule the person was found.
fn rule(ask: &Ask, word: &str) -> String {
    let told = match word {
        "email" => ask.pick("E-Mail-Adresse", "e-mail address"),
        "name" => ask.pick("Name", "name"),
        "manual" => ask.pick("von Hand", "by hand"),
        "admin" => ask.pick("von der Verwaltung", "by an administrator"),
        "none" => ask.pick("nicht erkannt", "not recognised"),
        other => other,
    };
    told.to_owned()
}
