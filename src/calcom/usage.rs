//! What a key's calls go to: how many of each class were sent, waited and were turned away, in all and lately. Pure.

use crate::calcom::urgency::Urgency;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// "Lately" is so long: the span in which Cal.com counts.
pub(crate) const LATELY: Duration = Duration::from_secs(60);

/// How the calls of a key stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Our own limit, calls a minute; `None` if it is off.
    pub per_minute: Option<u32>,
    /// Most urgent first.
    pub classes: Vec<ClassUsage>,
}

/// Of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassUsage {
    /// Which.
    pub class: Urgency,
    /// Calls of a minute that are kept for it; 0 where nothing is shared out.
    pub floor: usize,
    /// Calls of a minute that it never goes beyond; `None` if our own limit is off.
    pub ceiling: Option<usize>,
    /// Since the program began.
    pub total: Calls,
    /// In the last minute.
    pub lately: Calls,
}

/// Numbers of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Handed to the wire.
    pub sent: u64,
    /// Those of them that had to wait for their turn.
    pub waited: u64,
    /// Not sent, because our own limit had no turn for them in time.
    pub turned_away: u64,
    /// Not sent, because Cal.com had asked us to wait.
    pub asked_to_wait: u64,
}

impl Calls {
    fn add(&mut self, other: Calls) {
        self.sent = self.sent.saturating_add(other.sent);
        self.waited = self.waited.saturating_add(other.waited);
        self.turned_away = self.turned_away.saturating_add(other.turned_away);
        self.asked_to_wait = self.asked_to_wait.saturating_add(other.asked_to_wait);
    }

    /// All that somebody wanted to send.
    pub fn asked(self) -> u64 {
        self.sent.saturating_add(self.turned_away).saturating_add(self.asked_to_wait)
    }
}

impl Usage {
    /// All classes together in the last minute.
    pub fn lately(&self) -> Calls {
        let mut all = Calls::default();
        self.classes.iter().for_each(|one| all.add(one.lately));
        all
    }
}

/// What became of a call before it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It was its turn at once.
    AtOnce,
    /// It had to wait, and was sent.
    Waited,
    /// Our own limit had no turn for it in time.
    TurnedAway,
    /// Cal.com had asked us to wait.
    AskedToWait,
}

/// Counts. Knows no clock: `now` is an argument.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    total: Vec<(Urgency, Calls)>,
    /// A part of a second each, oldest first.
    recent: VecDeque<Recent>,
}

#[derive(Debug)]
struct Recent {
    from: Instant,
    class: Urgency,
    calls: Calls,
}

/// Calls of a class within so long are counted as one moment, so that however many there are take little room.
const MOMENT: Duration = Duration::from_millis(250);

impl Tally {
    pub(crate) fn count(&mut self, class: Urgency, turn: Turn, now: Instant) {
        let one = match turn {
            Turn::AtOnce => Calls { sent: 1, ..Calls::default() },
            Turn::Waited => Calls { sent: 1, waited: 1, ..Calls::default() },
            Turn::TurnedAway => Calls { turned_away: 1, ..Calls::default() },
            Turn::AskedToWait => Calls { asked_to_wait: 1, ..Calls::default() },
        };
        match self.total.iter_mut().find(|(of, _)| *of == class) {
            Some((_, calls)) => calls.add(one),
            None => self.total.push((class, one)),
        }
        self.forget(now);
        let young = |recent: &&mut Recent| now.saturating_duration_since(recent.from) < MOMENT;
        let mut moment = self.recent.iter_mut().rev().take_while(young);
        match moment.find(|recent| recent.class == class) {
            Some(recent) => recent.calls.add(one),
            None => self.recent.push_back(Recent { from: now, class, calls: one }),
        }
    }

    /// Of one class: in all, and lately.
    pub(crate) fn of(&self, class: Urgency, now: Instant) -> (Calls, Calls) {
        let total = self.total.iter().find(|(of, _)| *of == class);
        let mut lately = Calls::default();
        let recent = self.recent.iter().filter(|one| one.class == class && is_recent(one, now));
        recent.for_each(|one| lately.add(one.calls));
        (total.map_or_else(Calls::default, |(_, calls)| *calls), lately)
    }

    fn forget(&mut self, now: Instant) {
        while self.recent.front().is_some_and(|one| !is_recent(one, now)) {
            self.recent.pop_front();
        }
    }
}

fn is_recent(one: &Recent, now: Instant) -> bool {
    now.saturating_duration_since(one.from) < LATELY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_minute_is_counted_apart_and_takes_little_room() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut tally = Tally::default();
        for ms in 0..1_000 {
            tally.count(Urgency::Question, Turn::AtOnce, at(ms));
        }
        tally.count(Urgency::Poll, Turn::TurnedAway, at(30_000));
        tally.count(Urgency::Poll, Turn::AskedToWait, at(30_001));
        tally.count(Urgency::Question, Turn::Waited, at(60_600));
        assert!(tally.recent.len() < 8, "{}", tally.recent.len());
        let (total, lately) = tally.of(Urgency::Question, at(60_600));
        assert_eq!((total.sent, total.waited), (1_001, 1));
        assert_eq!(
            (lately.sent, lately.waited),
            (251, 1),
            "those of the last quarter, and the last"
        );
        let (total, lately) = tally.of(Urgency::Poll, at(60_600));
        assert_eq!((total.asked(), lately.asked(), lately.sent), (2, 2, 0));
        let (total, lately) = tally.of(Urgency::Question, at(300_000));
        assert_eq!((total.sent, lately), (1_001, Calls::default()));
        assert_eq!(tally.of(Urgency::Booking, at(1)), Default::default());
    }
}
