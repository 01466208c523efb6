//! A compound taken apart: `Kinderhaarschnitt` is child, hair, cut. The whole word must come out of it.

use super::lexicon::Lexicon;
use super::own::{Atom, OwnWords};

/// What may stand between two parts.
const LINKS: [&str; 6] = ["", "s", "n", "e", "en", "es"];
/// What may stand behind the last part.
const ENDINGS: [&str; 9] = ["", "s", "n", "e", "en", "es", "ern", "chen", "lein"];
/// Letters the last part needs to have an ending.
const ENDED_LETTERS_MIN: usize = 4;
/// Letters a word of this salon's own needs to be a part of a compound.
const OWN_LETTERS_MIN: usize = 4;

/// A way to take the rest of a word apart.
#[derive(Clone, Debug)]
struct Way {
    parts: usize,
    linking_letters: usize,
    /// The first part, and where the next one begins; `None` at the end.
    first: Option<(Vec<Atom>, usize)>,
}

/// The parts of a word; `None` if it does not come out whole. Fewest parts win, then fewest linking letters.
pub(super) fn split(word: &str, lexicon: &Lexicon, own: &OwnWords) -> Option<Vec<Atom>> {
    // ways[at]: the best way from the letter `at` to the end.
    let mut ways: Vec<Option<Way>> = vec![None; word.len().saturating_add(1)];
    for at in (0..word.len()).rev() {
        let Some(rest) = word.get(at..) else { continue };
        let best = best_from(rest, at, &ways, lexicon, own);
        if let Some(way) = ways.get_mut(at) {
            *way = best;
        }
    }
    let mut atoms = Vec::new();
    let mut at = 0;
    while let Some((found, next)) = ways.get(at)?.as_ref()?.first.as_ref() {
        atoms.extend(found);
        at = *next;
        if at >= word.len() {
            break;
        }
    }
    Some(atoms)
}

fn best_from(
    rest: &str,
    at: usize,
    ways: &[Option<Way>],
    lexicon: &Lexicon,
    own: &OwnWords,
) -> Option<Way> {
    let mut best: Option<Way> = None;
    let pieces = lexicon.pieces(rest).into_iter().map(|form| {
        let atoms: Vec<Atom> = form.ids.iter().copied().map(Atom::Concept).collect();
        (form.plain.len(), atoms)
    });
    let owned = own.beginning(rest).filter(|(_, word)| word.len() >= OWN_LETTERS_MIN);
    let owned = owned.map(|(place, word)| (word.len(), vec![Atom::Own(place)]));
    for (length, atoms) in pieces.chain(owned) {
        let Some(behind) = rest.get(length..) else { continue };
        let ends = ENDINGS.contains(&behind) && (behind.is_empty() || length >= ENDED_LETTERS_MIN);
        if ends {
            let first = Some((atoms.clone(), at.saturating_add(rest.len())));
            better(&mut best, Way { parts: 1, linking_letters: behind.len(), first });
        }
        for link in LINKS {
            if !behind.starts_with(link) {
                continue;
            }
            let next = at.saturating_add(length).saturating_add(link.len());
            let Some(Some(way)) = ways.get(next) else { continue };
            let parts = way.parts.saturating_add(1);
            let linking_letters = way.linking_letters.saturating_add(link.len());
            let first = Some((atoms.clone(), next));
            better(&mut best, Way { parts, linking_letters, first });
        }
    }
    best
}

fn better(best: &mut Option<Way>, way: Way) {
    let key = |way: &Way| (way.parts, way.linking_letters);
    if best.as_ref().is_none_or(|known| key(&way) < key(known)) {
        *best = Some(way);
    }
}
