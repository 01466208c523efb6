//! The rates and the days as text.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::cli::quality::bar::{bar, coloured, may_colour};
use crate::domain::language::Language;
use crate::domain::quality::rates::Verdict;
use crate::domain::quality::share;
use crate::frontdesk::quality::view::{AlarmLine, DayView, QualityView, RateView};
use serde::Serialize;

/// Where there is nothing to divide by.
const NOTHING: &str = "–";

/// How well it goes, for people or for programs.
#[derive(Serialize)]
pub(crate) struct Quality {
    #[serde(flatten)]
    view: QualityView,
    #[serde(skip)]
    colours: bool,
}

impl Quality {
    pub fn of(view: QualityView, as_json: bool) -> Quality {
        Quality { view, colours: !as_json && may_colour() }
    }
}

impl Text for Quality {
    fn text(&self, language: Language) -> String {
        let QualityView { from, until, rates, days, alarms } = &self.view;
        let [from_word, to_word] = language.pick(["Vom", "bis"], ["From", "to"]);
        let head = format!("{from_word} {from} {to_word} {until} (UTC)\n");
        let rates = rates_table(rates, language, self.colours);
        let days = days_table(days, language, self.colours);
        let alarms: String = alarms.iter().map(|one| alarm_line(one, language)).collect();
        let alarms = match alarms.is_empty() {
            true => language.pick("Kein Alarm.\n", "No alarm.\n").to_owned(),
            false => alarms,
        };
        format!("{head}\n{rates}\n{days}\n{alarms}")
    }
}

fn rates_table(rates: &[RateView], language: Language, colours: bool) -> String {
    let row = |rate: &RateView| {
        let verdict = match rate.target.is_empty() {
            true => NOTHING.to_owned(),
            // The last column, so that what colours it does not count as width.
            false => coloured(verdict_word(rate.verdict, language), rate.verdict, colours),
        };
        let target = if rate.target.is_empty() { NOTHING } else { rate.target };
        let (of, share) = match rate.value {
            Some(_) => {
                let (part, whole) = (rate.part, rate.whole);
                (format!("{part} / {whole}"), share::percent(part, whole, language))
            }
            None => (NOTHING.to_owned(), NOTHING.to_owned()),
        };
        vec![rate.label.clone(), share, of, target.to_owned(), verdict]
    };
    let rows: Vec<Vec<String>> = rates.iter().map(row).collect();
    let head = language.pick(
        ["Wert", "Anteil", "von", "Ziel", "Urteil"],
        ["rate", "share", "of", "target", "verdict"],
    );
    table::render(&head, &rows)
}

/// Days before the first one with anything are left out.
fn days_table(days: &[DayView], language: Language, colours: bool) -> String {
    let busiest = days.iter().map(|day| day.counts.total).max().unwrap_or(0);
    let begun = days.iter().skip_while(|day| day.counts.total == 0);
    let row = |day: &DayView| {
        let counts = day.counts;
        let rate = day.success_rate.map(|rate| percent(rate, language));
        vec![
            day.date.clone(),
            counts.total.to_string(),
            counts.bookings.to_string(),
            counts.with_staff.to_string(),
            counts.with_host.to_string(),
            rate.unwrap_or_else(|| NOTHING.to_owned()),
            bar(counts.total, counts.with_staff, busiest, day.verdict, colours),
        ]
    };
    let rows: Vec<Vec<String>> = begun.map(row).collect();
    if rows.is_empty() {
        return language
            .pick(
                "In diesen Tagen kam kein Termin hinzu.\n",
                "No appointment was made on these days.\n",
            )
            .to_owned();
    }
    let head = language.pick(
        ["Tag", "Termine", "Buchungen", "mit Person", "mit Host", "Anteil", ""],
        ["day", "made", "bookings", "with staff", "with host", "share", ""],
    );
    table::render(&head, &rows)
}

fn alarm_line(one: &AlarmLine, language: Language) -> String {
    let level = match one.level.as_str() {
        "alarm" => language.pick("Alarm", "alarm"),
        _ => language.pick("Warnung", "warning"),
    };
    format!("{level} {}: {}\n", one.kind, one.message)
}

fn verdict_word(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Ok => language.pick("gut", "ok"),
        Verdict::Below => language.pick("unter Ziel", "below target"),
        Verdict::Warn => language.pick("Warnung", "warn"),
        Verdict::Alarm => language.pick("Alarm", "alarm"),
        Verdict::NoData => language.pick("keine Daten", "no data"),
    }
}

/// What is rounded already: `96,9 %`.
fn percent(value: f64, language: Language) -> String {
    let text = format!("{value:.1} %");
    language.pick(text.replace('.', ","), text)
}
