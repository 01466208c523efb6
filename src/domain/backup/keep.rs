//! Which backups are kept: the newest of each of the last days, of each of the last weeks, and those that people made.

use crate::domain::calendar::zone::Zone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// Backups from before upgrades that are kept.
pub const UPGRADES_KEPT: usize = 3;

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// By itself, at its hour.
    Scheduled,
    /// Somebody wanted it. Nobody but people takes it away.
    ByHand,
    /// Before the database was brought up to date.
    BeforeUpgrade,
}

/// How many are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Of so many of the last days that have one, the newest of each.
    pub days: usize,
    /// Of so many of the last calendar weeks that have one, the newest of each.
    pub weeks: usize,
}

/// Those that are kept no longer, by their place in the list. `all` are those of one salon, in any order. The newest that
/// was made by itself is always kept.
pub fn gone(all: &[(Why, OffsetDateTime)], zone: &Zone, keep: Keep) -> Vec<usize> {
    let mut newest_first: Vec<usize> = (0..all.len()).collect();
    newest_first.sort_by_key(|place| std::cmp::Reverse(all.get(*place).map(|one| one.1)));
    let (mut days, mut weeks, mut upgrades) = (BTreeSet::new(), BTreeSet::new(), 0);
    newest_first.retain(|place| {
        let Some((why, made_at)) = all.get(*place) else { return false };
        match why {
            Why::ByHand => false,
            Why::BeforeUpgrade => {
                upgrades += 1;
                upgrades > UPGRADES_KEPT
            }
            Why::Scheduled => {
                let (day, _) = zone.local(*made_at);
                let (year, week, _) = day.to_iso_week_date();
                let of_its_day = days.len() < keep.days.max(1) && days.insert(day);
                let of_its_week = weeks.len() < keep.weeks && weeks.insert((year, week));
                !(of_its_day || of_its_week)
            }
        }
    });
    newest_first
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;
    use time::macros::datetime;

    fn kept(all: &[(Why, OffsetDateTime)], keep: Keep) -> Vec<String> {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let gone = gone(all, &zone, keep);
        let stays = all.iter().enumerate().filter(|(place, _)| !gone.contains(place));
        let mut days: Vec<String> =
            stays.map(|(_, (_, at))| zone.local(*at).0.to_string()).collect();
        days.sort();
        days
    }

    #[test]
    fn the_last_days_and_the_last_weeks_are_kept_and_what_people_made() {
        let monday = datetime!(2026-11-30 2:30 UTC);
        let nights: Vec<_> =
            (0..40).map(|days| (Why::Scheduled, monday - Duration::days(days))).collect();
        let keep = Keep { days: 3, weeks: 3 };
        let stays = kept(&nights, keep);
        // The newest of its week is Sunday's; this week's is Monday's.
        assert_eq!(stays, ["2026-11-22", "2026-11-28", "2026-11-29", "2026-11-30"]);
        // In any order.
        let backwards: Vec<_> = nights.iter().rev().copied().collect();
        assert_eq!(kept(&backwards, keep), stays);
        assert_eq!(kept(&nights, Keep { days: 0, weeks: 0 }), ["2026-11-30"], "never none");
        let mut by_hand = nights.clone();
        by_hand.push((Why::ByHand, monday - Duration::days(300)));
        assert!(kept(&by_hand, keep).contains(&"2026-02-03".to_owned()));
    }

    #[test]
    fn two_of_one_day_are_one_day_and_a_few_upgrades_are_kept() {
        let noon = datetime!(2026-11-30 11:00 UTC);
        let hour = Duration::hours(1);
        let twice = [(Why::Scheduled, noon - hour), (Why::Scheduled, noon)];
        let zone = Zone::parse("Europe/Berlin").unwrap();
        assert_eq!(gone(&twice, &zone, Keep { days: 7, weeks: 4 }), [0], "the older one");
        let upgrades: Vec<_> =
            (0..5).map(|number| (Why::BeforeUpgrade, noon - hour * number)).collect();
        assert_eq!(gone(&upgrades, &zone, Keep { days: 7, weeks: 4 }), [3, 4]);
        assert!(gone(&[], &zone, Keep { days: 7, weeks: 4 }).is_empty());
    }
}
