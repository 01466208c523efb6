//! How Cal.com is: whether it answers at all, and what time it is there. Heard from every exchange.

use crate::calcom::exchange::{Ended, Exchange};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration as Span;
use time::{Duration, OffsetDateTime};

/// From this status on it is no answer of Cal.com's but of something before it, or of something broken.
const BROKEN_FROM_STATUS: u16 = 500;

/// What is known. Nothing of it outlives the process: the first questions tell it anew.
#[derive(Default)]
pub struct Pulse {
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    silent: Option<Silent>,
    has_answered: bool,
    ahead: Option<Duration>,
    ahead_before: Option<Duration>,
}

/// No question has been answered since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silent {
    /// When the first of them went unanswered, UTC.
    pub since: OffsetDateTime,
    /// How many there were.
    pub questions: u64,
}

impl Pulse {
    /// Hears of an exchange that has just ended.
    pub fn hear(&self, exchange: &Exchange<'_>, now: OffsetDateTime) {
        // What our own brake held back says nothing about Cal.com.
        let Some(took) = exchange.took else { return };
        let mut state = self.state();
        let answers =
            matches!(exchange.ended, Ended::Answered { status, .. } if status < BROKEN_FROM_STATUS);
        state.has_answered |= answers;
        state.silent = match state.silent {
            _ if answers => None,
            None => Some(Silent { since: now, questions: 1 }),
            Some(silent) => {
                Some(Silent { questions: silent.questions.saturating_add(1), ..silent })
            }
        };
        if let Some(date) = exchange.date {
            state.ahead_before = state.ahead;
            state.ahead = Some(ahead(date, now, took));
        }
    }

    /// Whether any question was ever answered.
    pub fn has_answered(&self) -> bool {
        self.state().has_answered
    }

    /// Set while nothing is answered.
    pub fn silent(&self) -> Option<Silent> {
        self.state().silent
    }

    /// How far our clock is ahead of Cal.com's, by the better of the last two answers; `None` before there were two.
    pub fn clock_ahead(&self) -> Option<Duration> {
        let state = self.state();
        let (one, other) = (state.ahead?, state.ahead_before?);
        Some(if one.abs() <= other.abs() { one } else { other })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer was dated after the question was sent and before it was here; what lies outside of that is the clock's fault.
fn ahead(date: OffsetDateTime, now: OffsetDateTime, took: Span) -> Duration {
    let took = Duration::try_from(took).unwrap_or(Duration::MAX);
    // A date is cut to its second.
    let (earliest, latest) = (now.saturating_sub(took).saturating_sub(Duration::SECOND), now);
    if date < earliest {
        earliest - date
    } else if date > latest {
        latest - date
    } else {
        Duration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calcom::urgency::Urgency;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-12-01 10:00:00 UTC);

    fn exchange(ended: Ended<'_>, date: Option<OffsetDateTime>) -> Exchange<'_> {
        let took = Some(Span::from_secs(2));
        let urgency = Urgency::Poll;
        Exchange { method: "GET", path: "/v2/bookings", urgency, ended, took, date }
    }

    fn answered(status: u16) -> Ended<'static> {
        Ended::Answered { status, body: &[] }
    }

    #[test]
    fn it_is_silent_from_the_first_question_without_an_answer_until_one_is_answered() {
        let pulse = Pulse::default();
        pulse.hear(&exchange(Ended::Lost, None), NOW);
        assert!(!pulse.has_answered());
        let at = |seconds| NOW + Duration::seconds(seconds);
        for (second, ended, silent) in [
            (0, answered(200), None),
            (1, Ended::Lost, Some((1, 1))),
            (2, Ended::NotSent, Some((1, 2))),
            (3, answered(502), Some((1, 3))),
            (4, answered(401), None),
            (5, answered(503), Some((5, 1))),
            (6, answered(429), None),
        ] {
            pulse.hear(&exchange(ended, None), at(second));
            assert!(pulse.has_answered(), "the first was");
            let expected = silent.map(|(since, questions)| Silent { since: at(since), questions });
            assert_eq!(pulse.silent(), expected, "{second}");
        }
        pulse.hear(&Exchange { took: None, ..exchange(Ended::NotSent, None) }, at(9));
        assert_eq!(pulse.silent(), None, "our own brake is not Cal.com's silence");
    }

    #[test]
    fn the_clock_is_off_only_by_what_the_way_does_not_explain() {
        let at = |ms| Some(NOW + Duration::milliseconds(ms));
        for (date, ahead) in
            [(0, 0), (-3000, 0), (-3001, 1), (-90_000, 87_000), (1, -1), (61_000, -61_000)]
        {
            let pulse = Pulse::default();
            assert_eq!(pulse.clock_ahead(), None);
            pulse.hear(&exchange(answered(200), at(date)), NOW);
            assert_eq!(pulse.clock_ahead(), None, "one answer is no proof");
            pulse.hear(&exchange(answered(200), at(date)), NOW);
            assert_eq!(pulse.clock_ahead(), Some(Duration::milliseconds(ahead)), "{date}");
            pulse.hear(&exchange(answered(200), at(0)), NOW);
            assert_eq!(pulse.clock_ahead(), Some(Duration::ZERO));
        }
    }
}
