//! How old what was asked elsewhere may be, and what is asked for next. The clocks are the caller's.

use std::time::Duration;

/// Knowledge so young counts as asked just now.
pub const JUST_NOW_SECONDS: u64 = 3;
/// A wall clock that differs by more than this from the time that really passed was put elsewhere.
pub const CLOCK_JUMP_SECONDS: u64 = 60;

/// So much time passed by the wall clock; below zero where it was put back.
pub type WallTime = time::Duration;

/// Whether a wall clock was put elsewhere between two looks, of which `real` time lies between.
pub fn has_jumped(real: Duration, wall: WallTime) -> bool {
    wall.saturating_sub(WallTime::try_from(real).unwrap_or(WallTime::MAX)).unsigned_abs()
        > Duration::from_secs(CLOCK_JUMP_SECONDS)
}

/// How old it is: by the clock that says more.
pub fn age(real: Duration, wall: WallTime) -> Duration {
    real.max(Duration::try_from(wall).unwrap_or_default())
}

/// What is known of one thing that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its number.
    pub id: i64,
    /// What was known is over: something there has changed.
    pub is_stale: bool,
    /// How old the oldest of it is; `None` where it was never asked for, or not for all of the time that counts.
    pub age: Option<Duration>,
    /// A caller has asked about it lately.
    pub is_wanted: bool,
}

/// What to ask for next: what callers want before the rest; what is over, then what is old, the oldest first, then what
/// was never asked for. `None` if all is young.
pub fn next(all: &[Standing], refresh_after: Duration) -> Option<i64> {
    let is_due = |one: &&Standing| one.is_stale || one.age.is_none_or(|age| age >= refresh_after);
    let order = |one: &&Standing| {
        let kind = match (one.is_stale, one.age) {
            (true, _) => 0,
            (false, Some(_)) => 1,
            (false, None) => 2,
        };
        (!one.is_wanted, kind, std::cmp::Reverse(one.age), one.id)
    };
    all.iter().filter(is_due).min_by_key(order).map(|one| one.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_put_elsewhere_is_noticed() {
        for (real, wall, expected) in [
            (0, 0, false),
            (900, 900, false),
            (10, 70, false),
            (10, 71, true),
            (100, 39, true),
            (100, 40, false),
            (0, -61, true),
            (0, i64::MIN, true),
            (0, i64::MAX, true),
        ] {
            let jumped = has_jumped(Duration::from_secs(real), WallTime::seconds(wall));
            assert_eq!(jumped, expected, "{real} {wall}");
        }
    }

    #[test]
    fn it_is_as_old_as_the_clock_that_says_more() {
        let seconds =
            |real, wall| age(Duration::from_secs(real), WallTime::seconds(wall)).as_secs();
        assert_eq!([seconds(5, 7), seconds(7, 5), seconds(7, -5), seconds(0, 0)], [7, 7, 7, 0]);
    }

    #[test]
    fn what_callers_want_is_asked_for_before_what_is_over_and_old_and_unknown() {
        let one = |id, is_stale, age: Option<u64>, is_wanted| Standing {
            id,
            is_stale,
            age: age.map(Duration::from_secs),
            is_wanted,
        };
        let mut all = vec![
            one(1, false, None, false),
            one(2, false, Some(500), false),
            one(3, false, Some(700), false),
            one(4, true, Some(5), false),
            one(5, false, None, true),
            one(6, false, Some(10), true),
        ];
        let mut asked = Vec::new();
        while let Some(id) = next(&all, Duration::from_secs(450)) {
            asked.push(id);
            all.retain(|one| one.id != id);
        }
        assert_eq!(asked, [5, 4, 3, 2, 1], "6 is young");
    }
}
