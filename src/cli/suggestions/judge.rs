//! `suggestions judge`: how good assigning and suggesting by name are, on labelled pairs of invented people and on
//! damaged names of others.

use crate::cli::console::outcome::Outcome;
use crate::cli::console::table;
use crate::judge::damaged;
use crate::judge::figures::Damaged;
use crate::judge::targets::{Measured, Target, measure};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// The pairs that come with the program.
const PAIRS: &str = include_str!("../../../fixtures/names/pairs.jsonl");

/// Measures, prints, and fails if a target is missed. Damaged names are measured where no other pairs are. The error is a sentence: a file that cannot be read.
pub fn run(file: Option<&Path>, rosters: usize, seed: u64, as_json: bool) -> Outcome {
    let text = match file {
        None => PAIRS.to_owned(),
        Some(path) => fs::read_to_string(path)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()))?,
    };
    let measured = measure(&text).map_err(|error| error.for_log())?;
    let damaged = file.is_none().then(|| damaged::measure(rosters, seed));
    let is_met = |damaged: &Damaged| damaged.targets().iter().all(|target| target.met);
    let good = measured.is_good() && damaged.as_ref().is_none_or(is_met);
    if as_json {
        let judged = json!({ "good": good, "measured": measured, "damaged": damaged });
        println!("{judged}");
    } else {
        print(&measured);
        damaged.iter().for_each(print_damaged);
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn met(target: &Target) -> String {
    (if target.met { "yes" } else { "NO" }).to_owned()
}

fn print(measured: &Measured) {
    let row = |target: &Target| {
        vec![target.what.into(), target.wanted.clone(), target.measured.clone(), met(target)]
    };
    let rows: Vec<Vec<String>> = measured.targets.iter().map(row).collect();
    table::print(&["", "target", "measured", "met"], &rows);
    println!("\n{}", measured.report);
}

fn print_damaged(damaged: &Damaged) {
    let row = |target: &Target| {
        vec![target.what.into(), target.wanted.clone(), met(target), target.measured.clone()]
    };
    let rows: Vec<Vec<String>> = damaged.targets().iter().map(row).collect();
    table::print(&["damaged names", "target", "met", "measured"], &rows);
    println!();
    let ways = damaged.rows.iter().map(|row| {
        let figures =
            [row.all, row.renamed, row.nearer, row.cases, row.first, row.absent, row.shown];
        let place = format!("{:?}", row.place).to_lowercase();
        [place].into_iter().chain(figures.map(|figure| figure.to_string())).collect()
    });
    let head = ["damaged", "all", "renamed", "nearer", "left", "first", "absent", "shown"];
    table::print(&head, &ways.collect::<Vec<Vec<String>>>());
    let Damaged { rosters, strangers, strangers_silent, .. } = damaged;
    println!(
        "\nrosters {rosters}, strangers {strangers}, of them without any suggestion {strangers_silent}"
    );
    for [host, who, first] in &damaged.missed {
        let first = if first.is_empty() { "nobody" } else { first };
        println!("{host:?} is {who}, came out as {first}");
    }
}
