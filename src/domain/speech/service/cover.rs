//! More was said than any one service is: which services it is together.

use super::fit::Fit;
use super::meaning::Meaning;
use super::shelf::Shelf;

/// The most visits that are told apart in one sentence.
const GROUPS_MAX: usize = 4;

/// What several services are together.
#[derive(Debug, Default)]
pub(super) struct Cover {
    /// For each thing that was said, the services that it can be, in the list's order.
    pub(super) groups: Vec<Vec<usize>>,
    /// Places of the words for which there is no service.
    pub(super) missing: Vec<usize>,
}

/// Takes the service that is most of what was said, then the one that is most of the rest, and so on.
pub(super) fn cover(shelf: &Shelf, said: &Meaning) -> Cover {
    let mut cover = Cover::default();
    let mut rest = Meaning { refused: vec![], ..said.clone() };
    while !(rest.parts.is_empty() && rest.own.is_empty()) && cover.groups.len() < GROUPS_MAX {
        let fits: Vec<(usize, Fit)> = possible(shelf, &rest);
        // Most at once, then what was said first, then what is nearest to it.
        let order = |fit: &Fit| {
            let rest = usize::MAX.saturating_sub(fit.matched.len());
            (rest, fit.matched.first().copied(), fit.difference())
        };
        let first = fits.iter().map(|(_, fit)| order(fit)).min();
        let best = || fits.iter().filter(|(_, fit)| Some(order(fit)) == first);
        let Some((_, fit)) = best().next() else { break };
        let matched = fit.matched.clone();
        let group = best().map(|(index, _)| *index).collect();
        if matched.is_empty() {
            // But words of the list's own.
            rest.own.clear();
        }
        cover.groups.push(group);
        let mut place = 0_usize;
        rest.parts.retain(|_| {
            let keep = !matched.contains(&place);
            place = place.saturating_add(1);
            keep
        });
    }
    cover.missing = rest.parts.iter().flat_map(|part| part.words.iter().copied()).collect();
    cover
}

/// The services that are no more than what was said, or one kind of it.
fn possible(shelf: &Shelf, said: &Meaning) -> Vec<(usize, Fit)> {
    let mut found = Vec::new();
    for (index, service) in shelf.shelved.iter().enumerate() {
        let fits = shelf.fits(said, service).into_iter().filter(|fit| fit.more_acts == 0);
        let best =
            fits.min_by_key(|fit| (usize::MAX.saturating_sub(fit.matched.len()), fit.difference()));
        found.extend(best.map(|fit| (index, fit)));
    }
    found
}
