//! `version`.

use crate::cli::console::outcome::Outcome;
use crate::cli::console::print;
use crate::cli::console::print::Text;
use crate::domain::language::Language;
use crate::store::file::version;
use serde::Serialize;
use std::process::ExitCode;

/// Which Chairside this is.
#[derive(Serialize)]
struct VersionView {
    version: &'static str,
    commit: Option<&'static str>,
    /// The newest version of the database that it knows.
    schema: i64,
}

pub fn run(json: bool) -> Outcome {
    let view = VersionView {
        version: version::program(),
        commit: version::COMMIT,
        schema: version::newest(),
    };
    print::print(&view, json)?;
    Ok(ExitCode::SUCCESS)
}

impl Text for VersionView {
    fn text(&self, _: Language) -> String {
        let commit = self.commit.map(|commit| format!(" ({commit})")).unwrap_or_default();
        format!("chairside {}{commit}, database version {}\n", self.version, self.schema)
    }
}
