//! Log lines that a stranger can cause at will: the first of a kind at once, then one a minute with the count, so that
//! knocking does not fill the disk.

use crate::domain::tally::Tally;
use log::Level;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Mutex, PoisonError};
use time::OffsetDateTime;

/// How often a kind is told.
const TOLD_EVERY_SECONDS: i64 = 60;

/// What was counted, by the address it happened at and its kind. Both are names of ours, so there are few.
#[derive(Default)]
pub struct Sums {
    kinds: Mutex<BTreeMap<(&'static str, &'static str), Kind>>,
}

struct Kind {
    tally: Tally,
    level: Level,
    /// The last one's sentence.
    why: String,
}

impl Sums {
    /// One more; also tells what else is due.
    pub fn count(
        &self,
        level: Level,
        address: &'static str,
        kind: &'static str,
        why: &dyn Display,
        now: OffsetDateTime,
    ) {
        for (level, line) in self.counted(level, address, kind, why, now) {
            log::log!(level, "{line}");
        }
    }

    /// Tells what is due, though nothing more happened.
    pub fn tell(&self, now: OffsetDateTime) {
        for (level, line) in self.due(now) {
            log::log!(level, "{line}");
        }
    }

    fn counted(
        &self,
        level: Level,
        address: &'static str,
        kind: &'static str,
        why: &dyn Display,
        now: OffsetDateTime,
    ) -> Vec<(Level, String)> {
        let first = {
            let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh =
                || Kind { tally: Tally::new(TOLD_EVERY_SECONDS), level, why: String::new() };
            let kind = kinds.entry((address, kind)).or_insert_with(fresh);
            let due = kind.tally.count(now);
            if due.is_some() || kind.why.is_empty() {
                kind.why = why.to_string();
            }
            due.map(|times| (kind.level, line(address, &kind.why, times)))
        };
        first.into_iter().chain(self.due(now)).collect()
    }

    fn due(&self, now: OffsetDateTime) -> Vec<(Level, String)> {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let due = |((address, _), kind): (&(&'static str, &'static str), &mut Kind)| {
            kind.tally.due(now).map(|times| (kind.level, line(address, &kind.why, times)))
        };
        kinds.iter_mut().filter_map(due).collect()
    }
}

fn line(address: &str, why: &str, times: u64) -> String {
    match times {
        1 => format!("{address}: {why}"),
        _ => format!("{address}: {why} ({times} times since this was told last)"),
    }
}

/// At the end nothing stays untold.
impl Drop for Sums {
    fn drop(&mut self) {
        let now = OffsetDateTime::now_utc();
        self.tell(now.saturating_add(time::Duration::seconds(TOLD_EVERY_SECONDS)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;
    use time::macros::datetime;

    #[test]
    fn many_of_a_kind_are_one_line_a_minute() {
        let sums = Sums::default();
        let at = |ms| datetime!(2026-12-01 10:00 UTC) + Duration::milliseconds(ms);
        let mut lines = Vec::new();
        for n in 0..54_000 {
            let (address, kind) = [("/a", "unsigned"), ("/a", "forged"), ("/b", "unsigned")][n % 3];
            let now = at(i64::try_from(n).unwrap() * 10);
            lines.extend(sums.counted(Level::Warn, address, kind, &kind, now));
        }
        // Nine minutes, three kinds: the first of each, and each minute's sum.
        assert_eq!(lines.len(), 3 + 3 * 8, "{lines:#?}");
        assert_eq!(lines[0], (Level::Warn, "/a: unsigned".to_owned()));
        assert_eq!(lines[3].1, "/a: unsigned (2000 times since this was told last)");
        assert_eq!(sums.due(at(600_000)).len(), 3, "and the rest, when it has ended");
        assert_eq!(sums.due(at(900_000)), [], "nothing is told twice");
    }
}
