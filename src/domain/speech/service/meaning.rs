//! What a text about services means: what is done, for whom, how, and what cannot be booked as one visit.

use super::lexicon::Id;
use super::part::Part;

/// What a text means.
#[derive(Clone, Debug, Default)]
pub(super) struct Meaning {
    /// What is done, each thing once, in the order in which it was said.
    pub(super) parts: Vec<Part>,
    /// What is said not to be done.
    pub(super) refused: Vec<Part>,
    /// What is to be done was said last, in the stead of what is not.
    pub(super) is_instead: bool,
    /// What the service must not be.
    pub(super) replaced: Vec<Part>,
    /// Kinds of people: all of them.
    pub(super) who: Vec<Id>,
    /// A person was named who is one of these; empty if none was.
    pub(super) hint: Vec<Id>,
    pub(super) styles: Vec<Id>,
    /// The list's own words that were said, by place.
    pub(super) own: Vec<usize>,
    /// More than one visit is meant.
    pub(super) several: bool,
    /// The same was said twice, and not in the same words: a haircut and a child's haircut.
    pub(super) again: bool,
    /// One or the other is meant.
    pub(super) choice: bool,
    /// A word in it may be another.
    pub(super) doubt: bool,
    /// The words of something joined by "und" that is nothing of a salon's.
    pub(super) strange: Vec<usize>,
    /// Words that name nothing.
    pub(super) rest: Vec<usize>,
    /// Words that say something of a service.
    pub(super) told: Vec<usize>,
}

impl Meaning {
    /// Whether it says nothing of a service.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
            && self.refused.is_empty()
            && self.own.is_empty()
            && self.who.is_empty()
            && self.styles.is_empty()
    }
}

impl Meaning {
    /// Whether it says but who somebody is.
    pub(super) fn is_about_people(&self) -> bool {
        let nothing_done = self.parts.is_empty() && self.refused.is_empty();
        nothing_done && self.own.is_empty() && self.styles.is_empty() && !self.several
    }

    /// "Eine Dauerwelle, nein, keine Dauerwelle, Strähnen": what is refused behind where it was wanted is not wanted.
    pub(super) fn take_back(&mut self) {
        let first = |part: &Part| part.words.iter().min().copied();
        let is_refused = |part: &Part| {
            let mut behind = self.refused.iter().filter(|other| first(part) < first(other));
            behind.any(|other| part.doing() == other.doing())
        };
        let left: Vec<Part> = self.parts.iter().filter(|part| !is_refused(part)).cloned().collect();
        if !left.is_empty() && left.len() < self.parts.len() {
            self.parts = left;
            self.is_instead = true;
        }
    }

    /// Whether the same is done in both.
    pub(super) fn is_of_the_same(&self, other: &Meaning) -> bool {
        let mut parts = self.parts.iter().zip(&other.parts);
        self.parts.len() == other.parts.len() && parts.all(|(one, other)| one.is(other))
    }
}

/// Where a text stands: what is taken for granted there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// In a list: every word tells.
    List,
    /// Said as a service.
    Argument,
    /// What is left of a whole sentence: people and numbers may be about something else.
    Sentence,
}
