//! What a caller is asked where it is not certain who is meant.

use crate::domain::ids::StaffId;
use crate::domain::language::Language;
use crate::domain::people::staff::StaffMember;
use crate::domain::speech::branch::Place;
use crate::domain::speech::staff::hear::Heard;

/// At most so many names are read out.
const NAMES_TOLD_MAX: usize = 4;

/// The question that comes back; `None` where nothing is to be asked. Of people with one name the branch is told too.
/// `said` are the caller's words as they may be repeated, if they may.
pub fn question(
    heard: &Heard,
    said: Option<&str>,
    roster: &[StaffMember],
    places: &[Place],
    language: Language,
) -> Option<String> {
    let people = People { roster, places, language };
    let question = match heard {
        Heard::Anybody | Heard::One(_) => return None,
        Heard::Several(ids) | Heard::AnyOf(ids) => {
            let names = people.either(ids);
            language
                .pick(format!("Wen meinen Sie: {names}?"), format!("Whom do you mean: {names}?"))
        }
        Heard::Near(ids) => {
            let names = people.either(ids);
            language.pick(format!("Meinen Sie {names}?"), format!("Do you mean {names}?"))
        }
        Heard::Not(ids) => {
            let others = roster.iter().filter(|one| one.active && !ids.contains(&one.id));
            let others = few(others.map(|one| one.name.as_str()));
            language.pick(
                format!("Zu wem möchten Sie stattdessen? Bei uns sind: {others}."),
                format!("Whom would you like instead? We have: {others}."),
            )
        }
        Heard::Elsewhere(ids) => people.elsewhere(ids),
        Heard::Nobody { known } => {
            let known = few(known.iter().map(String::as_str));
            language.pick(
                match said {
                    Some(said) => {
                        format!("Hier arbeitet niemand namens {said}. Bei uns sind: {known}.")
                    }
                    None => format!("Den Namen habe ich nicht verstanden. Bei uns sind: {known}."),
                },
                match said {
                    Some(said) => format!("Nobody called {said} works here. We have: {known}."),
                    None => format!("I did not catch the name. We have: {known}."),
                },
            )
        }
    };
    Some(question)
}

struct People<'a> {
    roster: &'a [StaffMember],
    places: &'a [Place],
    language: Language,
}

impl People<'_> {
    /// In the roster's order, with the branch where one name is two people's.
    fn told(&self, ids: &[StaffId]) -> Vec<String> {
        let meant: Vec<&StaffMember> =
            self.roster.iter().filter(|one| ids.contains(&one.id)).take(NAMES_TOLD_MAX).collect();
        let is_shared =
            |one: &StaffMember| meant.iter().filter(|other| other.name == one.name).count() > 1;
        let told = meant.iter().map(|one| match self.place(one) {
            Some(place) if is_shared(one) => format!("{} ({place})", one.name),
            Some(_) | None => one.name.clone(),
        });
        told.collect()
    }

    fn either(&self, ids: &[StaffId]) -> String {
        self.told(ids).join(self.language.pick(" oder ", " or "))
    }

    fn place(&self, one: &StaffMember) -> Option<&str> {
        let place = self.places.iter().find(|place| Some(place.id) == one.branch);
        place.map(|place| place.name.as_str())
    }

    /// Somebody works at another branch than the one that is meant.
    fn elsewhere(&self, ids: &[StaffId]) -> String {
        let names = self.either(ids);
        let mut there: Vec<&str> = Vec::new();
        for one in self.roster.iter().filter(|one| ids.contains(&one.id)) {
            let place = self.place(one).filter(|place| !there.contains(place));
            there.extend(place);
        }
        let places = there.join(self.language.pick(" und ", " and "));
        self.language.pick(
            format!("{names} arbeitet in der Filiale {places}. Möchten Sie dort einen Termin?"),
            format!("{names} works at the branch {places}. Would you like an appointment there?"),
        )
    }
}

fn few<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.take(NAMES_TOLD_MAX).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::opening::Opening;
    use crate::domain::ids::{BranchId, CompanyId};

    fn person(id: &str, name: &str, branch: i64) -> StaffMember {
        StaffMember {
            id: StaffId(id.to_owned()),
            company: CompanyId(1),
            branch: Some(BranchId(branch)),
            name: name.to_owned(),
            emails: vec![],
            active: true,
            pause_bookable_policy: None,
        }
    }

    #[test]
    fn each_doubt_has_its_question() {
        let roster = [
            person("in", "Ida Böhm", 1),
            person("is", "Ida Böhm", 2),
            person("jw", "Jürgen Weiß", 1),
            person("ks", "Käthe Schön", 2),
            person("el", "Emma Lang", 1),
        ];
        let place = |id, name: &str| Place {
            id: BranchId(id),
            key: name.to_lowercase(),
            name: name.to_owned(),
            opening: Opening::default(),
        };
        let places = [place(1, "Nord"), place(2, "Süd")];
        let ids = |ids: &[&str]| ids.iter().map(|id| StaffId((*id).to_owned())).collect::<Vec<_>>();
        let known: Vec<String> = roster.iter().map(|one| one.name.clone()).collect();
        for (heard, said, asked) in [
            (Heard::Anybody, None, None),
            (Heard::One(StaffId("in".into())), None, None),
            (
                Heard::Several(ids(&["in", "is"])),
                None,
                Some("Wen meinen Sie: Ida Böhm (Nord) oder Ida Böhm (Süd)?"),
            ),
            (
                Heard::AnyOf(ids(&["is", "jw"])),
                None,
                Some("Wen meinen Sie: Ida Böhm oder Jürgen Weiß?"),
            ),
            (Heard::Near(ids(&["ks"])), None, Some("Meinen Sie Käthe Schön?")),
            (
                Heard::Not(ids(&["jw"])),
                None,
                Some(
                    "Zu wem möchten Sie stattdessen? Bei uns sind: Ida Böhm, Ida Böhm, Käthe Schön, Emma Lang.",
                ),
            ),
            (
                Heard::Elsewhere(ids(&["ks"])),
                None,
                Some("Käthe Schön arbeitet in der Filiale Süd. Möchten Sie dort einen Termin?"),
            ),
            (
                Heard::Nobody { known: known.clone() },
                Some("Björn"),
                Some(
                    "Hier arbeitet niemand namens Björn. Bei uns sind: Ida Böhm, Ida Böhm, Jürgen Weiß, Käthe Schön.",
                ),
            ),
        ] {
            let question = question(&heard, said, &roster, &places, Language::De);
            assert_eq!(question.as_deref(), asked);
        }
    }
}
