//! Who works there: those whom Cal.com told of and who were ticked, and those who were typed.

use crate::domain::service::draft::key_of;
use crate::frontdesk::first_run::answers::{Answers, Fields, Step};
use crate::frontdesk::first_run::at_calcom::Found;
use std::collections::{BTreeMap, BTreeSet};

/// So many rows are read.
const ROWS_MAX: usize = 80;
/// What somebody is called in the file whose name has no letter that a key may have.
const NAMELESS: &str = "person";

/// Somebody who works there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// The row of the form.
    pub row: usize,
    pub key: String,
    pub name: String,
    pub email: String,
    /// Who this is at Cal.com, where the row came from there.
    pub host: Option<i64>,
}

/// Everybody who was ticked or typed.
pub(crate) fn people(fields: &Fields) -> Vec<Person> {
    let count = get(fields, "rows").parse::<usize>().unwrap_or(0).min(ROWS_MAX);
    let mut keys = BTreeSet::new();
    let mut all = Vec::new();
    for row in 0..count {
        let of = |field: &str| get(fields, &format!("p{row}.{field}"));
        let host = of("host").parse::<i64>().ok();
        let (name, email) = (of("name"), of("email"));
        let is_meant = match host {
            Some(_) => !of("on").is_empty(),
            None => !name.is_empty() || !email.is_empty(),
        };
        if is_meant {
            let key = fresh_key(name, NAMELESS, &mut keys);
            let (name, email) = (name.to_owned(), email.to_owned());
            all.push(Person { row, key, name, email, host });
        }
    }
    all
}

/// A key made of a name that nobody in `taken` has yet.
pub(crate) fn fresh_key(name: &str, nameless: &str, taken: &mut BTreeSet<String>) -> String {
    let made = key_of(name);
    let made = if made.is_empty() { nameless.to_owned() } else { made };
    let numbered = (2_u32..).map(|number| format!("{made}-{number}"));
    let mut candidates = [made.clone()].into_iter().chain(numbered);
    let key = candidates.find(|key| !taken.contains(key)).unwrap_or(made);
    taken.insert(key.clone());
    key
}

/// The teams in which those who work there are, the one with most of them first: event types are made there. Without anybody
/// who is known there it is every team that the key sees.
pub(crate) fn teams(answers: &Answers) -> Vec<i64> {
    let Some(found) = &answers.found else { return Vec::new() };
    let fields = answers.of(Step::People).cloned().unwrap_or_default();
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for person in people(&fields) {
        if let Some(team) = team_of(found, &person) {
            let count = counts.entry(team).or_default();
            *count = count.saturating_add(1);
        }
    }
    if counts.is_empty() {
        return found.teams.clone();
    }
    let mut teams: Vec<i64> =
        found.teams.iter().copied().filter(|team| counts.contains_key(team)).collect();
    teams.sort_by_key(|team| std::cmp::Reverse(counts.get(team).copied().unwrap_or(0)));
    teams
}

fn team_of(found: &Found, person: &Person) -> Option<i64> {
    let is_it = |host: i64, email: &str| {
        Some(host) == person.host
            || !person.email.is_empty() && email.eq_ignore_ascii_case(&person.email)
    };
    found.people.iter().find(|one| is_it(one.host, &one.email)).and_then(|one| one.team)
}

fn get<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", |text| text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontdesk::first_run::at_calcom::Member;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn who_is_ticked_or_typed_works_there_under_a_key_of_her_own() {
        let typed = fields(&[
            ("rows", "6"),
            ("p0.host", "7"),
            ("p0.on", "1"),
            ("p0.name", "Emma Vogel"),
            ("p1.host", "8"),
            ("p1.name", "Not ticked"),
            ("p2.name", " Emma  Vogel "),
            ("p3.email", "x@salon.example"),
            ("p4.name", "李雷"),
            ("p9.name", "beyond the rows"),
        ]);
        let all = people(&typed);
        let told: Vec<(usize, &str)> = all.iter().map(|one| (one.row, one.key.as_str())).collect();
        assert_eq!(told.len(), 4, "{all:?}");
        assert_eq!(told[..3], [(0, "emma-vogel"), (2, "emma-vogel-2"), (3, "person")]);
        assert!(people(&fields(&[("rows", "-1")])).is_empty());
        assert!(people(&fields(&[("rows", "99999999999999999999")])).is_empty());
    }

    #[test]
    fn the_team_with_most_of_them_comes_first() {
        let member = |host: i64, team: i64| Member {
            host,
            name: String::new(),
            email: format!("{host}@salon.example"),
            team: Some(team),
        };
        let found = Found {
            people: vec![member(1, 10), member(2, 20), member(3, 20), member(4, 30)],
            teams: vec![10, 20, 30],
            missing: None,
        };
        let answers = |pairs: &[(&str, &str)]| {
            let mut answers = Answers::default().with(Step::People, fields(pairs));
            answers.found = Some(found.clone());
            answers
        };
        let ticked = answers(&[
            ("rows", "4"),
            ("p0.host", "1"),
            ("p0.on", "1"),
            ("p1.host", "2"),
            ("p1.on", "1"),
            ("p2.email", "3@SALON.example"),
        ]);
        assert_eq!(teams(&ticked), [20, 10]);
        assert_eq!(teams(&answers(&[])), [10, 20, 30]);
        assert!(teams(&Answers::default()).is_empty());
    }
}
