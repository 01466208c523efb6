//! The figures for a spreadsheet: a row for each step and each number.

use crate::domain::Result;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::csv;
use crate::http::page::quality::show;
use crate::server::message::Response;

/// `GET /quality.csv?days=`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let view = show::read(ask)?;
    let mut rows = Vec::new();
    for (place, step) in view.steps.iter().enumerate() {
        let mut add = |name: &str, part: u64, whole: u64, target: &str| {
            let (from, until) = (step.from.clone(), step.until.clone());
            let (part, whole) = (part.to_string(), whole.to_string());
            rows.push(vec![from, until, name.to_owned(), part, whole, target.to_owned()]);
        };
        for curve in &view.curves {
            if let Some(point) = curve.points.get(place) {
                add(curve.name, point.part, point.whole, curve.target);
            }
        }
        if let Some(point) = view.pauses.points.get(place) {
            add("pause_minutes_won", point.minutes_won, point.minutes, "");
        }
        for (kind, words) in [("source", &view.sources), ("rule", &view.rules)] {
            for word in words {
                if let Some(point) = word.points.get(place) {
                    add(&format!("{kind} {}", word.word), point.with_staff, point.total, "");
                }
            }
        }
    }
    let head = ask.pick(
        ["von", "bis", "was", "Anzahl", "von so vielen", "Ziel"],
        ["from", "until", "what", "count", "of", "target"],
    );
    csv::answer(ask.pick("zahlen.csv", "figures.csv"), &head, &rows)
}
