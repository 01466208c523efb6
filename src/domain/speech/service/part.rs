//! One thing that is done: an act, to an object, somewhere.

use super::kind::Kind;
use super::lexicon::{Doing, Id, Lexicon};

/// One thing that is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// To what; `None` where nothing says so.
    pub(super) object: Option<Id>,
    /// What is done; `None` where nothing says so.
    pub(super) act: Option<Id>,
    /// In order.
    pub(super) zones: Vec<Id>,
    /// The places of the words that say so.
    pub(super) words: Vec<usize>,
    /// Which stretch of the text, between "und" and "und", it stands in.
    pub(super) stretch: usize,
    /// How it was said.
    pub(super) said: Said,
    /// What else it may be done to, as nothing was said.
    pub(super) or_object: Option<Id>,
    /// What that is called then.
    pub(super) or_act: Option<Id>,
}

/// How a part was said: what its neighbours may take from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The object in a word of its own, and before the act: `Wimpern färben`.
    pub(super) object_first: bool,
    /// The act first: `colour my lashes`.
    pub(super) act_first: bool,
    /// Its word ends with a hyphen: `Wimpern- und …`.
    pub(super) hangs: bool,
    /// It was `nicht` done, or `ohne` it.
    pub(super) refused: bool,
}

impl Part {
    pub(super) fn doing(&self) -> Doing {
        (self.object, self.act)
    }

    /// Whether it says what is done to what, and where, as the other does.
    pub(super) fn is(&self, other: &Part) -> bool {
        self.doing() == other.doing() && self.zones == other.zones
    }

    /// What an object has done to it that is said without an act.
    pub(super) fn usual_act(&self, lexicon: &Lexicon) -> Option<Id> {
        let object = self.object?;
        let act = lexicon.concept(object)?.act?;
        lexicon.usual((Some(object), Some(act))).1
    }

    /// Adds what is always meant, and calls it what it is usually called.
    fn settle(&mut self, lexicon: &Lexicon) {
        self.zones.sort_unstable();
        self.zones.dedup();
        for (one, other, third) in lexicon.both() {
            if self.zones.contains(one) && self.zones.contains(other) {
                self.zones.retain(|zone| zone != one && zone != other);
                self.zones.push(*third);
            }
        }
        if self.act.is_none() && self.object.and_then(|id| lexicon.concept(id)?.act).is_none() {
            let acts = self.zones.iter().filter_map(|zone| lexicon.concept(*zone)?.act);
            self.act = acts.into_iter().next();
        }
        if self.object.is_none() {
            let act = self.act.and_then(|act| lexicon.concept(act));
            (self.object, self.or_object) = act.map_or((None, None), |act| (act.object, act.may));
        }
        self.or_act = self.or_object.and_then(|object| lexicon.usual((Some(object), self.act)).1);
        (self.object, self.act) = lexicon.usual(self.doing());
    }
}

/// The parts of a text, each once.
pub(super) struct Settled {
    pub(super) parts: Vec<Part>,
    /// The stretches of what was said twice.
    pub(super) again: Vec<(usize, usize)>,
}

/// What neighbours take from each other, what is always meant, and each thing once.
///
/// With `goes_on`, an object goes on to the acts after it that have none.
pub(super) fn settled(mut parts: Vec<Part>, goes_on: bool, lexicon: &Lexicon) -> Settled {
    share_back(&mut parts, lexicon);
    share_on(&mut parts);
    if goes_on {
        go_on(&mut parts, lexicon);
    }
    for part in &mut parts {
        part.settle(lexicon);
    }
    join(&mut parts, lexicon);
    let mut settled: Vec<Part> = Vec::new();
    let mut again = Vec::new();
    for part in parts {
        let is_same =
            |known: &&mut Part| known.is(&part) && known.said.refused == part.said.refused;
        match settled.iter_mut().find(is_same) {
            Some(known) => {
                again.push((known.stretch, part.stretch));
                known.words.extend(part.words);
            }
            None => settled.push(part),
        }
    }
    // "Für die Haare eine Kur": hair says nothing more where something is done to it.
    let general =
        |part: &Part| part.object.filter(|id| lexicon.concept(*id).is_some_and(|one| one.left));
    let done: Vec<Id> =
        settled.iter().filter(|part| part.act.is_some()).filter_map(general).collect();
    settled.retain(|part| {
        let is_bare = part.act.is_none() && part.zones.is_empty();
        !(is_bare && general(part).is_some_and(|object| done.contains(&object)))
    });
    Settled { parts: settled, again }
}

/// `Keratin` and `glätten` are one thing.
fn join(parts: &mut Vec<Part>, lexicon: &Lexicon) {
    for (one, other, third) in lexicon.both() {
        let find = |act: &Id| parts.iter().position(|part| part.act == Some(*act));
        let (Some(at), Some(other)) = (find(one), find(other)) else { continue };
        let words = parts.get(other).map(|part| part.words.clone()).unwrap_or_default();
        if let Some(part) = parts.get_mut(at) {
            part.act = Some(*third);
            part.words.extend(words);
        }
        parts.remove(other);
    }
}

/// `Wimpern und Augenbrauen färben`: what has no act takes that of what follows.
fn share_back(parts: &mut Vec<Part>, lexicon: &Lexicon) {
    // From behind, so that it goes on through several.
    for at in (0..parts.len()).rev() {
        let next_at = at.saturating_add(1);
        let (Some(part), Some(next)) = (parts.get(at), parts.get(next_at)) else { continue };
        if part.act.is_some() || next.act.is_none() || next.stretch == part.stretch {
            continue;
        }
        if part.object.is_none() {
            // "Ansatz und Längen färben".
            let are_parts = |part: &Part| {
                !part.zones.is_empty()
                    && part
                        .zones
                        .iter()
                        .all(|zone| lexicon.concept(*zone).is_some_and(|zone| zone.part))
            };
            if are_parts(part) && are_parts(next) {
                let part = parts.remove(at);
                if let Some(next) = parts.get_mut(at) {
                    next.zones.extend(part.zones);
                    next.words.splice(0..0, part.words);
                }
            }
            continue;
        }
        let may = part.said.hangs || next.said.object_first && suits(part, next.act, lexicon);
        let act = next.act.filter(|_| may && next.object.is_some());
        if let (Some(act), Some(part)) = (act, parts.get_mut(at)) {
            part.act = Some(act);
            part.said.object_first = true;
        }
    }
}

/// `Colour my lashes and brows`: what has no act takes that of what came before.
fn share_on(parts: &mut [Part]) {
    let mut act = None;
    for part in parts {
        if part.act.is_none() && part.object.is_some() && act.is_some() {
            part.act = act;
        } else {
            act = part.act.filter(|_| part.said.act_first);
        }
    }
}

/// `Augenbrauen zupfen und färben`: what has no object takes that of what came before, unless it has one of its own.
fn go_on(parts: &mut [Part], lexicon: &Lexicon) {
    let concept = |id: Option<Id>| id.and_then(|id| lexicon.concept(id));
    let mut object = None;
    for part in parts {
        if part.object.is_some() {
            object = part.object.filter(|_| part.said.object_first);
        } else {
            let usual = concept(part.act).and_then(|act| act.object);
            let is_general = concept(usual).is_none_or(|object| object.left);
            let is_side = part.act.and_then(|act| lexicon.kind(act)) == Some(Kind::Side);
            if is_general && !is_side && part.zones.is_empty() {
                part.object = object;
            }
        }
    }
}

/// Whether an act may be meant of an object that was said without one: nobody plucks beards.
fn suits(part: &Part, act: Option<Id>, lexicon: &Lexicon) -> bool {
    let concept = |id: Option<Id>| id.and_then(|id| lexicon.concept(id));
    let object = concept(act).and_then(|act| act.object);
    let is_general = concept(object).is_none_or(|object| object.left);
    is_general || object == part.object || part.usual_act(lexicon).is_none()
}
