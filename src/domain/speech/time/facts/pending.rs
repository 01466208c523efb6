//! What has been said and waits for the day or the time that it belongs to.

use crate::domain::speech::time::atoms::expr::{Atom, Bound};
use crate::domain::speech::time::facts::fact::Role;
use std::ops::Range;

/// What waits for the next operand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pending {
    /// `um`, `at`.
    pub is_at: bool,
    pub is_about: bool,
    /// `in`: a length follows.
    pub is_in: bool,
    /// `Punkt`.
    pub is_sharp: bool,
    pub bound: Option<Bound>,
    /// The place of a bound that may belong to what stands before it.
    pub loose: Option<usize>,
    /// `am`, `den`: whether a day surely follows.
    pub day_mark: Option<bool>,
    pub is_between: bool,
    /// `von`: whether it is the English word.
    pub range: Option<bool>,
    /// What follows is not meant.
    pub is_instead: bool,
    /// A bound that the day before brought along: `ab Freitag 14 Uhr`.
    pub carried: Option<Bound>,
    /// `oder`, directly behind a statement.
    pub is_choice: bool,
    /// A time was taken back: a bare number is another.
    pub is_corrected_time: bool,
    /// The piece where what waits begins, for a question that quotes it.
    pub since: Option<usize>,
}

impl Pending {
    /// Takes a word that waits for an operand; whether it is one.
    pub(crate) fn wait(&mut self, atom: Atom, at: usize) -> bool {
        // `come in, not before three`: the `in` is of a verb.
        self.is_in &= matches!(atom, Atom::About | Atom::DayMark { .. });
        match atom {
            Atom::At => self.is_at = true,
            Atom::In => self.is_in = true,
            Atom::About => self.is_about = true,
            Atom::Sharp => self.is_sharp = true,
            Atom::Instead => self.is_instead = true,
            Atom::Bound(bound) => self.bound = Some(bound),
            Atom::RangeTo { is_bound: true } => self.bound = Some(Bound::To),
            Atom::RangeTo { is_bound: false } => {}
            Atom::LooseBound { bound, .. } => {
                self.bound = Some(bound);
                self.loose = Some(at);
            }
            Atom::DayMark { is_sure } => {
                self.day_mark = Some(is_sure || self.day_mark == Some(true));
            }
            Atom::RangeFrom { is_english, is_of_day } => {
                self.range = Some(is_english);
                self.day_mark = is_of_day.then_some(true).or(self.day_mark);
            }
            Atom::Between => {
                self.is_between = true;
                self.since = Some(at);
            }
            _ => return false,
        }
        self.since.get_or_insert(at);
        true
    }

    /// A verb or a noun has come: `ich frage nach, ob` bounds nothing. What has no other meaning goes on waiting.
    pub(crate) fn stop(&mut self) {
        let is_loose = self.loose.is_some();
        *self = Pending {
            bound: self.bound.filter(|_| is_loose),
            loose: self.loose,
            since: self.since.filter(|_| is_loose),
            is_choice: self.is_choice,
            is_instead: self.is_instead,
            // `um zwei, nein, drei`
            is_corrected_time: self.is_corrected_time,
            ..Pending::default()
        };
    }

    /// Whether what waits says that a time follows.
    pub(crate) fn is_clock(&self) -> bool {
        self.is_at || self.is_about || self.is_sharp
    }

    /// Whether what waits says that a day or a time follows.
    pub(crate) fn is_bound(&self) -> bool {
        self.bound.is_some() || self.is_between || self.range.is_some() || self.carried.is_some()
    }

    /// The place where what waits begins, or this one.
    pub(crate) fn start(&self, at: usize) -> usize {
        self.since.unwrap_or(at).min(at)
    }
}

/// What was said since the last comma or full stop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clause {
    /// The number of the first fact of it.
    pub facts: usize,
    /// `am liebsten`.
    pub prefer: bool,
    /// The last wish was taken by a fact.
    pub is_preferred: bool,
    /// `wenn möglich`.
    pub if_possible: bool,
    /// A day of this clause is left out.
    pub is_denied: bool,
    /// The piece of a negation that nothing has taken yet.
    pub not: Option<usize>,
    /// Something that is not about time was said since the negation.
    pub has_other: bool,
}

impl Clause {
    /// One that begins behind so many facts.
    pub(crate) fn from(facts: usize) -> Clause {
        Clause { facts, ..Clause::default() }
    }

    /// What was denied so far is done with.
    pub(crate) fn deny_nothing(&mut self) {
        (self.not, self.is_denied) = (None, false);
    }

    pub(crate) fn prefer(&mut self) {
        // `nicht Dienstag lieber Mittwoch`
        if self.is_denied {
            self.deny_nothing();
        }
        self.prefer = true;
        self.is_preferred = false;
    }

    /// Whether what was said before is what is liked: `Dienstag wäre mir am liebsten`; `nächste Woche, Donnerstag wenn
    /// möglich`.
    pub(crate) fn is_liked_behind(&self) -> bool {
        (self.prefer || self.if_possible && self.facts > 0) && !self.is_preferred
    }
}

pub(crate) fn role(bound: Bound) -> Role {
    match bound {
        Bound::From => Role::From,
        Bound::After => Role::After,
        Bound::To => Role::To,
        Bound::Before => Role::Before,
    }
}

/// The part of the text that begins with one range and ends with another.
pub(crate) fn joined(first: &Range<usize>, last: &Range<usize>) -> Range<usize> {
    first.start.min(last.start)..first.end.max(last.end)
}
