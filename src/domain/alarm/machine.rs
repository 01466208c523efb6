//! The state machine of one alarm: told once, told again while it goes on, told when it is over.
//!
//! It begins with the first look that finds it broken. It ends only after it was well for a while, so that what comes and
//! goes is one alarm and not twenty; what nobody can say leaves it as it is.

use crate::domain::alarm::finding::State;
use crate::domain::alarm::kind::Level;
use time::{Duration, OffsetDateTime};

/// How patient it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// After so long it is told again.
    pub remind_after: Duration,
    /// So long it must be well to be over.
    pub calm_for: Duration,
}

/// An alarm that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// How bad it was at the last look that found it broken.
    pub level: Level,
    /// When it was told last, and how bad it was at the worst telling; `None` while it was muted all the time.
    pub told: Option<(OffsetDateTime, Level)>,
    /// Since when it has been well.
    pub well_since: Option<OffsetDateTime>,
    /// A person has seen it and need not be reminded.
    pub is_acked: bool,
}

/// What becomes of an alarm with one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is as it was.
    None,
    /// It begins.
    Begin,
    /// It goes on: level and sentence are those of now.
    GoOn,
    /// It is well, and perhaps over soon.
    Calm,
    /// It is over.
    End,
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// That it is broken.
    Fired,
    /// That it is worse than was told.
    Worse,
    /// That it is still broken.
    Still,
    /// That all is clear.
    Clear,
}

/// One look: what changes, and what is told.
pub fn look(
    episode: Option<&Episode>,
    found: &State,
    is_muted: bool,
    now: OffsetDateTime,
    patience: Patience,
) -> (Change, Option<Tell>) {
    let (change, tell) = match (episode, found) {
        (None, State::Broken { .. }) => (Change::Begin, Some(Tell::Fired)),
        (None, State::Well | State::Unknown) | (Some(_), State::Unknown) => (Change::None, None),
        (Some(episode), State::Broken { level, .. }) => {
            (Change::GoOn, tell(episode, *level, now, patience))
        }
        (Some(episode), State::Well) => match episode.well_since {
            None => (Change::Calm, None),
            Some(since) if now < since.saturating_add(patience.calm_for) && now >= since => {
                (Change::None, None)
            }
            Some(_) => (Change::End, episode.told.map(|_| Tell::Clear)),
        },
    };
    (change, tell.filter(|_| !is_muted))
}

/// The alarm after a look; `None` if there is none any more.
pub fn after(
    episode: Option<Episode>,
    found: &State,
    (change, tell): (Change, Option<Tell>),
    now: OffsetDateTime,
) -> Option<Episode> {
    let level = match found {
        State::Broken { level, .. } => Some(*level),
        State::Well | State::Unknown => None,
    };
    let mut after = match (change, episode) {
        (Change::End, _) => return None,
        (Change::Begin, _) => {
            Episode { level: level?, told: None, well_since: None, is_acked: false }
        }
        (_, None) => return None,
        (Change::None, Some(episode)) => episode,
        (Change::GoOn, Some(episode)) => {
            Episode { level: level.unwrap_or(episode.level), well_since: None, ..episode }
        }
        (Change::Calm, Some(episode)) => Episode { well_since: Some(now), ..episode },
    };
    if let Some(tell) = tell {
        after.told = Some((now, worst(Some(&after), after.level)));
        after.is_acked &= tell != Tell::Worse;
    }
    Some(after)
}

/// How bad it was at the worst telling, this one included.
pub fn worst(episode: Option<&Episode>, level: Level) -> Level {
    episode.and_then(|episode| episode.told).map_or(level, |(_, told)| told.max(level))
}

fn tell(episode: &Episode, level: Level, now: OffsetDateTime, patience: Patience) -> Option<Tell> {
    match episode.told {
        None => Some(Tell::Fired),
        Some((_, told)) if level > told => Some(Tell::Worse),
        // A clock that was put back must not keep us silent.
        Some((at, _)) if now >= at && now < at.saturating_add(patience.remind_after) => None,
        Some(_) => (!episode.is_acked).then_some(Tell::Still),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const PATIENCE: Patience =
        Patience { remind_after: Duration::hours(24), calm_for: Duration::minutes(10) };

    /// An alarm over a while: a look a minute.
    struct Played {
        episode: Option<Episode>,
        now: OffsetDateTime,
        told: Vec<(i64, Tell)>,
    }

    impl Played {
        fn new() -> Played {
            Played { episode: None, now: datetime!(2026-12-01 8:00 UTC), told: Vec::new() }
        }

        fn minutes(&self) -> i64 {
            (self.now - datetime!(2026-12-01 8:00 UTC)).whole_minutes()
        }

        fn looks(&mut self, count: u32, found: &State, is_muted: bool) {
            for _ in 0..count {
                let (change, tell) =
                    look(self.episode.as_ref(), found, is_muted, self.now, PATIENCE);
                self.episode = after(self.episode.take(), found, (change, tell), self.now);
                self.told.extend(tell.map(|tell| (self.minutes(), tell)));
                self.now += Duration::MINUTE;
            }
        }
    }

    fn broken(level: Level) -> State {
        State::Broken { level, message: String::new() }
    }

    #[test]
    fn it_is_told_once_then_daily_and_once_that_it_is_over() {
        let mut played = Played::new();
        played.looks(2 * 1440 + 1, &broken(Level::Alarm), false);
        played.looks(60, &State::Well, false);
        let end = 2 * 1440 + 1 + 10;
        let expected =
            [(0, Tell::Fired), (1440, Tell::Still), (2880, Tell::Still), (end, Tell::Clear)];
        assert_eq!(played.told, expected);
    }

    #[test]
    fn what_comes_and_goes_is_one_alarm() {
        let mut played = Played::new();
        for _ in 0..50 {
            played.looks(1, &broken(Level::Alarm), false);
            played.looks(9, &State::Well, false);
        }
        assert_eq!(played.told, [(0, Tell::Fired)]);
        played.looks(30, &State::Unknown, false);
        assert_eq!(played.told.len(), 1, "what nobody can say is no all clear");
        played.looks(11, &State::Well, false);
        assert_eq!(played.told.last().unwrap().1, Tell::Clear);
    }

    #[test]
    fn worse_is_told_at_once_and_only_once() {
        let mut played = Played::new();
        played.looks(5, &broken(Level::Warn), false);
        played.episode.as_mut().unwrap().is_acked = true;
        for _ in 0..20 {
            played.looks(1, &broken(Level::Alarm), false);
            played.looks(1, &broken(Level::Warn), false);
        }
        assert_eq!(played.told, [(0, Tell::Fired), (5, Tell::Worse)]);
    }

    #[test]
    fn who_has_seen_it_is_not_reminded_but_hears_the_end() {
        let mut played = Played::new();
        played.looks(1, &broken(Level::Alarm), false);
        played.episode.as_mut().unwrap().is_acked = true;
        played.looks(3 * 1440, &broken(Level::Alarm), false);
        played.looks(20, &State::Well, false);
        let kinds: Vec<Tell> = played.told.iter().map(|(_, tell)| *tell).collect();
        assert_eq!(kinds, [Tell::Fired, Tell::Clear]);
    }

    #[test]
    fn muted_nothing_is_told_and_afterwards_what_still_is() {
        let mut played = Played::new();
        played.looks(100, &broken(Level::Alarm), true);
        assert_eq!(played.told, []);
        played.looks(2, &broken(Level::Alarm), false);
        assert_eq!(played.told, [(100, Tell::Fired)]);
        let mut played = Played::new();
        played.looks(100, &broken(Level::Alarm), true);
        played.looks(100, &State::Well, false);
        assert_eq!(played.told, [], "what was never told is not told to be over");
    }

    #[test]
    fn a_clock_that_was_put_back_keeps_nobody_silent() {
        let mut played = Played::new();
        played.looks(1, &broken(Level::Alarm), false);
        played.now -= Duration::days(400);
        played.looks(1, &broken(Level::Alarm), false);
        assert_eq!(played.told.last().unwrap().1, Tell::Still);
        played.looks(1, &State::Well, false);
        played.now -= Duration::days(400);
        played.looks(1, &State::Well, false);
        assert_eq!(played.told.last().unwrap().1, Tell::Clear);
    }
}
