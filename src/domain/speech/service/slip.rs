//! A word that was typed or heard wrongly: `harschnitt`, `Strehnen`.

use super::kind::Kind;
use super::lexicon::{Id, Letters, Lexicon};
use super::own::{Atom, OwnWords};
use crate::domain::language::Language;
use strsim::osa_distance;

/// Letters a word needs to be found in spite of a doubled one.
const DOUBLED_LETTERS_MIN: usize = 4;
/// Letters a word needs for one slip in it to be thought of, and for one to be plain.
const ONE_THINKABLE: usize = 6;
const ONE_PLAIN: usize = 7;
/// The same for two slips.
const TWO_THINKABLE: usize = 8;
const TWO_PLAIN: usize = 11;

/// How far slips are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slips {
    /// Not at all: the salon's own list.
    None,
    /// Only what is plain: in a whole sentence, where words may be about anything.
    Plain,
    /// Whatever may be meant where a service was asked for.
    Thinkable,
}

/// What a damaged word was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) atoms: Vec<Atom>,
    /// Whether it can hardly be anything else. If not, it is asked about.
    pub(super) is_plain: bool,
}

/// What a damaged word can be, of the lexicon or the list; `None` where there is nothing.
pub(super) fn slip(
    word: &str,
    lexicon: &Lexicon,
    own: &OwnWords,
    language: Language,
    slips: Slips,
) -> Option<Slip> {
    let letters = word.chars().count();
    let (one, two) = match slips {
        Slips::None => return None,
        Slips::Plain => (ONE_PLAIN, TWO_PLAIN),
        Slips::Thinkable => (ONE_THINKABLE, TWO_THINKABLE),
    };
    if let Some(atoms) = doubled(word, lexicon, language) {
        return Some(Slip { atoms, is_plain: true });
    }
    let most = usize::from(letters >= one).saturating_add(usize::from(letters >= two));
    if most == 0 {
        return None;
    }
    let mut nearest =
        Nearest { word, letters: Letters::of(word), most, atoms: vec![], is_one: true };
    for form in lexicon.forms().iter().filter(|form| form.whole && form.is_of(language)) {
        nearest.look(&form.plain, form.letters, || concepts(&form.ids));
    }
    for (target, atoms) in own.targets() {
        nearest.look(target, Letters::of(target), || atoms.clone());
    }
    let tells = |atom: &Atom| match atom {
        Atom::Concept(id) => lexicon.kind(*id).is_some_and(Kind::tells),
        Atom::Own(_) => true,
    };
    let plain_from = if nearest.most > 1 { TWO_PLAIN } else { ONE_PLAIN };
    let is_plain = nearest.is_one && letters >= plain_from;
    nearest.atoms.iter().any(tells).then_some(Slip { atoms: nearest.atoms, is_plain })
}

/// The words that are nearest to a damaged one.
struct Nearest<'a> {
    word: &'a str,
    letters: Letters,
    /// Farther ones are not looked at any more.
    most: usize,
    /// What the nearest says; empty where there is none.
    atoms: Vec<Atom>,
    /// Whether all that are as near say the same.
    is_one: bool,
}

impl Nearest<'_> {
    fn look(&mut self, plain: &str, letters: Letters, atoms: impl Fn() -> Vec<Atom>) {
        let too_long = plain.len().abs_diff(self.word.len()) > self.most;
        let too_short = plain.len() < ONE_THINKABLE;
        if too_long || too_short || letters.apart(self.letters) > self.most.saturating_mul(2) {
            return;
        }
        let distance = osa_distance(plain, self.word);
        if distance > self.most {
            return;
        }
        let atoms = atoms();
        if distance < self.most || self.atoms.is_empty() {
            self.is_one = true;
        } else {
            self.is_one &= self.atoms == atoms;
        }
        (self.most, self.atoms) = (distance, atoms);
    }
}

/// The one word that is this with a letter once for twice, or twice for once: `Ponny`.
fn doubled(word: &str, lexicon: &Lexicon, language: Language) -> Option<Vec<Atom>> {
    let letters = Letters::of(word);
    let mut found: Option<&[Id]> = None;
    for form in lexicon.forms().iter().filter(|form| form.letters == letters) {
        let may = form.whole && form.is_of(language) && form.plain.len() >= DOUBLED_LETTERS_MIN;
        let tells = || form.ids.iter().any(|id| lexicon.kind(*id).is_some_and(Kind::tells));
        if may && tells() && is_but_doubled(word, &form.plain) {
            if found.is_some_and(|known| known != form.ids) {
                return None;
            }
            found = Some(&form.ids);
        }
    }
    found.map(concepts)
}

fn concepts(ids: &[Id]) -> Vec<Atom> {
    ids.iter().copied().map(Atom::Concept).collect()
}

/// Whether two words are the same when each letter that stands twice stands once.
fn is_but_doubled(one: &str, other: &str) -> bool {
    fn once(word: &str) -> impl Iterator<Item = u8> + '_ {
        let before = std::iter::once(0).chain(word.bytes());
        let letters = word.bytes().zip(before).filter(|(letter, before)| letter != before);
        letters.map(|(letter, _)| letter)
    }
    once(one).eq(once(other))
}
