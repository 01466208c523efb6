//! What pauses bring: while colour works its minutes, others are served. Minutes of work for others that lie in the free
//! pauses of a visit are minutes won.

use crate::domain::calendar::interval::Interval;
use crate::domain::visit::pause;
use std::collections::BTreeMap;
use time::Duration;

/// No booking is longer, so that of a day's work only what may reach into a pause is looked at.
const WORK_MAX: Duration = Duration::days(1);

/// A stretch of one person's time that is booked for a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// For programs: whose time.
    pub staff: String,
    /// Of which visit.
    pub visit: i64,
    /// UTC.
    pub at: Interval,
    /// Its visit has several segments.
    pub is_composite: bool,
    /// Work; else a pause that is held.
    pub is_work: bool,
}

/// A free pause of a visit, and how much of it others were served in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// UTC.
    pub at: Interval,
    /// How many minutes of it others were served in; whole ones.
    pub won_minutes: u64,
}

/// The free pauses of these people, with what was won in each.
pub fn pauses(stretches: &[Stretch]) -> Vec<Pause> {
    let mut people: BTreeMap<&str, Vec<&Stretch>> = BTreeMap::new();
    for one in stretches {
        people.entry(&one.staff).or_default().push(one);
    }
    let mut all = Vec::new();
    for mut own in people.into_values() {
        own.sort_by_key(|one| one.at);
        let mut visits: BTreeMap<i64, Vec<Interval>> = BTreeMap::new();
        for one in own.iter().filter(|one| one.is_composite) {
            visits.entry(one.visit).or_default().push(one.at);
        }
        for (visit, booked) in visits {
            let free = pause::free_pauses(&booked).into_iter();
            all.extend(free.map(|at| Pause { at, won_minutes: won(visit, at, &own) }));
        }
    }
    all.sort_by_key(|pause| pause.at);
    all
}

/// `own` in order of their starts.
fn won(visit: i64, at: Interval, own: &[&Stretch]) -> u64 {
    let earliest = at.start().saturating_sub(WORK_MAX);
    let from = own.partition_point(|one| one.at.start() < earliest);
    let near = own.iter().skip(from).take_while(|one| one.at.start() < at.end());
    let others = near.filter(|one| one.visit != visit && one.is_work && one.at.overlaps(&at));
    // Two at once in one pause are still one person's minutes.
    let (mut minutes, mut until) = (0_i64, at.start());
    for one in others {
        let (start, end) = (one.at.start().max(until), one.at.end().min(at.end()));
        if start < end {
            minutes = minutes.saturating_add((end - start).whole_minutes());
            until = end;
        }
    }
    u64::try_from(minutes).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn stretch(staff: &str, visit: i64, from: i64, until: i64) -> Stretch {
        let minute = |at: i64| datetime!(2026-12-01 10:00 UTC) + Duration::minutes(at);
        Stretch {
            staff: staff.into(),
            visit,
            at: Interval::new(minute(from), minute(until)).unwrap(),
            is_composite: visit < 10,
            is_work: true,
        }
    }

    fn told(stretches: &[Stretch]) -> Vec<(i64, u64)> {
        let all = pauses(stretches).into_iter();
        all.map(|pause| (pause.at.duration().whole_minutes(), pause.won_minutes)).collect()
    }

    #[test]
    fn what_others_are_served_in_a_pause_is_won() {
        let colour = [stretch("emma", 1, 0, 30), stretch("emma", 1, 75, 90)];
        assert_eq!(told(&colour), [(45, 0)]);
        let mut day = colour.to_vec();
        // Out of the pause, into it, across its end, twice the same minutes, and somebody else's.
        day.extend([
            stretch("emma", 11, -30, 0),
            stretch("emma", 12, 35, 50),
            stretch("emma", 13, 40, 55),
            stretch("emma", 14, 70, 80),
            stretch("juergen", 15, 30, 75),
        ]);
        assert_eq!(told(&day), [(45, 25)]);
        // A held pause leaves none.
        let held = Stretch { is_work: false, ..stretch("emma", 1, 30, 75) };
        day.push(held);
        assert_eq!(told(&day), []);
    }

    #[test]
    fn one_visit_in_anothers_pause_is_won_once_for_each() {
        let day = [
            stretch("emma", 1, 0, 30),
            stretch("emma", 1, 90, 120),
            stretch("emma", 2, 30, 45),
            stretch("emma", 2, 60, 90),
        ];
        assert_eq!(told(&day), [(60, 45), (15, 0)]);
    }
}
