//! What was measured, as a Markdown table, and a line for each mark.

use std::time::Duration;

/// Rows and verdicts, in the order they were measured.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 5]>,
    verdicts: Vec<String>,
    notes: Vec<String>,
}

impl Table {
    /// A row: what, measured, the floor, the ratio between them, the mark (empty for none).
    pub fn row(&mut self, what: &str, measured: &str, floor: &str, ratio: &str, mark: &str) {
        self.rows.push([what, measured, floor, ratio, mark].map(str::to_owned));
    }

    /// Whether a mark is reached.
    pub fn verdict(&mut self, mark: &str, value: &str, reached: bool) {
        let word = if reached { "reached" } else { "NOT reached" };
        self.verdicts.push(format!("{word}: {mark} (measured: {value})"));
    }

    /// How something was measured.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Prints everything.
    pub fn print(&self) {
        println!("\n| figure | measured | floor | ratio | mark |\n|---|---|---|---|---|");
        for row in &self.rows {
            println!("| {} |", row.join(" | "));
        }
        println!();
        for note in &self.notes {
            println!("- {note}");
        }
        println!();
        for verdict in &self.verdicts {
            println!("{verdict}");
        }
    }
}

/// Milliseconds with two decimals.
pub fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// A number of things per second.
pub fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// The middle value; 0 for none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The value below which so many percent lie.
pub fn percentile(values: &[Duration], percent: usize) -> Duration {
    let mut sorted = values.to_vec();
    sorted.sort();
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).copied().unwrap_or_default()
}

/// Each one's share of a time, in microseconds.
pub fn share(time: Duration, count: usize) -> String {
    format!("{:.0} µs", time.as_secs_f64() * 1e6 / count.max(1) as f64)
}
