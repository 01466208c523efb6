//! The curves as text: a line for each step, with what a dashboard draws.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::language::Language;
use crate::domain::quality::share;
use crate::frontdesk::quality::series::{PointView, SeriesView};

/// Which curves have a column; the others are in the JSON.
const COLUMNS: [&str; 5] =
    ["staff_assignment", "host_extraction", "wishes_met", "understood", "asked_back"];
/// Where there is nothing to divide by.
const NOTHING: &str = "–";

impl Text for SeriesView {
    fn text(&self, language: Language) -> String {
        let curves: Vec<_> = COLUMNS
            .iter()
            .filter_map(|name| self.curves.iter().find(|curve| curve.name == *name))
            .collect();
        let mut head = vec![language.pick("von", "from"), language.pick("bis", "until")];
        head.extend(curves.iter().map(|curve| curve.label.as_str()));
        head.extend(language.pick(["Pausen", "Minuten", "gewonnen"], ["pauses", "minutes", "won"]));
        let mut rows = Vec::new();
        for (place, step) in self.steps.iter().enumerate() {
            let mut row = vec![step.from.clone(), step.until.clone()];
            row.extend(curves.iter().map(|curve| told(curve.points.get(place), language)));
            let pauses = self.pauses.points.get(place).copied().unwrap_or_default();
            let counts = [pauses.pauses, pauses.minutes, pauses.minutes_won];
            row.extend(counts.map(|count| count.to_string()));
            rows.push(row);
        }
        let mut targets = vec![language.pick("Ziel", "target").to_owned(), String::new()];
        targets.extend(curves.iter().map(|curve| match curve.target {
            "" => NOTHING.to_owned(),
            target => target.to_owned(),
        }));
        rows.push(targets);
        table::render(&head, &rows)
    }
}

fn told(point: Option<&PointView>, language: Language) -> String {
    match point {
        Some(point) if point.whole > 0 => share::percent(point.part, point.whole, language),
        Some(_) | None => NOTHING.to_owned(),
    }
}
