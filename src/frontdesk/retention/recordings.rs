//! Recorded days that were kept long enough: files named by their day.

use crate::frontdesk::Desk;
use crate::store::customer::aged::Aged;
use std::fs;
use std::path::PathBuf;
use time::macros::format_description;
use time::{Date, OffsetDateTime, Time};

/// How a day's file ends.
const ENDING: &str = ".jsonl";

/// How many days were recorded before this one.
pub(super) fn aged(desk: &Desk, before: OffsetDateTime) -> Aged {
    let days = days(desk, before);
    Aged {
        rows: u64::try_from(days.len()).unwrap_or(u64::MAX),
        oldest: days.first().map(|(day, _)| OffsetDateTime::new_utc(*day, Time::MIDNIGHT)),
    }
}

/// Takes their files away. Gives how many.
pub(super) fn take(desk: &Desk, before: OffsetDateTime) -> usize {
    let gone = |(_, file): &(Date, PathBuf)| match fs::remove_file(file) {
        Ok(()) => true,
        Err(error) => {
            log::error!("retention: {} stays: {error}", file.display());
            false
        }
    };
    days(desk, before).iter().filter(|day| gone(day)).count()
}

/// Oldest first. A folder that cannot be read has none.
fn days(desk: &Desk, before: OffsetDateTime) -> Vec<(Date, PathBuf)> {
    let Some(folder) = &desk.salon.config.record.dir else { return Vec::new() };
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let (first_kept, _) = desk.salon.zone.local(before);
    let day = |file: PathBuf| {
        let name = file.file_name()?.to_str()?.strip_suffix(ENDING)?;
        let day = Date::parse(name, format_description!("[year]-[month]-[day]")).ok()?;
        (day < first_kept && file.is_file()).then_some((day, file))
    };
    let mut days: Vec<_> = entries.flatten().filter_map(|entry| day(entry.path())).collect();
    days.sort();
    days
}
