//! A stretch of a text between "und" and "und": which act belongs to which object.
//!
//! German says the object first (`Wimpern färben`, `Bartpflege`), English often last (`trim my beard`).

use super::lexicon::{Id, Lexicon};
use super::part::Part;
use std::ops::Range;

/// Puts the concepts of a stretch together, in the order in which they are said.
pub(super) struct Stretch<'a> {
    lexicon: &'a Lexicon,
    /// Whether an object behind an act is the act's, as in English and in price lists: `trim my beard`, `Waxing Beine`.
    binds: bool,
    number: usize,
    /// Acts that are still to come.
    acts_left: usize,
    parts: Vec<Part>,
    open: Option<Part>,
    /// The open part's object was said in the word that is being read.
    object_here: bool,
    /// The word before leads an object to the act before it: `Färben der Wimpern`.
    led: bool,
    /// An act that a style means where no other is said, and its words.
    meant: Option<(Id, Vec<usize>)>,
    refuses: bool,
    /// A "nicht" that no part has followed yet.
    refuses_behind: bool,
    /// Where it is done is not all: `nicht nur den Ansatz`.
    beyond: bool,
    word: WordHere,
}

/// The word, or the words that are one, that is read.
#[derive(Clone, Debug, Default)]
pub(super) struct WordHere {
    pub(super) places: Range<usize>,
    /// It ends with a hyphen.
    pub(super) hangs: bool,
    /// It says more than one thing.
    pub(super) is_compound: bool,
    /// It is a verb, as far as its ending tells.
    pub(super) is_verb: bool,
}

impl<'a> Stretch<'a> {
    pub(super) fn new(
        lexicon: &'a Lexicon,
        binds: bool,
        number: usize,
        acts_left: usize,
        refuses: bool,
    ) -> Stretch<'a> {
        Stretch {
            lexicon,
            binds,
            number,
            acts_left,
            parts: vec![],
            open: None,
            object_here: false,
            led: false,
            meant: None,
            refuses,
            refuses_behind: false,
            beyond: false,
            word: WordHere::default(),
        }
    }

    pub(super) fn begin_word(&mut self, word: WordHere) {
        (self.word, self.object_here) = (word, false);
    }

    pub(super) fn end_word(&mut self) {
        self.object_here = false;
    }

    /// A word of no meaning here; whether it is one that leads an object.
    pub(super) fn filler(&mut self, leads: bool) {
        self.led = leads;
    }

    /// What follows is not to be done; `behind` if what came before may be meant instead.
    pub(super) fn refuse(&mut self, behind: bool) {
        self.close();
        self.refuses = true;
        self.refuses_behind = behind;
    }

    /// What follows is to be done again, where anything was not.
    pub(super) fn turn(&mut self) {
        if self.refuses && !self.refuses_behind {
            self.close();
            self.refuses = false;
        }
    }

    /// Where it is done, as it is said now, is not all of it.
    pub(super) fn go_beyond(&mut self) {
        self.beyond = true;
    }

    /// Whether what is said now is not to be done.
    pub(super) fn refuses(&self) -> bool {
        self.refuses
    }

    /// A word of the list's own: whether it is not to be.
    pub(super) fn refuse_own(&mut self) -> bool {
        if self.refuses {
            self.close();
            self.add();
            self.close();
        }
        self.refuses
    }

    pub(super) fn object(&mut self, id: Id) {
        // "Barthaare" is the beard.
        let is_general = self.lexicon.concept(id).is_some_and(|object| object.left);
        let has_object = self.open.as_ref().is_some_and(|part| part.object.is_some());
        if is_general && self.object_here && has_object {
            return;
        }
        let is_open = |act| self.lexicon.concept(act).is_some_and(|act| act.object.is_none());
        let takes_it = |part: &Part| match (part.object, part.act) {
            (Some(object), None) => object == id,
            (None, Some(act)) => self.binds || (self.led || is_open(act)) && self.acts_left == 0,
            (None, None) => true,
            (Some(_), Some(_)) => false,
        };
        if !self.open.as_ref().is_some_and(takes_it) {
            self.close();
        }
        let part = self.add();
        part.said.act_first = part.act.is_some();
        part.object = Some(id);
        self.object_here = true;
    }

    /// Whether what is done next has an object by now; where not, hair is meant, or whatever is usual.
    pub(super) fn has_object(&self) -> bool {
        self.open.as_ref().is_some_and(|part| part.object.is_some())
    }

    pub(super) fn act(&mut self, id: Id) {
        self.acts_left = self.acts_left.saturating_sub(1);
        let is_done = self.open.as_ref().is_some_and(|part| part.act.is_some());
        // "Bart, Herrenschnitt" without the comma: the men's cut is no beard's.
        let specific = |part: &Part| {
            let object = part.object.and_then(|id| self.lexicon.concept(id));
            object.is_some_and(|object| !object.left)
        };
        let is_other = self.word.is_compound && !self.object_here;
        if is_done || is_other && self.open.as_ref().is_some_and(specific) {
            self.close();
        }
        let is_verb = self.word.is_verb;
        let here = self.object_here;
        let part = self.add();
        part.said.object_first = part.object.is_some() && !here;
        part.said.verb = is_verb;
        part.act = Some(id);
    }

    pub(super) fn zone(&mut self, id: Id) {
        if self.beyond {
            return;
        }
        // "Schneiden Ansatz färben" against "Strähnen komplett".
        let is_next =
            self.acts_left > 0 && self.open.as_ref().is_some_and(|part| part.act.is_some());
        if is_next {
            self.close();
        }
        self.add().zones.push(id);
    }

    /// A style: whether it says no more than that something is not done.
    pub(super) fn style(&mut self, id: Id) -> bool {
        let Some(style) = self.lexicon.concept(id) else { return false };
        if let Some(act) = style.act {
            self.meant = Some((act, self.word.places.clone().collect()));
        }
        if let Some(refused) = style.refuses {
            let mut part = Part { act: Some(refused), stretch: self.number, ..Part::default() };
            part.words = self.word.places.clone().collect();
            (part.said.refused, part.said.meant) = (true, true);
            self.parts.push(part);
        }
        style.refuses.is_some()
    }

    /// The parts, and whether what follows is not to be done either.
    pub(super) fn end(mut self) -> (Vec<Part>, bool) {
        self.close();
        if self.refuses_behind {
            self.refuses = false;
            if let Some(part) = self.parts.last_mut() {
                part.said.refused = true;
            }
        }
        let has_act = self.parts.iter().any(|part| part.act.is_some() && !part.said.refused);
        if !has_act && let Some((act, words)) = self.meant.take() {
            let is_general = |part: &Part| {
                let object = part.object.and_then(|id| self.lexicon.concept(id));
                !part.said.refused && object.is_none_or(|object| object.left)
            };
            let place = self.parts.iter().position(is_general);
            let part = place.and_then(|place| self.parts.get_mut(place));
            if let Some(part) = part {
                part.act = Some(act);
            } else if self.parts.iter().all(|part| part.said.refused) {
                let (act, stretch) = (Some(act), self.number);
                let mut part = Part { act, words, stretch, ..Part::default() };
                part.said.meant = true;
                self.parts.push(part);
            }
        }
        (self.parts, self.refuses)
    }

    fn close(&mut self) {
        self.parts.extend(self.open.take());
    }

    /// The open part, with the word that is read; a new one where there is none.
    fn add(&mut self) -> &mut Part {
        self.led = false;
        self.refuses_behind = false;
        let refused = self.refuses;
        let stretch = self.number;
        let part = self.open.get_or_insert_with(|| {
            let mut part = Part { stretch, ..Part::default() };
            part.said.refused = refused;
            part
        });
        for place in self.word.places.clone() {
            if !part.words.contains(&place) {
                part.words.push(place);
            }
        }
        part.said.hangs |= self.word.hangs;
        part
    }
}
