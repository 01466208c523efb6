//! How well people are recognised whose names came damaged, measured on rosters and damages from seeds.
//!
//! A damaged name counts as one that a person would still recognise if
//!
//! - at most one word of the first name and one of the family name bear a slip, each one slip, and none a word of fewer
//!   than four letters;
//! - no damaged word has become a first name that the tables know: `Lina Herrmann` is read as Lina, not as a damaged Lena;
//! - nobody else of the roster is as near to it or nearer, counted in slips of the whole folded name in plain order
//!   (`osa_distance`); an initial with a family name must fit one of the roster alone.
//!
//! The first is how names are damaged here. What the other two leave out is counted and has a target of its own: it must
//! be little. A stranger is a person whose name is nobody's of the roster in any form: one that shares with no colleague a word
//! of the first name (or a form of one) and a word of the family name.

use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::matching::decide;
use crate::domain::ids::{CompanyId, HostId};
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::suggest::ranking::{
    Known, Ready, Suggestion, is_first_name, ready, suggest_among,
};
use crate::domain::suggest::weights::Weights;
use crate::domain::text::fold::{Folded, fold};
use crate::judge::figures::{Damaged, WHERE, Where};
use crate::judge::names::{Dice, abbreviate, damage_part, initial, ordered};
use crate::judge::rosters::{Person, Pool, id, staff};

/// Rosters of the full measure. Fewer show less.
pub const ROSTERS: usize = 2_000;
/// More would take minutes.
pub const ROSTERS_MAX: usize = 100_000;
/// Where chance begins, if nobody says otherwise.
pub const SEED: u64 = 25;
/// Strangers looked at for each roster.
const STRANGERS: usize = 3;
/// Tries to damage a name before another person is taken.
const TRIES_MAX: usize = 20;
/// Examples kept of what was missed.
const MISSED_MAX: usize = 40;
/// The salon of every roster.
const CONTEXT: TenantContext = TenantContext { company: CompanyId(1), branch: None };

/// Measures so many rosters. The same seed gives the same figures.
pub fn measure(rosters: usize, seed: u64) -> Damaged {
    let pool = Pool::new();
    let weights = Weights::default();
    let mut found = Damaged::new(rosters);
    let mut dice = Dice::new(seed);
    for _ in 0..rosters {
        let people = pool.roster(&mut dice);
        let staff = staff(&people, CONTEXT.company);
        let folded = people.iter().map(|person| fold(&person.name())).collect();
        let salon =
            Salon { ready: ready(&staff), staff: &staff, people, folded, weights: &weights };
        for at in 0..WHERE.len() {
            salon.damaged(at, &mut found, &mut dice);
        }
        for _ in 0..STRANGERS {
            salon.stranger(&pool, &mut found, &mut dice);
        }
    }
    found
}

struct Salon<'a> {
    people: Vec<Person>,
    /// Their names folded, in the same order, as the staff and they once more.
    folded: Vec<Folded>,
    staff: &'a [StaffMember],
    ready: Vec<Ready<'a>>,
    weights: &'a Weights,
}

/// A damaged name.
struct Written {
    /// Whose: the place.
    who: usize,
    /// As the host is called.
    name: String,
    /// The same in plain order, without abbreviated particles, to be compared with.
    plain: Person,
}

impl Salon<'_> {
    /// Damages a name in this way and looks what comes of it.
    fn damaged(&self, place: usize, found: &mut Damaged, dice: &mut Dice) {
        let Some(row) = found.rows.get_mut(place) else { return };
        let Some(written) = (0..TRIES_MAX).find_map(|_| self.write(row.place, dice)) else {
            return;
        };
        let suggestions = self.suggest(&written.name);
        row.all = row.all.saturating_add(1);
        if self.is_renamed(&written) {
            row.renamed = row.renamed.saturating_add(1);
            return;
        }
        if !self.is_nearest(&written, row.place) {
            row.nearer = row.nearer.saturating_add(1);
            return;
        }
        let right = id(written.who);
        row.cases = row.cases.saturating_add(1);
        row.shown = row.shown.saturating_add(suggestions.len());
        let is_ahead = |first: &Suggestion| first.margin.is_none_or(|margin| margin > 0);
        let first = suggestions.first();
        let is_there = suggestions.iter().any(|one| one.staff == right);
        row.absent = row.absent.saturating_add(usize::from(!is_there));
        if first.is_some_and(|first| first.staff == right && is_ahead(first)) {
            row.first = row.first.saturating_add(1);
        } else if found.missed.len() < MISSED_MAX {
            let name = |one: &Suggestion| self.name(&one.staff.0);
            let first = first.map(name).unwrap_or_default();
            let who = self.people.get(written.who).map(Person::name).unwrap_or_default();
            found.missed.push([written.name.clone(), who, first]);
        }
        let assigned = self.assigned(&written.name);
        let is_wrong = assigned.is_some_and(|staff| staff != right.0);
        found.assigned_wrongly = found.assigned_wrongly.saturating_add(usize::from(is_wrong));
    }

    /// Looks at the name of a stranger; every other one is damaged.
    fn stranger(&self, pool: &Pool, found: &mut Damaged, dice: &mut Dice) {
        let Some(stranger) = pool.stranger(&self.people, dice) else { return };
        let damaged = if dice.once_in(2) { damage_part(&stranger.given, dice) } else { None };
        let given = damaged.unwrap_or_else(|| stranger.given.clone());
        let plain = Person { given, family: stranger.family.clone() };
        let name = ordered(&plain.given, &plain.family, dice);
        // A slip may make a stranger's name as much a colleague's.
        let (own, damaged) = (fold(&stranger.name()), fold(&plain.name()));
        let far = |folded: &Folded| strsim::osa_distance(folded.as_str(), damaged.as_str());
        if self.folded.iter().any(|colleague| far(colleague) <= far(&own)) {
            return;
        }
        let suggestions = self.suggest(&name);
        let strong = suggestions.iter().find(|one| !one.is_weak());
        found.strangers = found.strangers.saturating_add(1);
        found.strangers_strong =
            found.strangers_strong.saturating_add(usize::from(strong.is_some()));
        let silent = usize::from(suggestions.is_empty());
        found.strangers_silent = found.strangers_silent.saturating_add(silent);
        if let Some(strong) = strong {
            found.missed.push([name.clone(), "nobody".to_owned(), self.name(&strong.staff.0)]);
        }
        let is_assigned = self.assigned(&name).is_some();
        found.assigned_wrongly = found.assigned_wrongly.saturating_add(usize::from(is_assigned));
    }

    /// A name, damaged; `None` if it cannot be damaged so.
    fn write(&self, place: Where, dice: &mut Dice) -> Option<Written> {
        let who = dice.below(self.people.len());
        let Person { given, family } = self.people.get(who)?.clone();
        let mut plain = Person { given, family };
        if matches!(place, Where::Given | Where::Both) {
            plain.given = damage_part(&plain.given, dice)?;
        }
        if matches!(place, Where::Family | Where::Both) {
            plain.family = damage_part(&plain.family, dice)?;
        }
        let (mut given, mut family) = (plain.given.clone(), plain.family.clone());
        match place {
            Where::Particle => {
                if dice.once_in(2) {
                    plain.given = damage_part(&given, dice)?;
                    given.clone_from(&plain.given);
                }
                family = abbreviate(&family, dice)?;
            }
            Where::Initial => given = initial(&given),
            Where::Given | Where::Family | Where::Both => {}
        }
        Some(Written { who, name: ordered(&given, &family, dice), plain })
    }

    /// Whether a damaged word of the first name has become another first name.
    fn is_renamed(&self, written: &Written) -> bool {
        let whole = self.people.get(written.who).map(|who| fold(&who.given)).unwrap_or_default();
        let damaged = fold(&written.plain.given);
        damaged.words().any(|word| is_first_name(word) && whole.words().all(|own| own != word))
    }

    /// Whether this one is nearer to it than every other.
    fn is_nearest(&self, written: &Written, place: Where) -> bool {
        let name = fold(&written.plain.name());
        let far = |folded: &Folded| strsim::osa_distance(folded.as_str(), name.as_str());
        let own = self.folded.get(written.who).map(far).unwrap_or(usize::MAX);
        let shares = |other: &Person| {
            place == Where::Initial
                && initial(&other.given) == initial(&written.plain.given)
                && fold(&other.family) == fold(&written.plain.family)
        };
        let all = self.people.iter().zip(&self.folded).enumerate();
        let mut others = all.filter(|(at, _)| *at != written.who).map(|(_, other)| other);
        others.all(|(other, folded)| far(folded) > own && !shares(other))
    }

    fn name(&self, id: &str) -> String {
        let found = self.staff.iter().find(|staff| staff.id.0 == id);
        found.map(|staff| staff.name.clone()).unwrap_or_default()
    }

    fn host(name: &str) -> Host {
        let name = Some(name.to_owned());
        Host { id: HostId(1), name, emails: Vec::new(), username: None, time_zone: None }
    }

    fn suggest(&self, name: &str) -> Vec<Suggestion> {
        let weights = self.weights;
        let known = Known { bound: &[], rejected: &[], history: None, practices: &[], weights };
        suggest_among(&Salon::host(name), &self.ready, CONTEXT, &known)
    }

    /// Whom the rules assign it to at the lowest threshold there is.
    fn assigned(&self, name: &str) -> Option<String> {
        let sighting = HostSighting::Seen { host: Salon::host(name), source: "damaged".to_owned() };
        decide(&sighting, None, self.staff, CONTEXT, 0).staff.map(|staff| staff.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_figures() {
        assert_eq!(measure(3, 7), measure(3, 7));
        assert_ne!(measure(3, 7), measure(3, 8));
    }
}
