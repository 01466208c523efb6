//! Rosters of invented people to measure with, and strangers who belong to none of them. The same in every run.

use crate::domain::ids::{CompanyId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::domain::suggest::ranking::are_one_first_name;
use crate::domain::text::fold::{fold, fold_word};
use crate::judge::names::Dice;

/// First names and family names of several languages.
const PEOPLE: &str = include_str!("../../fixtures/names/people.txt");
/// The fewest people of a roster; about twelve on average.
const PEOPLE_MIN: usize = 10;
/// How many more it may have.
const PEOPLE_MORE: usize = 5;
/// People of one family name in rosters with a family.
const SIBLINGS: usize = 3;
/// Tries to find a stranger or a new person before it is left.
const TRIES_MAX: usize = 50;
/// First names that are easily mistaken for each other, put beside each other in some rosters, of one family name.
const ALIKE: [[&str; 2]; 14] = [
    ["Christina", "Christian"],
    ["Steffi", "Stefanie"],
    ["Lena", "Lene"],
    ["Jan", "Jana"],
    ["Michael", "Michaela"],
    ["Kathrin", "Katharina"],
    ["Anna", "Anna-Lena"],
    ["Heike", "Heiko"],
    ["Ayşe", "Aylin"],
    ["Samir", "Samira"],
    ["Ali", "Alina"],
    ["Jean", "Jane"],
    ["Marta", "Marek"],
    ["Regina", "Regine"],
];

/// An invented person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Perhaps several words.
    pub given: String,
    /// With its particles.
    pub family: String,
}

impl Person {
    /// As the salon writes it.
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }
}

/// The names of one language.
#[derive(Clone, Default)]
struct Language {
    given: Vec<String>,
    family: Vec<String>,
}

/// Everything rosters are drawn from.
pub struct Pool(Vec<Language>);

impl Pool {
    /// The names that come with the program.
    pub fn new() -> Pool {
        let names = |line: &str, kind: &str| -> Vec<String> {
            let list = line.split_once(':').filter(|(head, _)| head.ends_with(kind));
            let names = list.map(|(_, names)| names).unwrap_or_default().split_whitespace();
            names.map(|name| name.replace('_', " ")).collect()
        };
        let lines: Vec<&str> = PEOPLE.lines().filter(|line| !line.starts_with('#')).collect();
        let languages = lines.chunks(2).map(|pair| Language {
            given: pair.first().map(|line| names(line, "given")).unwrap_or_default(),
            family: pair.last().map(|line| names(line, "family")).unwrap_or_default(),
        });
        Pool(languages.collect())
    }

    /// Mostly of one language, now and then of two.
    fn person(&self, dice: &mut Dice) -> Person {
        let one = dice.pick(&self.0);
        let other = if dice.once_in(4) { dice.pick(&self.0) } else { one.clone() };
        Person { given: dice.pick(&one.given), family: dice.pick(&other.family) }
    }

    /// People of ten to fourteen different names; in every third roster some of one family, in every third two whose
    /// first names are easily mistaken.
    pub fn roster(&self, dice: &mut Dice) -> Vec<Person> {
        let mut roster: Vec<Person> = Vec::new();
        if dice.once_in(3) {
            let Person { family, .. } = self.person(dice);
            let siblings = (0..SIBLINGS)
                .map(|_| Person { given: self.person(dice).given, family: family.clone() });
            roster.extend(siblings);
        }
        if dice.once_in(3) {
            let Person { family, .. } = self.person(dice);
            let alike = dice.pick(&ALIKE);
            let two = alike.map(|given| Person { given: given.to_owned(), family: family.clone() });
            roster.extend(two);
        }
        let people = PEOPLE_MIN.saturating_add(dice.below(PEOPLE_MORE));
        roster.extend((roster.len()..people).map(|_| self.person(dice)));
        let mut known = Vec::new();
        roster.retain(|person| {
            let name = fold(&person.name());
            let is_new = !known.contains(&name);
            known.push(name);
            is_new
        });
        roster
    }

    /// A person who is none of these, by any form of the name. Every third has a colleague's family name, every
    /// third a colleague's first name.
    pub fn stranger(&self, roster: &[Person], dice: &mut Dice) -> Option<Person> {
        let kind = dice.below(3);
        let colleague = dice.pick(roster);
        (0..TRIES_MAX).find_map(|_| {
            let mut stranger = self.person(dice);
            match kind {
                0 => stranger.family.clone_from(&colleague.family),
                1 => stranger.given.clone_from(&colleague.given),
                _ => {}
            }
            roster.iter().all(|other| are_two(&stranger, other)).then_some(stranger)
        })
    }
}

/// Whether two names are two people's for sure: no word of the first names, or none of the family names, is in both.
fn are_two(one: &Person, other: &Person) -> bool {
    let given = words(&one.given);
    let same_given = given
        .iter()
        .any(|word| words(&other.given).iter().any(|their| are_one_first_name(word, their)));
    let family = words(&one.family);
    let same_family = family.iter().any(|word| words(&other.family).contains(word));
    !(same_given && same_family)
}

fn words(part: &str) -> Vec<String> {
    fold_word(part).words().map(str::to_owned).collect()
}

/// The roster as the salon has it: each one's place is the id.
pub fn staff(roster: &[Person], company: CompanyId) -> Vec<StaffMember> {
    let member = |(at, person): (usize, &Person)| StaffMember {
        id: id(at),
        company,
        branch: None,
        name: person.name(),
        emails: Vec::new(),
        active: true,
        pause_bookable_policy: None,
    };
    roster.iter().enumerate().map(member).collect()
}

/// The id of the person in this place.
pub fn id(at: usize) -> StaffId {
    StaffId(at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pool_is_read_whole() {
        let pool = Pool::new();
        assert_eq!(pool.0.len(), 6);
        for language in &pool.0 {
            assert!(language.given.len() >= 40 && language.family.len() >= 30);
        }
    }

    #[test]
    fn rosters_are_about_twelve_different_people_and_the_same_again() {
        let pool = Pool::new();
        let all: Vec<Vec<Person>> =
            (0..300).map(|seed| pool.roster(&mut Dice::new(seed))).collect();
        let people: usize = all.iter().map(Vec::len).sum();
        assert!((11 * 300..=13 * 300).contains(&people), "{people}");
        assert_eq!(all[7], pool.roster(&mut Dice::new(7)));
        let has_family = |roster: &&Vec<Person>| {
            roster.iter().filter(|one| one.family == roster[0].family).count() > 1
        };
        assert!(all.iter().filter(has_family).count() > 100);
    }

    #[test]
    fn strangers_are_nobody_of_the_roster() {
        let person = |given: &str, family: &str| Person {
            given: given.to_owned(),
            family: family.to_owned(),
        };
        for (one, other, two) in [
            (person("Lena", "Vogel"), person("Lena", "Roth"), true),
            (person("Lena", "Vogel"), person("Lene", "Vogel"), true),
            (person("Steffi", "Vogel"), person("Stefanie", "Vogel"), false),
            (person("Anna", "Vogel"), person("Anna-Lena", "Vogel-Roth"), false),
            (person("Lena", "Vogel"), person("Lena", "Vogel"), false),
        ] {
            assert_eq!(are_two(&one, &other), two, "{one:?} {other:?}");
        }
    }
}
