//! `suggestions judge`: how good assigning and suggesting by name are, on labelled pairs of invented people.

use crate::cli::Outcome;
use crate::cli::table;
use crate::domain::suggest_targets::Measured;
use crate::domain::suggest_targets::Target;
use crate::domain::suggest_targets::measure;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// The pairs that come with the program.
const PAIRS: &str = include_str!("../../fixtures/names/pairs.jsonl");

/// Measures, prints, and fails if a target is missed. The error is a sentence: a file that cannot be read.
pub fn run(file: Option<&Path>, as_json: bool) -> Outcome {
    let text = match file {
        None => PAIRS.to_owned(),
        Some(path) => fs::read_to_string(path)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()))?,
    };
    let measured = measure(&text).map_err(|error| error.for_log())?;
    if as_json {
        let good = measured.is_good();
        println!("{}", serde_json::json!({ "good": good, "measured": measured }));
    } else {
        tell(&measured);
    }
    Ok(if measured.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(measured: &Measured) {
    let row = |target: &Target| {
        let met = if target.met { "yes" } else { "NO" };
        vec![target.what.into(), target.wanted.clone(), target.measured.clone(), met.into()]
    };
    let rows: Vec<Vec<String>> = measured.targets.iter().map(row).collect();
    table::print(&["", "target", "measured", "met"], &rows);
    println!("\n{}", measured.report);
}
