//! A compound taken apart: `Kinderhaarschnitt` is child, hair, cut. The whole word must come out of it.

use super::kind::Kind;
use super::lexicon::{Form, Lexicon};
use super::own::{Atom, OwnWords};

/// What may stand between two parts.
const LINKS: [&str; 6] = ["", "s", "n", "e", "en", "es"];
/// What may stand behind the last part.
const ENDINGS: [&str; 9] = ["", "s", "n", "e", "en", "es", "ern", "chen", "lein"];
/// The same behind an adjective: `kurzer`, `langem`.
const ADJECTIVE_ENDINGS: [&str; 2] = ["er", "em"];
/// Letters the last part needs to have an ending.
const ENDED_LETTERS_MIN: usize = 4;
/// Letters a word of this salon's own needs to be a part of a compound.
const OWN_LETTERS_MIN: usize = 4;

/// A part of a word.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Form(&'a Form),
    Own(usize),
}

/// A way to take the rest of a word apart.
#[derive(Clone, Copy)]
struct Way<'a> {
    parts: usize,
    linking_letters: usize,
    first: Piece<'a>,
    /// Where the next part begins; the word's length at its end.
    next: usize,
}

/// What is known of the rest of a word, by where it begins.
#[derive(Clone, Copy)]
enum Known<'a> {
    Nothing,
    NoWay,
    Best(Way<'a>),
}

struct Splitter<'a> {
    word: &'a str,
    lexicon: &'a Lexicon,
    own: &'a OwnWords,
    known: Vec<Known<'a>>,
}

/// The parts of a word; `None` if it does not come out whole. Fewest parts win, then fewest linking letters.
pub(super) fn split(word: &str, lexicon: &Lexicon, own: &OwnWords) -> Option<Vec<Atom>> {
    let known = vec![Known::Nothing; word.len()];
    let mut splitter = Splitter { word, lexicon, own, known };
    let mut atoms = Vec::new();
    let mut at = 0;
    while at < word.len() {
        let way = splitter.best(at)?;
        match way.first {
            Piece::Form(form) => atoms.extend(form.ids.iter().copied().map(Atom::Concept)),
            Piece::Own(place) => atoms.push(Atom::Own(place)),
        }
        at = way.next;
    }
    Some(atoms)
}

impl<'a> Splitter<'a> {
    /// The best way from a letter on. Words are short, so the depth of this is.
    fn best(&mut self, at: usize) -> Option<Way<'a>> {
        match self.known.get(at)? {
            Known::NoWay => return None,
            Known::Best(way) => return Some(*way),
            Known::Nothing => {}
        }
        let rest = self.word.get(at..)?;
        let (lexicon, own) = (self.lexicon, self.own);
        let mut best: Option<Way> = None;
        lexicon.pieces(rest, |form| {
            self.try_piece(at, rest, form.plain.len(), Piece::Form(form), &mut best);
        });
        for (place, word) in own.beginning(rest) {
            if word.len() >= OWN_LETTERS_MIN {
                self.try_piece(at, rest, word.len(), Piece::Own(place), &mut best);
            }
        }
        if let Some(known) = self.known.get_mut(at) {
            *known = best.map_or(Known::NoWay, Known::Best);
        }
        best
    }

    /// Whether a word may end so behind a piece.
    fn ends(&self, piece: Piece, length: usize, behind: &str) -> bool {
        let says =
            |form: &Form, kind| form.ids.iter().any(|id| self.lexicon.kind(*id) == Some(kind));
        let is_adjective = match piece {
            Piece::Form(form) => says(form, Kind::Style) || says(form, Kind::Zone),
            Piece::Own(_) => false,
        };
        behind.is_empty()
            || length >= ENDED_LETTERS_MIN
                && (ENDINGS.contains(&behind)
                    || is_adjective && ADJECTIVE_ENDINGS.contains(&behind))
    }

    /// The best way that begins with a piece, if it is better than the one that is known.
    fn try_piece(
        &mut self,
        at: usize,
        rest: &str,
        length: usize,
        first: Piece<'a>,
        best: &mut Option<Way<'a>>,
    ) {
        let Some(behind) = rest.get(length..) else { return };
        if self.ends(first, length, behind) {
            let (linking_letters, next) = (behind.len(), self.word.len());
            better(best, Way { parts: 1, linking_letters, first, next });
        }
        for link in LINKS.into_iter().filter(|link| behind.starts_with(link)) {
            let next = at.saturating_add(length).saturating_add(link.len());
            if let Some(way) = self.best(next) {
                let parts = way.parts.saturating_add(1);
                let linking_letters = way.linking_letters.saturating_add(link.len());
                better(best, Way { parts, linking_letters, first, next });
            }
        }
    }
}

fn better<'a>(best: &mut Option<Way<'a>>, way: Way<'a>) {
    let key = |way: &Way| (way.parts, way.linking_letters);
    if best.as_ref().is_none_or(|known| key(&way) < key(known)) {
        *best = Some(way);
    }
}
