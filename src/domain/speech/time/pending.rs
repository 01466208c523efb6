//! What has been said and waits for the day or the time that it belongs to.

use crate::domain::speech::time::expr::Bound;
use crate::domain::speech::time::fact::Role;
use std::ops::Range;

#[derive(Clone, Debug, Default)]
pub(super) struct Pending {
    /// `um`, `at`.
    pub is_at: bool,
    pub is_about: bool,
    pub is_so: bool,
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
    /// `auf`.
    pub is_onto: bool,
    /// The pieces that wait, for a question that quotes them.
    pub since: Option<usize>,
}

impl Pending {
    /// Whether what waits says that a time follows.
    pub(super) fn is_clock(&self) -> bool {
        self.is_at || self.is_about || self.is_sharp
    }

    pub(super) fn is_bound(&self) -> bool {
        self.bound.is_some() || self.is_between || self.range.is_some() || self.carried.is_some()
    }

    /// The place where what waits begins, or this one.
    pub(super) fn start(&self, at: usize) -> usize {
        self.since.unwrap_or(at).min(at)
    }
}

pub(super) fn role(bound: Bound) -> Role {
    match bound {
        Bound::From => Role::From,
        Bound::After => Role::After,
        Bound::To => Role::To,
        Bound::Before => Role::Before,
    }
}

/// The part of the text that begins with one range and ends with another.
pub(super) fn joined(first: &Range<usize>, last: &Range<usize>) -> Range<usize> {
    first.start.min(last.start)..first.end.max(last.end)
}
