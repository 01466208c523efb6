//! Every schedule, listed one by one.

use crate::schedule::plan::{Bad, Ending, Family, Schedule, Series, Side, families, ways};

const SIDES: [Side; 2] = [Side::Before, Side::After];

/// Every way of a family with at most so many bad calls, with the last kill on each side.
fn series(family: Family, segments: usize, most_bad: usize, deaths: usize) -> Vec<Series> {
    let mut sides: Vec<Vec<Side>> = vec![vec![]];
    for _ in 0..deaths {
        sides =
            sides.iter().flat_map(|s| SIDES.map(|side| [s.clone(), vec![side]].concat())).collect();
    }
    let of = |bad: Vec<Bad>| {
        let schedule = Schedule { bad, ..Schedule::of(family, segments) };
        let one =
            |sides: &Vec<Side>| Series { schedule: schedule.clone(), deaths, sides: sides.clone() };
        sides.iter().map(one).collect::<Vec<_>>()
    };
    ways(family, segments, most_bad).into_iter().flat_map(of).collect()
}

/// All of them; what `cargo test --test schedules` runs.
///
/// 1. Nobody dies: every way with at most two bad calls, and where a visit without a held pause is booked every way in
///    which its steps can end, if what is taken back ends well.
/// 2. One process dies, on both sides of every commit of it: every way with at most two bad calls; with at most one
///    where a pause is held or the visit is moved away, and where four segments are cancelled or moved near.
/// 3. The same with the poll beside and the agent asking again, two segments and at most one bad call.
/// 4. Two die: the second, on both sides of every commit, while it recovers from every death of the first. At most one
///    bad call: one segment of every family, two segments booked.
/// 5. Three die, before every commit or after every one: two segments booked, as they are and with the second refused,
///    so that the first is taken back.
pub fn all() -> Vec<Series> {
    let mut all = Vec::new();
    for segments in 1..=4 {
        for family in families(segments) {
            let most = if family == Family::Book { segments.max(2) } else { 2 };
            let alive = series(family, segments, most, 0).into_iter();
            all.extend(alive.filter(|one| {
                let bad = &one.schedule.bad;
                bad.len() <= 2 || !bad.iter().any(|bad| bad.undo)
            }));
            let is_long =
                matches!(family, Family::BookHeld | Family::BookFlexible | Family::MoveAway)
                    || (segments == 4 && family != Family::Book);
            all.extend(series(family, segments, if is_long { 1 } else { 2 }, 1));
        }
    }
    for family in families(2) {
        all.extend(series(family, 2, 1, 1).into_iter().map(asking_again));
    }
    for family in families(1) {
        all.extend(series(family, 1, 1, 2));
    }
    all.extend(series(Family::Book, 2, 1, 2));
    all.extend(series(Family::Book, 2, 1, 3).into_iter().filter(|one| {
        let bad = &one.schedule.bad;
        one.sides.iter().all(|side| *side == one.sides[0])
            && bad.iter().all(|bad| bad.step == 1 && bad.ending == Ending::Refused)
    }));
    // The longest first, so that no thread is left alone with one at the end.
    all.sort_by_key(|one| std::cmp::Reverse(one.deaths));
    all
}

fn asking_again(mut series: Series) -> Series {
    series.schedule.asks_again = true;
    series.schedule.polls = true;
    series
}
