//! `quality`: the rates with their verdicts, a bar per day, and the saved questions. Only looks.

use crate::cli::console::arguments::Common;
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Printer;
use crate::cli::quality::print::Quality;
use crate::domain::quality::steps::By;
use crate::frontdesk::quality::view::Period;
use crate::frontdesk::quality::{questions, series, view};
use crate::recording::line::reader;
use crate::replay::predecessor;
use clap::{Args, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime, UtcOffset};

/// As people write a day.
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
/// Nothing was recorded before.
const YEAR_MIN: i32 = 1970;
/// A month.
const DAYS_DEFAULT: u32 = 30;

/// Which days.
#[derive(Args)]
pub struct Arguments {
    /// So many days, 1 to 366. A day is one of UTC, as in the view staff_assignment_quality.
    #[arg(long, global = true, default_value_t = DAYS_DEFAULT,
        value_parser = clap::value_parser!(u32).range(1..=366))]
    days: u32,
    /// The last day, for example 2026-10-01, or an instant of it, 2026-10-01T10:00:00Z; else today.
    #[arg(long, global = true)]
    as_of: Option<String>,
    /// Instead of the salon's database a recording, as `replay` reads it: how well the recorded system did.
    #[arg(long, global = true)]
    recording: Option<PathBuf>,
}

/// A question that is asked again and again.
#[derive(Subcommand)]
pub enum Question {
    /// What stands and has no staff member, by road and state.
    Unassigned,
    /// By which roads appointments came, and how much is known of them.
    Sources,
    /// Where the mappings come from, and who has none.
    Mappings,
    /// Whether callers are understood: asked back, refused, given up, by day.
    Understanding,
    /// What came to nothing at Cal.com or in the diary, and why, by day.
    Refusals,
    /// The rates as curves with their targets, wishes, how callers were understood, minutes won in pauses.
    Series {
        /// A step for each day, or for each week from Monday on.
        #[arg(long, value_enum, default_value_t = Step::Day)]
        by: Step,
    },
}

/// How long a step of a curve is.
#[derive(Clone, Copy, ValueEnum)]
pub enum Step {
    /// A day of UTC.
    Day,
    /// From Monday to Sunday.
    Week,
}

impl Step {
    fn by(self) -> By {
        match self {
            Step::Day => By::Day,
            Step::Week => By::Week,
        }
    }
}

pub fn run(common: &Common, arguments: &Arguments, question: Option<&Question>) -> Outcome {
    let as_of = arguments.as_of.as_deref().map(instant).transpose()?;
    let (desk, printer) = match &arguments.recording {
        Some(recording) => of_recording(recording, as_of, common.json)?,
        None => desk::look(common)?,
    };
    let period = match as_of {
        Some(until) => Period::as_of(until, arguments.days),
        None => Period::until_now(desk.now(), arguments.days),
    };
    match question {
        None => {
            let view = view::of(&desk, period).map_err(describe)?;
            printer.print(&Quality::of(view, common.json))?;
        }
        Some(Question::Unassigned) => {
            printer.print(&questions::unassigned(&desk, period).map_err(describe)?)?;
        }
        Some(Question::Sources) => {
            printer.print(&questions::sources(&desk, period).map_err(describe)?)?;
        }
        Some(Question::Mappings) => {
            printer.print(&questions::mappings(&desk).map_err(describe)?)?;
        }
        Some(Question::Understanding) => {
            printer.print(&questions::understanding(&desk, period).map_err(describe)?)?;
        }
        Some(Question::Refusals) => {
            printer.print(&questions::refusals(&desk, period).map_err(describe)?)?;
        }
        Some(Question::Series { by }) => {
            printer.print(&series::of(&desk, period, by.by()).map_err(describe)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What the recorded system had by then, in a database of its own that is gone afterwards.
fn of_recording(path: &Path, as_of: Option<OffsetDateTime>, as_json: bool) -> desk::Opened {
    let recording = reader::read(path)?;
    let last = recording.entries.last().map(|entry| entry.at().saturating_add(Duration::SECOND));
    let until = as_of.or(last).ok_or_else(|| format!("{}: nothing is recorded", path.display()))?;
    let desk = predecessor::desk_at(&recording, until)?;
    let printer = Printer::of_recording(&desk, path, as_json);
    Ok((desk, printer))
}

/// The end of a day, or the instant itself; in UTC, as the days are.
fn instant(said: &str) -> Result<OffsetDateTime, String> {
    let end_of = |day: Date| day.next_day().unwrap_or(day).midnight().assume_utc();
    let exact = || {
        let at = OffsetDateTime::parse(said, &Rfc3339).ok()?;
        at.checked_to_offset(UtcOffset::UTC)
    };
    let until = Date::parse(said, DAY).ok().map(end_of).or_else(exact);
    until.filter(|until| until.year() >= YEAR_MIN).ok_or_else(|| {
        let said = desk::echo(said);
        format!("--as-of {said}: say a day such as 2026-10-01, or an instant such as 2026-10-01T10:00:00Z")
    })
}

#[cfg(test)]
mod tests {
    use super::instant;
    use time::macros::datetime;

    #[test]
    fn a_day_ends_at_midnight_and_nothing_else_is_guessed() {
        for (said, expected) in [
            ("2026-10-01", datetime!(2026-10-02 0:00 UTC)),
            ("2026-12-31", datetime!(2027-01-01 0:00 UTC)),
            ("2026-10-01T10:00:00Z", datetime!(2026-10-01 10:00 UTC)),
            ("2026-10-01T10:00:00+02:00", datetime!(2026-10-01 10:00 +2)),
        ] {
            assert_eq!(instant(said), Ok(expected), "{said}");
            assert!(instant(said).unwrap().offset().is_utc(), "a day is cut at midnight of UTC");
        }
        for said in [
            "",
            "yesterday",
            "01.10.2026",
            "2026-02-30",
            "2026-10-01T10:00",
            "9999-12-31T23:59:59-12:00",
            "0000-01-01T00:00:00+12:00",
            "0001-01-01",
        ] {
            assert!(instant(said).unwrap_err().starts_with("--as-of "), "{said}");
        }
    }
}
