//! One word of a damaged name: whether it is this word of the staff member's, and what happened to it.

use crate::domain::people::given::{are_akin, forms, is_known, spellings};
use crate::domain::suggest::likeness::{are_common, are_gendered};
use crate::domain::suggest::name::is_particle;
use crate::domain::suggest::slip::{Slip, Slipped, slip};
use crate::domain::suggest::words::Word;

/// Letters a word needs for any slip in it where the rest of the name is not whole.
pub(crate) const SLIP_LETTERS_MIN: usize = 4;
/// Letters a word needs for two slips in it.
const SEVERAL_LETTERS_MIN: usize = 7;
/// Letters a word needs for another letter in it: of two letters, one says nothing.
const OTHER_LETTERS_MIN: usize = 3;
/// Letters words need to be one word because they sound alike.
const SOUND_LETTERS_MIN: usize = 4;
/// What is not as the staff member writes it, in the units of `suggest_slip`. Marks alone are hardly anything.
const MARKS_COST: u8 = 1;
const GENDERED_COST: u8 = 2;
const NICKNAME_COST: u8 = 3;
const SOUND_COST: u8 = 8;
/// An initial says little of a name.
const INITIAL_COST: u8 = 14;
/// Two family names that many have, a letter apart.
const COMMON_COST: u8 = 8;
/// A slip in another spelling of the name.
const SPELLING_COST: u8 = 1;
/// A slip in a short form of the name.
const SHORT_FORM_COST: u8 = 6;
/// `v.` for `von`; or a particle that only one of the two names has.
pub(crate) const PARTICLE_COST: u8 = 2;

/// How a word of the host's is a word of the staff member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// In the units of `suggest_slip`; 0 for the same word.
    pub(crate) cost: u8,
    /// What happened to it; `None` if it is the same as it stands, or by another spelling of it.
    pub(crate) slip: Option<Slip>,
    /// Whether it may stand for a first or family name at all; particles do not.
    pub(crate) counts: bool,
    /// Whether a slip is in so short a word that the rest must be whole.
    pub(crate) is_faint: bool,
}

impl Hit {
    fn plain(cost: u8) -> Hit {
        Hit { cost, slip: None, counts: true, is_faint: false }
    }

    fn particle(cost: u8, slip: Option<Slip>) -> Hit {
        Hit { cost, slip, counts: false, is_faint: false }
    }
}

/// How a word of the host's name is this word of the staff member's; `None` if it is not.
pub(crate) fn hit(word: &Word, own: &Word, part: Slipped) -> Option<Hit> {
    if is_particle(own) {
        return particle(word, own);
    }
    if word.is_short || own.is_short {
        let begins = word.bare.starts_with(&own.bare) || own.bare.starts_with(&word.bare);
        return begins.then(|| Hit { slip: Some(Slip::Short), ..Hit::plain(INITIAL_COST) });
    }
    if word.folded == own.folded {
        return Some(Hit::plain(0));
    }
    let common = if are_common(word, own) { COMMON_COST } else { 0 };
    if word.bare == own.bare {
        return Some(Hit::plain(MARKS_COST.saturating_add(common)));
    }
    if part == Slipped::Given && are_akin(&word.bare, &own.bare) {
        return Some(Hit::plain(NICKNAME_COST));
    }
    // Among family names both may be a first name and the one a slip of the other all the same.
    let known = is_known(&word.bare) && is_known(&own.bare);
    if known && part == Slipped::Given {
        return None;
    }
    if part == Slipped::Family && are_gendered(&word.bare, &own.bare) {
        return Some(Hit::plain(GENDERED_COST));
    }
    let common = if known { COMMON_COST } else { common };
    let letters = word.bare.chars().count().min(own.bare.chars().count());
    if letters >= SOUND_LETTERS_MIN && word.sound == own.sound {
        return Some(Hit::plain(SOUND_COST.saturating_add(common)));
    }
    let (slip, cost) = nearest(word, own, part)?;
    let letters = own.typed.chars().count();
    let says_nothing = letters < OTHER_LETTERS_MIN && matches!(slip, Slip::Other | Slip::Missing);
    let is_faint = letters < SLIP_LETTERS_MIN;
    let cost = cost.saturating_add(common);
    (!says_nothing).then_some(Hit { cost, slip: Some(slip), counts: true, is_faint })
}

/// `v.` for `von`, and slips in it.
fn particle(word: &Word, own: &Word) -> Option<Hit> {
    if word.folded == own.folded {
        return Some(Hit::particle(0, None));
    }
    let is_short = word.is_short && own.bare.starts_with(&word.bare);
    let slips = || slip(&word.bare, &own.bare, 1).is_some() && !is_known(&word.bare);
    (is_short || slips()).then_some(Hit::particle(PARTICLE_COST, Some(Slip::Short)))
}

/// The cheapest slip that makes the one word of the other or, for a first name, of another form of it.
fn nearest(word: &Word, own: &Word, part: Slipped) -> Option<(Slip, u8)> {
    let letters = own.typed.chars().count();
    let most = if letters < SEVERAL_LETTERS_MIN { 1 } else { 2 };
    // A slip in `Mueller` or in `Müller`, whichever was meant to be written: fewest are seen where both are written alike.
    let bare = slip(&word.bare, &own.bare, most);
    let folded = slip(&word.folded, &own.folded, most);
    let typed = slip(&word.typed, &own.typed, most);
    let direct = [bare, folded, typed].into_iter().flatten();
    let direct = direct.min_by_key(|(_, cost)| *cost);
    if direct.is_some() || part != Slipped::Given || is_known(&word.bare) {
        return direct;
    }
    let spelt = spellings(&own.bare);
    let further = forms(&own.bare).into_iter().skip(1).filter_map(|form| {
        let is_long = form.chars().count() > SLIP_LETTERS_MIN;
        let (slip, cost) = slip(&word.bare, form, 1).filter(|_| is_long)?;
        let more = if spelt.contains(&form) { SPELLING_COST } else { SHORT_FORM_COST };
        Some((slip, cost.saturating_add(more)))
    });
    further.min_by_key(|(_, cost)| *cost)
}
