//! The table with both side by side.

use crate::bench_table::median;

/// Why a cell has no number.
pub type Cell = Result<f64, String>;

/// Rows and notes in the order they came.
#[derive(Default)]
pub struct Sheet {
    rows: Vec<[String; 4]>,
    notes: Vec<String>,
}

impl Sheet {
    /// A row: what, Chairside, Express, and the ratio between them.
    pub fn row(&mut self, what: &str, chairside: &str, express: &str, ratio: &str) {
        self.rows.push([what, chairside, express, ratio].map(str::to_owned));
    }

    /// A row of two numbers, or of the reasons why there is none.
    pub fn counts(&mut self, what: &str, unit: Unit, both: [Cell; 2]) {
        let text = |cell: &Cell| match cell {
            Ok(value) => unit.text(*value),
            Err(reason) => format!("not measured: {reason}"),
        };
        let ratio = match &both {
            [Ok(ours), Ok(theirs)] if *theirs > 0.0 => format!("{:.2}", ours / theirs),
            _ => String::new(),
        };
        let [chairside, express] = &both;
        self.row(what, &text(chairside), &text(express), &ratio);
    }

    /// A row of both sides' rounds: the medians, and the median of the ratios within a round.
    pub fn rounds(&mut self, what: &str, unit: Unit, chairside: &[f64], express: &[f64]) {
        let pairs = chairside.iter().zip(express);
        let mut ratios: Vec<f64> = pairs
            .filter(|(_, theirs)| **theirs > 0.0)
            .map(|(ours, theirs)| ours / theirs)
            .collect();
        ratios.sort_by(f64::total_cmp);
        let ratio = match ratios.as_slice() {
            [] => String::new(),
            [only] => format!("{only:.2}"),
            [least, .., most] => format!("{:.2} ({least:.2} to {most:.2})", median(&ratios)),
        };
        self.row(what, &unit.text(median(chairside)), &unit.text(median(express)), &ratio);
    }

    /// How something was measured.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Prints everything.
    pub fn print(&self) {
        println!("\n| figure | Chairside | Express | Chairside / Express |\n|---|---|---|---|");
        for row in &self.rows {
            println!("| {} |", row.join(" | "));
        }
        println!();
        for note in &self.notes {
            println!("- {note}");
        }
    }
}

/// What a number counts.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Things, to a tenth.
    Things,
    /// Bytes.
    Bytes,
    /// Microseconds.
    Micros,
    /// So many a second.
    PerSecond,
}

impl Unit {
    fn text(self, value: f64) -> String {
        match self {
            Unit::Things => format!("{value:.1}"),
            Unit::Bytes if value >= 10_000.0 => format!("{:.1} kB", value / 1e3),
            Unit::Bytes => format!("{value:.0} B"),
            Unit::Micros => format!("{value:.0} µs"),
            Unit::PerSecond => format!("{value:.0}"),
        }
    }
}
