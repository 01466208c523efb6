//! How far a service is what was said.

use super::kind::Kind;
use super::lexicon::{Id, Lexicon};
use super::meaning::Meaning;
use super::part::Part;

/// How far a service is what was said, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Neither says anything that the other does not.
    Exact,
    /// What one says and the other does not makes no other service of it: the blow-dry behind a cut.
    Close,
    /// The service is more than was said, or one kind of it.
    Broad,
    /// Something else that is sometimes called so.
    Akin,
    /// More was said than the service is.
    Short,
}

/// What one says and the other does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fit {
    /// Parts that were said and are the service's, by place among those that were said.
    pub(super) matched: Vec<usize>,
    /// Said, and not the service's: another thing.
    pub(super) left: usize,
    /// Said, and not the service's: does not matter.
    pub(super) mild_left: usize,
    /// The service's, and not said: another thing to do.
    pub(super) more_acts: usize,
    /// The service's, and not said: one kind of what was said.
    pub(super) more_kinds: usize,
    /// The service's, and not said: goes with it.
    pub(super) mild_acts: usize,
    /// The service's, and not said: may be taken for granted if there is no other.
    pub(super) mild_kinds: usize,
    /// The service is all of what was said, where a part of it may be had elsewhere.
    pub(super) wholes: usize,
    /// Called by another name.
    pub(super) loose: usize,
    /// Something else that is sometimes called so.
    pub(super) akin: usize,
}

impl Fit {
    pub(super) fn level(&self) -> Level {
        let mild = [self.mild_left, self.mild_acts, self.mild_kinds, self.loose];
        if self.left > 0 {
            Level::Short
        } else if self.akin > 0 {
            Level::Akin
        } else if self.more_acts > 0 || self.more_kinds > 0 {
            Level::Broad
        } else if mild.iter().any(|count| *count > 0) {
            Level::Close
        } else {
            Level::Exact
        }
    }

    /// How much differs within a level.
    pub(super) fn difference(&self) -> usize {
        let all = [self.left, self.more_acts, self.more_kinds, self.mild_left];
        let all = all.into_iter().chain([self.mild_acts, self.mild_kinds, self.loose, self.akin]);
        all.fold(0, usize::saturating_add)
    }
}

/// How far a service is what was said; `None` if they have nothing in common, or contradict each other.
///
/// `styles` are those that any service of the list names.
pub(super) fn fit(
    said: &Meaning,
    service: &Meaning,
    styles: &[Id],
    lexicon: &Lexicon,
) -> Option<Fit> {
    let mut fit = Fit::default();
    let mut common = 0_usize;
    fit_parts(said, service, lexicon, &mut fit)?;
    common = common.saturating_add(fit.matched.len());
    common = common.saturating_add(fit_own(said, service, &mut fit));
    let who = fit_who(said, service, lexicon, &mut fit)?;
    let looks = fit_styles(said, service, styles, lexicon, &mut fit)?;
    if said.parts.is_empty() && said.own.is_empty() {
        common = common.saturating_add(who).saturating_add(looks);
    }
    fit_refused(said, service, &mut fit);
    (common > 0).then_some(fit)
}

/// How a part that was said is a part of the service.
struct Pair {
    loose: usize,
    maybe: usize,
    wholes: usize,
    akin: usize,
    left: usize,
    mild_left: usize,
    more: usize,
    vague: bool,
}

impl Pair {
    fn cost(&self) -> usize {
        let zones = self.left.saturating_add(self.more).saturating_mul(2);
        let rest = self.loose.saturating_add(self.maybe).saturating_add(self.mild_left);
        zones.saturating_add(rest).saturating_add(if self.vague || self.akin > 0 { 4 } else { 0 })
    }
}

fn fit_parts(said: &Meaning, service: &Meaning, lexicon: &Lexicon, fit: &mut Fit) -> Option<()> {
    // What is not to be done, and is.
    let is_done = |refused: &Part, parts: &[Part]| parts.iter().any(|part| part.is(refused));
    if service.refused.iter().any(|refused| is_done(refused, &said.parts)) {
        return None;
    }
    let is_only_one = said.parts.len().saturating_add(said.own.len()) == 1;
    let has_own = service.own.iter().any(|word| !said.own.contains(word));
    let mut free: Vec<&Part> = service.parts.iter().collect();
    for (place, part) in said.parts.iter().enumerate() {
        let pairs = free.iter().enumerate();
        let pairs = pairs.filter_map(|(at, own)| {
            let pair = pair(part, own, has_own, lexicon)?;
            if is_only_one || pair.akin == 0 {
                return Some((at, pair));
            }
            // "Cut and style" is the cut with the blow-dry; nothing else is taken for its like among others.
            let goes_along = is_side(part, lexicon) && is_side(own, lexicon);
            goes_along.then_some((at, Pair { akin: 0, loose: 1, ..pair }))
        });
        let Some((at, pair)) = pairs.min_by_key(|(_, pair)| pair.cost()) else {
            fit.left = fit.left.saturating_add(1);
            continue;
        };
        free.remove(at);
        fit.matched.push(place);
        fit.left = fit.left.saturating_add(pair.left);
        fit.mild_left = fit.mild_left.saturating_add(pair.mild_left);
        fit.loose = fit.loose.saturating_add(pair.loose);
        fit.mild_kinds = fit.mild_kinds.saturating_add(pair.maybe).saturating_add(pair.wholes);
        fit.wholes = fit.wholes.saturating_add(pair.wholes);
        fit.akin = fit.akin.saturating_add(pair.akin);
        fit.more_kinds = fit.more_kinds.saturating_add(pair.more);
        if pair.vague {
            // "Hair for my wedding" is told by the wedding.
            let is_told = !is_only_one || names_same_people(said, service, lexicon);
            let count = if is_told { &mut fit.mild_kinds } else { &mut fit.more_kinds };
            *count = count.saturating_add(1);
        }
    }
    // "Olaplex" is the treatment with it.
    let names_own = said.parts.is_empty() && !said.own.is_empty();
    for part in free {
        let count = if is_side(part, lexicon) || names_own {
            &mut fit.mild_acts
        } else {
            &mut fit.more_acts
        };
        *count = count.saturating_add(1);
    }
    Some(())
}

/// Whether both name the same people whom not every service is for.
fn names_same_people(said: &Meaning, service: &Meaning, lexicon: &Lexicon) -> bool {
    let both = said.who.iter().filter(|id| service.who.contains(id));
    both.into_iter().any(|id| lexicon.kind(*id) == Some(Kind::People))
}

/// Whether it only goes with something else that is done.
fn is_side(part: &Part, lexicon: &Lexicon) -> bool {
    part.act.and_then(|act| lexicon.kind(act)) == Some(Kind::Side)
}

/// How one part is the other; `None` if it is not.
fn pair(said: &Part, own: &Part, has_own: bool, lexicon: &Lexicon) -> Option<Pair> {
    let alike = alike(said, own, has_own, lexicon)?;
    let missing = said.zones.iter().filter(|zone| !own.zones.contains(zone));
    let (mild, strong): (Vec<&Id>, Vec<&Id>) =
        missing.partition(|zone| may_be_left(**zone, said, own, lexicon));
    // The whole is meant where nothing else is said, if there is no other.
    let is_whole =
        |zone: &&Id| lexicon.concept(**zone).is_some_and(|one| one.left && one.act.is_none());
    let more = own.zones.iter().filter(|zone| !said.zones.contains(zone));
    let (whole, more): (Vec<&Id>, Vec<&Id>) = more.partition(is_whole);
    let is = |one: Alike| usize::from(alike == one);
    Some(Pair {
        loose: is(Alike::Loose),
        maybe: is(Alike::Maybe),
        wholes: whole.len(),
        akin: is(Alike::Akin),
        vague: alike == Alike::Vague,
        left: strong.len(),
        mild_left: mild.len(),
        more: more.len(),
    })
}

/// How what is done is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alike {
    Same,
    /// Called by another name, or not in full.
    Loose,
    /// The object alone was said, and this is what is done to it most.
    Maybe,
    /// The object alone was said.
    Vague,
    /// Something else that is sometimes called so.
    Akin,
}

fn alike(said: &Part, own: &Part, has_own: bool, lexicon: &Lexicon) -> Option<Alike> {
    let said_act = said.act.or_else(|| said.usual_act(lexicon));
    let own_act = own.act.or_else(|| own.usual_act(lexicon));
    let (said_doing, own_doing) = ((said.object, said_act), (own.object, own_act));
    let only_zones = |part: &Part| part.object.is_none() && part.act.is_none();
    if only_zones(said) || only_zones(own) {
        // "Ansatz": whatever is done to it.
        let shares = said.zones.iter().any(|zone| own.zones.contains(zone));
        let may = |zone: &Id| lexicon.concept(*zone).is_some_and(|one| one.may == said.act);
        let may_be_general =
            |part: &Part| part.object.and_then(|id| lexicon.concept(id)).is_none_or(|one| one.left);
        return match (only_zones(said), only_zones(own)) {
            (true, true) => shares.then_some(Alike::Same),
            (true, false) => shares.then_some(Alike::Loose),
            // "Färben" may be "Root Touch-Up", and "Ansatz färben" is.
            (false, _) if !(may_be_general(said) && own.zones.iter().any(may)) => None,
            (false, _) if shares => Some(Alike::Loose),
            (false, _) => said.zones.is_empty().then_some(Alike::Vague),
        };
    }
    if said_doing == own_doing {
        return Some(if said.or_object.is_some() { Alike::Maybe } else { Alike::Same });
    }
    if said.or_object.is_some() && (said.or_object, said.or_act) == own_doing {
        return Some(Alike::Vague);
    }
    if lexicon.are_loose(said_doing, own_doing) {
        return Some(Alike::Loose);
    }
    let same_object = said.object == own.object && said.object.is_some();
    let same_act = said_act == own_act && said_act.is_some();
    let may = || said.object.and_then(|object| lexicon.concept(object)?.may);
    let is_general = own.object.and_then(|id| lexicon.concept(id)).is_some_and(|one| one.left);
    match (same_object, same_act) {
        (true, _) if said.act.is_none() && may().is_some() && own_act == may() => {
            Some(Alike::Maybe)
        }
        (true, _) if said.act.is_none() => Some(Alike::Vague),
        // "Wimpern färben" where the list has but "Wimpern".
        (true, _) if own_act.is_none() && !is_general => Some(Alike::Loose),
        // A word of the list's own may say what it is done to: it is not said to be this.
        (_, true) if own.object.is_none() && has_own => Some(Alike::Akin),
        (_, true) if own.object.is_none() => Some(Alike::Loose),
        (_, true) if said.object.is_none() => Some(Alike::Vague),
        _ if lexicon.are_akin(said_doing, own_doing) => Some(Alike::Akin),
        _ => None,
    }
}

/// "Spitzen schneiden" is a cut, and "komplett färben" a colouring; highlights of the tips are something else.
fn may_be_left(zone: Id, said: &Part, own: &Part, lexicon: &Lexicon) -> bool {
    let Some(concept) = lexicon.concept(zone) else { return false };
    match concept.act {
        Some(act) => concept.left && own.act == Some(act),
        // The whole of it, and nothing less besides.
        None => concept.left && said.zones.len() == 1,
    }
}

/// How many of the list's own words both have.
fn fit_own(said: &Meaning, service: &Meaning, fit: &mut Fit) -> usize {
    let both = said.own.iter().filter(|word| service.own.contains(word)).count();
    fit.left = fit.left.saturating_add(said.own.len().saturating_sub(both));
    fit.mild_kinds = fit.mild_kinds.saturating_add(service.own.len().saturating_sub(both));
    both
}

/// For whom: whether both name the same; `None` if they name others.
fn fit_who(said: &Meaning, service: &Meaning, lexicon: &Lexicon, fit: &mut Fit) -> Option<usize> {
    let is_mild = |id: &Id| lexicon.concept(*id).is_some_and(|concept| concept.left);
    let own: Vec<Id> = service.who.iter().chain(&service.hint).copied().collect();
    let count = |count: &mut usize| *count = count.saturating_add(1);
    if !said.hint.is_empty() {
        let possible: Vec<&Id> = own.iter().filter(|id| said.hint.contains(id)).collect();
        match possible.as_slice() {
            [] if own.is_empty() => count(&mut fit.mild_kinds),
            [] => return None,
            ids if ids.iter().all(|id| is_mild(id)) => count(&mut fit.mild_kinds),
            _ => count(&mut fit.more_kinds),
        }
        return Some(0);
    }
    if said.who.is_empty() {
        match own.iter().all(is_mild) {
            _ if own.is_empty() => {}
            true => count(&mut fit.mild_kinds),
            false => count(&mut fit.more_kinds),
        }
        return Some(0);
    }
    if own.is_empty() {
        let mild = said.who.iter().all(is_mild) && said.who.len() == 1;
        count(if mild { &mut fit.mild_left } else { &mut fit.left });
        return Some(0);
    }
    // A man is a grown-up, too.
    let is_also =
        |id: &Id| lexicon.concept(*id).is_some_and(|one| one.who.iter().any(|id| own.contains(id)));
    let both = said.who.iter().filter(|id| own.contains(id) || is_also(id)).count();
    if both == 0 {
        return None;
    }
    if both < said.who.len() {
        count(&mut fit.left);
    }
    Some(both)
}

/// How it is done: in how much both agree; `None` if they name different ones of a group.
fn fit_styles(
    said: &Meaning,
    service: &Meaning,
    styles: &[Id],
    lexicon: &Lexicon,
    fit: &mut Fit,
) -> Option<usize> {
    let group = |id: &Id| lexicon.concept(*id).map_or("", |concept| concept.group);
    let both = said.styles.iter().filter(|style| service.styles.contains(style)).count();
    for style in said.styles.iter().filter(|style| !service.styles.contains(style)) {
        let own = group(style);
        if !own.is_empty() && service.styles.iter().any(|other| group(other) == own) {
            return None;
        }
        // A fade is a haircut, unless another service is the fade.
        let is_elsewhere = own.is_empty() && styles.contains(style);
        let is_mild = lexicon.concept(*style).is_some_and(|concept| concept.left);
        let count = if is_mild && !is_elsewhere { &mut fit.mild_left } else { &mut fit.left };
        *count = count.saturating_add(1);
    }
    fit.mild_kinds = fit.mild_kinds.saturating_add(service.styles.len().saturating_sub(both));
    Some(both)
}

/// What is not to be done: only a service that says so itself is what was said.
fn fit_refused(said: &Meaning, service: &Meaning, fit: &mut Fit) {
    let lacks = |parts: &[Part], part: &Part| !parts.iter().any(|one| one.is(part));
    let left = said.refused.iter().filter(|part| lacks(&service.refused, part)).count();
    let more = service.refused.iter().filter(|part| lacks(&said.refused, part)).count();
    fit.left = fit.left.saturating_add(left);
    fit.mild_kinds = fit.mild_kinds.saturating_add(more);
}
