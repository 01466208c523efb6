//! A word that was typed or heard wrongly: `harschnitt`, `Strehnen`.

use super::lexicon::{Id, Kind, Lexicon};
use super::own::{Atom, OwnWords};
use crate::domain::language::Language;
use strsim::osa_distance;

/// Letters a word needs for one slip in it to be thought of, and for one to be plain.
const ONE_THINKABLE: usize = 6;
const ONE_PLAIN: usize = 7;
/// The same for two slips.
const TWO_THINKABLE: usize = 8;
const TWO_PLAIN: usize = 11;

/// Letters a word needs to be found in spite of a doubled one.
const DOUBLED_LETTERS_MIN: usize = 4;

/// What a damaged word was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) atoms: Vec<Atom>,
    /// Whether it can hardly be anything else. If not, it is asked about.
    pub(super) is_plain: bool,
}

/// The one word of the lexicon or the list that a damaged word can be; `None` where there is none or more than one.
pub(super) fn slip(
    word: &str,
    lexicon: &Lexicon,
    own: &OwnWords,
    language: Language,
) -> Option<Slip> {
    if let Some(atoms) = doubled(word, lexicon, language) {
        return Some(Slip { atoms, is_plain: true });
    }
    let letters = word.chars().count();
    let most = match letters {
        TWO_THINKABLE.. => 2,
        ONE_THINKABLE.. => 1,
        _ => return None,
    };
    let mut nearest: Option<(usize, Vec<Atom>)> = None;
    let mut is_one = true;
    let bag = bag(word);
    let mut look = |plain: &str, atoms: &dyn Fn() -> Vec<Atom>| {
        let bound = nearest.as_ref().map_or(most, |(distance, _)| *distance);
        let apart = plain.len().abs_diff(word.len());
        if apart > bound || plain.len() < ONE_THINKABLE || other_letters(bag, self::bag(plain)) > bound * 2 {
            return;
        }
        let distance = osa_distance(plain, word);
        if distance > bound {
            return;
        }
        let atoms = atoms();
        match &nearest {
            Some((known, same)) if *known == distance => is_one &= *same == atoms,
            Some(_) | None => {
                nearest = Some((distance, atoms));
                is_one = true;
            }
        }
    };
    for form in lexicon.forms() {
        if form.whole && form.is_of(language) {
            look(&form.plain, &|| form.ids.iter().copied().map(Atom::Concept).collect());
        }
    }
    for (word, atoms) in own.targets() {
        look(word, &|| atoms.clone());
    }
    let (distance, atoms) = nearest.filter(|_| is_one)?;
    let tells = |atom: &Atom| match atom {
        Atom::Concept(id) => lexicon.kind(*id).is_some_and(|kind| kind.tells()),
        Atom::Own(_) => true,
    };
    let is_plain = letters >= if distance > 1 { TWO_PLAIN } else { ONE_PLAIN };
    atoms.iter().any(tells).then_some(Slip { atoms, is_plain })
}

/// The one word that is this with a letter once for twice, or twice for once: `Ponny`.
fn doubled(word: &str, lexicon: &Lexicon, language: Language) -> Option<Vec<Atom>> {
    let bag = bag(word);
    let mut found: Option<&[Id]> = None;
    for form in lexicon.forms().iter().filter(|form| form.whole && form.is_of(language)) {
        let may = form.plain.len() >= DOUBLED_LETTERS_MIN && self::bag(&form.plain) == bag;
        let tells = || form.ids.iter().any(|id| lexicon.kind(*id).is_some_and(Kind::tells));
        if may && tells() && is_but_doubled(word, &form.plain) {
            if found.is_some_and(|known| known != form.ids) {
                return None;
            }
            found = Some(&form.ids);
        }
    }
    Some(found?.iter().copied().map(Atom::Concept).collect())
}

/// Whether two words are the same when each letter that stands twice stands once.
fn is_but_doubled(one: &str, other: &str) -> bool {
    fn once(word: &str) -> impl Iterator<Item = u8> + '_ {
        let before = std::iter::once(0).chain(word.bytes());
        word.bytes().zip(before).filter(|(letter, before)| letter != before).map(|(letter, _)| letter)
    }
    once(one).eq(once(other))
}

/// Which letters a word has, a bit each.
fn bag(word: &str) -> u32 {
    word.bytes().fold(0, |bag, byte| bag | 1_u32.checked_shl(u32::from(byte & 31)).unwrap_or(0))
}

/// How many letters only one of two words has.
fn other_letters(one: u32, other: u32) -> usize {
    usize::try_from((one ^ other).count_ones()).unwrap_or(usize::MAX)
}
