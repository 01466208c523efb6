//! The facts of one text as they are stated: what replaces what, what is an alternative, what stands behind a fact and
//! changes it.

use crate::domain::speech::time::atoms::expr::{Bound, DayExpr, Which};
use crate::domain::speech::time::facts::doubt::{Puzzle, Why};
use crate::domain::speech::time::facts::fact::{Fact, Heard, Role, What};
use crate::domain::speech::time::facts::parts::is_frame;
use crate::domain::speech::time::facts::pending::{joined, role};
use std::ops::Range;

/// The end of the last fact, for what stands behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Last {
    /// The place of the first piece behind.
    pub next: usize,
    pub is_day: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub heard: Heard,
    pub last: Option<Last>,
    /// Facts before this one are replaced, by the first new day and by the first new time.
    corrected: Option<Correction>,
    /// `nein` was said, and nothing instead so far.
    pub is_taken_back: bool,
}

#[derive(Clone, Copy, Debug)]
struct Correction {
    until: usize,
    days: bool,
    times: bool,
}

impl Ledger {
    /// Whether the last fact ends at this place.
    pub(crate) fn is_behind(&self, at: usize) -> bool {
        self.last.is_some_and(|last| last.next == at)
    }

    /// Whether a fact about a day ends at this place.
    pub(crate) fn is_behind_day(&self, at: usize) -> bool {
        self.last.is_some_and(|last| last.is_day && last.next == at)
    }

    /// A small word stands behind the last fact, and more may follow.
    pub(crate) fn step_over(&mut self, at: usize) {
        if let Some(last) = self.last.as_mut().filter(|last| last.next == at) {
            last.next = at + 1;
        }
    }

    /// The last fact ends here.
    pub(crate) fn end_at(&mut self, next: usize) {
        let is_day = self.heard.facts.last().is_some_and(|fact| fact.what.is_day());
        self.last = Some(Last { next, is_day });
    }

    pub(crate) fn puzzle(&mut self, why: Why, tokens: Range<usize>) {
        self.heard.puzzles.push(Puzzle { why, tokens });
    }

    /// States a fact.
    pub(crate) fn add(&mut self, fact: Fact) {
        // What is left out takes nothing back.
        if fact.role != Role::Not {
            let frame = self.frame_for(&fact);
            self.replace(fact.what.is_day());
            self.heard.facts.extend(frame);
        }
        self.is_taken_back = false;
        if fact.is_choice && !self.is_choice_of(&fact.what) {
            let first = self.heard.facts.last().map_or(&fact.tokens, |before| &before.tokens);
            let tokens = joined(first, &fact.tokens);
            self.puzzle(Why::Choice, tokens);
        }
        self.heard.facts.push(fact);
    }

    /// Whether the fact before can stand beside this one as a choice.
    fn is_choice_of(&self, what: &What) -> bool {
        let before = self.heard.facts.last().map(|fact| &fact.what);
        match (before, what) {
            (Some(before), _) if before.is_day() => what.is_day(),
            (Some(What::Part(_)), What::Part(_)) => true,
            _ => false,
        }
    }

    /// `Nächste Woche Dienstag, nein, Mittwoch`: the week in which a bare weekday is that takes another's place.
    fn frame_for(&self, fact: &Fact) -> Option<Fact> {
        let correction = self.corrected.filter(|one| one.days)?;
        let What::Day(exprs) = &fact.what else { return None };
        let is_bare = |expr: &DayExpr| matches!(expr, DayExpr::Weekday(_, Which::Next));
        let last = self.heard.facts.iter().take(correction.until).rfind(|one| one.what.is_day())?;
        let What::Day(old) = &last.what else { return None };
        let frame: Vec<DayExpr> = old.iter().filter(|one| is_frame(one)).copied().collect();
        let is_within = frame.len() < old.len() && !frame.is_empty();
        let keeps = exprs.iter().all(is_bare) && is_within && last.role == Role::At;
        keeps.then(|| Fact { what: What::Day(frame), ..last.clone() })
    }

    /// After a correction the first new day replaces the days before it, the first new time the times.
    fn replace(&mut self, is_day: bool) {
        let Some(correction) = self.corrected else { return };
        let is_due = if is_day { correction.days } else { correction.times };
        if !is_due {
            return;
        }
        let mut nth = 0;
        self.heard.facts.retain(|fact| {
            nth += 1;
            nth > correction.until || fact.what.is_day() != is_day
        });
        let until = correction.until.min(self.heard.facts.len());
        self.corrected = Some(if is_day {
            Correction { until, days: false, ..correction }
        } else {
            Correction { until, times: false, ..correction }
        });
    }

    /// What was said is taken back. Whether a time is among it, so that a bare number is another.
    pub(crate) fn correct(&mut self, is_strong: bool) -> bool {
        let until = self.heard.facts.len();
        if until > 0 {
            self.corrected = Some(Correction { until, days: true, times: true });
            self.is_taken_back |= is_strong;
        }
        self.heard.facts.iter().any(|fact| !fact.what.is_day())
    }

    /// A bound behind what it bounds: `drei oder später`. Whether there is anything.
    pub(crate) fn bound_behind(&mut self, bound: Bound, at: usize) -> bool {
        let is_behind = self.is_behind(at);
        match self.heard.facts.last_mut().filter(|_| is_behind) {
            Some(fact) => {
                fact.role = role(bound);
                true
            }
            None => false,
        }
    }

    /// `drei Uhr rum`. Whether it is a time that stands before it.
    pub(crate) fn blur(&mut self, at: usize) -> bool {
        let is_behind = self.is_behind(at);
        if let Some(Fact { what: What::Clock(clock), .. }) =
            self.heard.facts.last_mut().filter(|_| is_behind)
        {
            clock.is_about = true;
            return true;
        }
        false
    }

    /// `Montag aufwärts`.
    pub(crate) fn open_end(&mut self, at: usize) {
        let is_behind = self.is_behind(at);
        let last = self.heard.facts.last_mut().filter(|fact| is_behind && fact.role == Role::At);
        if let Some(fact) = last {
            fact.role = Role::From;
        }
    }

    /// The facts from one on are liked, not asked for.
    pub(crate) fn prefer_from(&mut self, first: usize) {
        let facts = self.heard.facts.iter_mut().skip(first);
        facts.filter(|fact| fact.role == Role::At).for_each(|fact| fact.role = Role::Prefer);
    }

    /// `Donnerstag geht nicht`: the one day or time from a fact on is left out; anything else is asked about.
    pub(crate) fn deny_from(&mut self, first: usize, not: Range<usize>) {
        let facts = self.heard.facts.get_mut(first..).unwrap_or_default();
        if let [fact] = facts
            && matches!(fact.what, What::Day(_) | What::Clock(_) | What::Part(_))
            && fact.role == Role::At
        {
            fact.role = Role::Not;
            fact.tokens = joined(&fact.tokens, &not);
            return;
        }
        let tokens = facts.first().map_or(not.clone(), |fact| joined(&fact.tokens, &not));
        self.puzzle(Why::Negated, tokens);
    }
}
