//! What `doctor` shows: a line for each thing it looked at.

use crate::domain::doctor::check::Check;
use crate::domain::doctor::finding::{Finding, Level};
use crate::domain::language::Language;
use crate::ops::doctor::examine::Examined;
use serde::Serialize;
use std::time::Duration;

/// All lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DoctorView {
    /// In the order in which they are told.
    pub checks: Vec<CheckView>,
    /// How many are good.
    pub ok: usize,
    /// How many are allowed and probably not meant.
    pub warn: usize,
    /// How many are to be mended.
    pub fail: usize,
    /// How many could not be looked at.
    pub not_tried: usize,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckView {
    /// Its name for programs.
    pub check: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// How it is.
    pub level: Level,
    /// What is seen.
    pub seen: String,
    /// What to do, where something is.
    #[serde(rename = "do")]
    pub todo: Option<String>,
    /// How long the look took.
    pub took_ms: u64,
}

impl DoctorView {
    /// Of what was found.
    pub fn of(examined: Vec<Examined>, language: Language) -> DoctorView {
        let checks: Vec<CheckView> = examined
            .into_iter()
            .map(|one| CheckView {
                check: one.check.as_str(),
                name: one.check.name(language),
                level: one.finding.level,
                seen: plain(&one.finding.seen),
                todo: one.finding.todo.as_deref().map(plain),
                took_ms: u64::try_from(one.took.as_millis()).unwrap_or(u64::MAX),
            })
            .collect();
        let count = |level| checks.iter().filter(|one| one.level == level).count();
        DoctorView {
            ok: count(Level::Ok),
            warn: count(Level::Warn),
            fail: count(Level::Fail),
            not_tried: count(Level::NotTried),
            checks,
        }
    }

    /// Where not even the configuration can be read: nothing else can be looked at.
    pub fn without_configuration(faults: &str, todo: &str, language: Language) -> DoctorView {
        let finding = |check| match check {
            Check::Configuration => Finding::fail(faults, todo),
            _ => Finding::waits_for(Check::Configuration, language),
        };
        let one = |check| Examined { check, finding: finding(check), took: Duration::ZERO };
        DoctorView::of(Check::ALL.into_iter().map(one).collect(), language)
    }

    /// Whether nothing has to be mended.
    pub fn is_well(&self) -> bool {
        self.fail == 0
    }
}

/// Others' words may have several lines, and what steers a terminal.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c == ' ').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
