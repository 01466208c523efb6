//! `understand --judge`: how well callers' words are understood, on labelled sets.

use crate::cli::console::outcome::Outcome;
use crate::cli::console::table;
use crate::domain::Result;
use crate::judge::speech::judge;
use crate::judge::speech::lists::Lists;
use crate::judge::speech::report::{Came, Judged, Report, Row, Set};
use crate::judge::targets::Target;
use clap::ValueEnum;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// The sets that come with the program.
const SETS: [&str; 5] = [
    include_str!("../../../fixtures/speech/times_de.jsonl"),
    include_str!("../../../fixtures/speech/times_en.jsonl"),
    include_str!("../../../fixtures/speech/services.jsonl"),
    include_str!("../../../fixtures/speech/names.jsonl"),
    include_str!("../../../fixtures/speech/sentences.jsonl"),
];
/// The price lists of the services in them.
const PRICES: &str = include_str!("../../../fixtures/speech/price_lists.json");
/// The people of the names in them.
const ROSTERS: &str = include_str!("../../../fixtures/speech/rosters.json");
/// Where a set of one's own has price lists or rosters of its own: beside it.
const PRICES_FILE: &str = "price_lists.json";
const ROSTERS_FILE: &str = "rosters.json";

/// Which cases of a judgement are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Show {
    /// Something else was understood and not asked.
    Wrong,
    /// Asked where it could have been understood.
    Asked,
}

/// Judges, prints, and fails if a target is missed. The error is a sentence: a file that cannot be read.
pub fn run(file: Option<&Path>, show: Option<Show>, as_json: bool) -> Outcome {
    let report = match file {
        None => own().map_err(|error| error.for_log())?,
        Some(path) => of_file(path)?,
    };
    let targets = report.targets(file.is_none());
    let good = targets.iter().all(|target| target.met);
    let shown: Vec<&Judged> = report.missed.iter().filter(|one| is_shown(one, show)).collect();
    if as_json {
        let rows = &report.rows;
        println!("{}", json!({ "good": good, "targets": targets, "rows": rows, "cases": shown }));
    } else {
        print(&report, &targets, &shown);
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn own() -> Result<Report> {
    let lists = Lists::read(PRICES, ROSTERS)?;
    let mut report = Report::default();
    for set in SETS {
        judge(set, &lists, &mut report)?;
    }
    Ok(report)
}

fn of_file(path: &Path) -> std::result::Result<Report, String> {
    let read = |path: &Path| {
        let text = fs::read_to_string(path);
        text.map_err(|error| format!("{} cannot be read: {error}", path.display()))
    };
    let beside = |name: &str, ours: &str| {
        let own = path.with_file_name(name);
        if own.exists() { read(&own) } else { Ok(ours.to_owned()) }
    };
    let told = |error: crate::domain::Error| format!("{}: {}", path.display(), error.for_log());
    let (prices, rosters) = (beside(PRICES_FILE, PRICES)?, beside(ROSTERS_FILE, ROSTERS)?);
    let lists = Lists::read(&prices, &rosters).map_err(told)?;
    let mut report = Report::default();
    judge(&read(path)?, &lists, &mut report).map_err(told)?;
    Ok(report)
}

fn is_shown(judged: &Judged, show: Option<Show>) -> bool {
    match show {
        None => false,
        Some(Show::Wrong) => judged.came == Came::Wrong,
        Some(Show::Asked) => judged.came == Came::Asked,
    }
}

fn print(report: &Report, targets: &[Target], shown: &[&Judged]) {
    let met = |target: &Target| (if target.met { "yes" } else { "NO" }).to_owned();
    let row =
        |one: &Target| vec![one.what.into(), one.wanted.clone(), one.measured.clone(), met(one)];
    let rows: Vec<Vec<String>> = targets.iter().map(row).collect();
    table::print(&["", "target", "measured", "met"], &rows);
    println!();
    let row = |one: &Row| {
        let set = set_name(one.set).to_owned();
        let counts = [one.right, one.asked, one.wrong].map(|count| count.to_string());
        [set, one.language.as_str().to_owned(), one.kind.clone()]
            .into_iter()
            .chain(counts)
            .collect()
    };
    let rows: Vec<Vec<String>> = report.rows.iter().map(row).collect();
    table::print(&["set", "language", "kind", "right", "asked", "wrong"], &rows);
    for one in shown {
        let (set, kind) = (set_name(one.set), &one.kind);
        println!("\n{set}, {kind}: {}", one.said);
        println!("  wanted      {}", one.wanted);
        println!("  understood  {}", one.understood);
    }
}

fn set_name(set: Set) -> &'static str {
    match set {
        Set::Times => "times",
        Set::Services => "services",
        Set::Names => "names",
        Set::Sentences => "sentences",
    }
}
