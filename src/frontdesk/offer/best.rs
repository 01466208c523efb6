//! Which of the free starts are offered: at most three, in the order in which they are said.

use crate::domain::calendar::day_window::DayWindow;
use crate::domain::calendar::zone::Zone;
use crate::frontdesk::offer::ask::OFFERS_MAX;
use crate::frontdesk::offer::wanted::Preference;
use time::{Date, Duration, OffsetDateTime, Time};

/// Offers lie at least so far apart while there are enough of them.
const OFFERS_APART_MINUTES: i64 = 90;
/// Where they lie around a time, they may follow each other.
const NEAR_APART_MINUTES: i64 = 1;

/// What begins at a time.
pub(crate) trait Begins {
    /// UTC.
    fn start(&self) -> OffsetDateTime;
}

impl Begins for OffsetDateTime {
    fn start(&self) -> OffsetDateTime {
        *self
    }
}

/// What is free, with its start on the salon's clock.
struct Placed<'a, T> {
    one: &'a T,
    start: OffsetDateTime,
    day: Date,
    time: Time,
}

/// The best by this preference. Of one start the first of the list.
pub(crate) fn best<T: Begins + Clone>(free: &[T], preference: &Preference, zone: &Zone) -> Vec<T> {
    let place = |one| {
        let start = T::start(one);
        let (day, time) = zone.local(start);
        Placed { one, start, day, time }
    };
    let mut placed: Vec<Placed<T>> = free.iter().map(place).collect();
    placed.sort_by_key(|one| (rank(one, preference), one.start));
    let mut chosen = match preference {
        Preference::Spread => spread(&placed),
        Preference::Earliest
        | Preference::Latest
        | Preference::Part(_)
        | Preference::Around { time: None, .. } => apart(&placed, OFFERS_APART_MINUTES),
        Preference::Time(_) | Preference::Around { time: Some(_), .. } => {
            apart(&placed, NEAR_APART_MINUTES)
        }
    };
    match preference {
        Preference::Earliest | Preference::Spread => chosen.sort_by_key(|one| one.start),
        Preference::Time(time) => {
            chosen.sort_by_key(|one| (minutes_off(one.time, *time), one.start))
        }
        Preference::Latest | Preference::Part(_) | Preference::Around { .. } => {}
    }
    chosen.into_iter().map(|one| one.one.clone()).collect()
}

/// The less, the better.
fn rank<T>(one: &Placed<T>, preference: &Preference) -> [i64; 3] {
    match preference {
        Preference::Earliest | Preference::Spread => [0; 3],
        Preference::Latest => [one.start.unix_timestamp().saturating_neg(), 0, 0],
        Preference::Time(time) => {
            let off = minutes_off(one.time, *time);
            [i64::from(off != 0), one.day.to_julian_day().into(), off]
        }
        Preference::Around { from, until, time } => {
            let off = time.map_or(0, |time| minutes_off(one.time, time));
            let (before, after) = (days_between(one.day, *from), days_between(*until, one.day));
            // Of two days as near, the later one.
            [before.max(after).max(0), off, i64::from(before > 0)]
        }
        Preference::Part(part) => {
            let (first, last) = part.window();
            let window = DayWindow { earliest: Some(first), latest: Some(last) };
            [i64::from(!window.holds(one.time)), 0, 0]
        }
    }
}

fn minutes_off(one: Time, other: Time) -> i64 {
    (one - other).whole_minutes().abs()
}

/// Below zero where the first is the later one.
fn days_between(first: Date, then: Date) -> i64 {
    (then - first).whole_days()
}

/// The first of the list that lie well apart; nearer ones where there are not enough.
fn apart<'p, 'a, T>(sorted: &'p [Placed<'a, T>], minutes: i64) -> Vec<&'p Placed<'a, T>> {
    let mut chosen: Vec<&Placed<T>> = Vec::new();
    fill(&mut chosen, sorted, minutes);
    chosen
}

fn fill<'p, 'a, T>(chosen: &mut Vec<&'p Placed<'a, T>>, sorted: &'p [Placed<'a, T>], minutes: i64) {
    for least in [Duration::minutes(minutes), Duration::minutes(NEAR_APART_MINUTES)] {
        for one in sorted {
            let near = |other: &&Placed<T>| (other.start - one.start).abs() < least;
            if chosen.len() < OFFERS_MAX && !chosen.iter().any(near) {
                chosen.push(one);
            }
        }
    }
}

/// The earliest of the first day, one from the middle of the middle day, the latest of the last. `sorted` by start.
fn spread<'p, 'a, T>(sorted: &'p [Placed<'a, T>]) -> Vec<&'p Placed<'a, T>> {
    let days: Vec<&[Placed<T>]> = sorted.chunk_by(|one, next| one.day == next.day).collect();
    let mut chosen: Vec<&Placed<T>> = Vec::new();
    let (Some(last_day), Some(last_place)) = (days.len().checked_sub(1), OFFERS_MAX.checked_sub(1))
    else {
        return chosen;
    };
    if last_day > 0 {
        for place in 0..OFFERS_MAX {
            let part = |whole: usize| whole.saturating_mul(place) / last_place.max(1);
            let day = days.get(part(last_day)).copied().unwrap_or_default();
            let one = day.get(part(day.len().saturating_sub(1)));
            let is_new = |one: &&Placed<T>| chosen.iter().all(|other| other.start != one.start);
            chosen.extend(one.filter(is_new));
        }
    }
    fill(&mut chosen, sorted, OFFERS_APART_MINUTES);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::speech::reading::PartOfDay;
    use time::macros::{date, time};

    const MONDAY: Date = date!(2026 - 11 - 23);

    /// Every half hour from nine to six, Monday to Friday, in Berlin's winter.
    fn week() -> Vec<OffsetDateTime> {
        let mut free = Vec::new();
        for day in 0..5 {
            for half in 0..18 {
                let day = MONDAY + Duration::days(day);
                free.push(day.with_time(time!(8:00)).assume_utc() + Duration::minutes(30 * half));
            }
        }
        free
    }

    fn told(free: &[OffsetDateTime], preference: &Preference) -> Vec<String> {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let wall = |start: OffsetDateTime| zone.rfc3339_local(start)[8..16].replace('T', " ");
        best(free, preference, &zone).into_iter().map(wall).collect()
    }

    #[test]
    fn three_are_offered_by_what_is_best() {
        let thursday = MONDAY + Duration::days(3);
        let near = |time| Preference::Around { from: thursday, until: thursday, time };
        for (preference, expected) in [
            (Preference::Earliest, ["23 09:00", "23 10:30", "23 12:00"]),
            (Preference::Latest, ["27 17:30", "27 16:00", "27 14:30"]),
            (Preference::Spread, ["23 09:00", "25 13:00", "27 17:30"]),
            (Preference::Time(time!(14:00)), ["23 14:00", "24 14:00", "25 14:00"]),
            (Preference::Time(time!(14:07)), ["23 14:00", "23 14:30", "23 13:30"]),
            (near(Some(time!(14:07))), ["26 14:00", "26 14:30", "26 13:30"]),
            (near(None), ["26 09:00", "26 10:30", "26 12:00"]),
            (Preference::Part(PartOfDay::Afternoon), ["23 12:00", "23 13:30", "23 15:00"]),
        ] {
            assert_eq!(told(&week(), &preference), expected, "{preference:?}");
        }
    }

    #[test]
    fn where_there_is_little_what_there_is_is_offered() {
        let week = week();
        for (free, preference, expected) in [
            (&week[..0], Preference::Spread, vec![]),
            (&week[..1], Preference::Spread, vec!["23 09:00"]),
            (&week[..4], Preference::Spread, vec!["23 09:00", "23 09:30", "23 10:30"]),
            (&week[..36], Preference::Spread, vec!["23 09:00", "23 13:00", "24 17:30"]),
            (&week[17..19], Preference::Spread, vec!["23 17:30", "24 09:00"]),
            (&week[..2], Preference::Earliest, vec!["23 09:00", "23 09:30"]),
            (&week[..2], Preference::Part(PartOfDay::Evening), vec!["23 09:00", "23 09:30"]),
        ] {
            assert_eq!(told(free, &preference), expected, "{preference:?} of {}", free.len());
        }
        let thursday = MONDAY + Duration::days(3);
        let preference =
            Preference::Around { from: thursday, until: thursday, time: Some(time!(14:00)) };
        let others: Vec<OffsetDateTime> =
            week.iter().copied().filter(|start| start.date() != thursday).collect();
        // Both neighbours are as near: the later one first.
        assert_eq!(told(&others, &preference), ["27 14:00", "25 14:00", "27 13:30"]);
    }
}
