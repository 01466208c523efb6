//! A decision in a few words, to be put beside another one: who, how, how sure.

use crate::domain::host::decision::{Candidate, Decision, Note};
use crate::domain::host::kinds::AssignmentState;
use crate::domain::host::matching_sentence::{unusable, word};
use crate::domain::language::Language;
use crate::domain::text::fold::fold;

/// What became of a decision that is taken again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same, in the same way.
    Same,
    /// Decided otherwise, or for another reason.
    Differs,
    /// Unassigned before, assigned now.
    NewlyMatched,
    /// Assigned before, unassigned now.
    NoLongerMatched,
}

impl Change {
    /// As machines read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Same => "same",
            Change::Differs => "differs",
            Change::NewlyMatched => "newly_matched",
            Change::NoLongerMatched => "no_longer_matched",
        }
    }
}

/// Whether two decisions are about the same people. In two companies only the names can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// The same company: people are who they are, whatever they are called.
    ById,
    /// Another company: people are who they are called.
    ByName,
}

/// What is different about the second decision.
pub fn change(then: &Decision, today: &Decision, people: Sameness) -> Change {
    let matched = |one: &Decision| one.state == AssignmentState::Matched;
    match (matched(then), matched(today)) {
        (false, true) => Change::NewlyMatched,
        (true, false) => Change::NoLongerMatched,
        (true, true) | (false, false) => {
            // Of a match it does not matter which mapping gave way to it; of nothing, why it was not evaluated.
            let noted = match then.state {
                AssignmentState::Matched | AssignmentState::NotEvaluated => true,
                AssignmentState::Ambiguous | AssignmentState::NoCandidate => {
                    then.note == today.note
                }
            };
            let same = noted
                && then.state == today.state
                && then.rule == today.rule
                && then.confidence == today.confidence
                && then.candidates.len() == today.candidates.len()
                && then.candidates.iter().all(|one| has(&today.candidates, one, people));
            if same { Change::Same } else { Change::Differs }
        }
    }
}

fn has(candidates: &[Candidate], wanted: &Candidate, people: Sameness) -> bool {
    candidates.iter().any(|one| match people {
        Sameness::ById => one.staff == wanted.staff,
        Sameness::ByName => fold(&one.name) == fold(&wanted.name),
    })
}

/// Two decisions side by side: `then: Anna Müller, e-mail 95; today: ambiguous (Anna Müller, Anna Mueller)`.
pub fn beside(then: &Decision, today: &Decision, language: Language) -> String {
    let (then, today) = (short(then, language), short(today, language));
    match language {
        Language::De => format!("damals: {then}; heute: {today}"),
        Language::En => format!("then: {then}; today: {today}"),
    }
}

/// `Anna Müller, e-mail 95`, `ambiguous (Anna Müller, Anna Mueller)`, `nobody`, `not evaluated`.
pub fn short(decision: &Decision, language: Language) -> String {
    let nobody = language.pick("niemand", "nobody");
    match (decision.state, decision.candidates.as_slice()) {
        (AssignmentState::Matched, [found, ..]) => scored(found, language),
        (AssignmentState::Matched, []) => language.pick("jemand", "somebody").to_owned(),
        (AssignmentState::Ambiguous, several) => {
            let names: Vec<&str> = several.iter().map(|one| one.name.as_str()).collect();
            format!("{} ({})", language.pick("mehrdeutig", "ambiguous"), names.join(", "))
        }
        (AssignmentState::NotEvaluated, _) => {
            language.pick("nicht geprüft", "not evaluated").to_owned()
        }
        (AssignmentState::NoCandidate, [below, ..]) => {
            let (below, threshold) = (scored(below, language), decision.threshold);
            let under = language.pick("unter der Schwelle", "below the threshold of");
            format!("{nobody} ({below}, {under} {threshold})")
        }
        (AssignmentState::NoCandidate, []) => match decision.note {
            Some(Note::MappingNotUsed { why, .. }) => {
                let why = unusable(why, language);
                match language {
                    Language::De => format!("{nobody}, weil die zugeordnete Person {why}"),
                    Language::En => format!("{nobody}, because the mapped person {why}"),
                }
            }
            Some(Note::BelowThreshold | Note::MatchingOff) | None => nobody.to_owned(),
        },
    }
}

fn scored(found: &Candidate, language: Language) -> String {
    format!("{}, {} {}", found.name, word(found.rule, language), found.score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::host::decision::ActiveMapping;
    use crate::domain::host::identity::{Host, HostSighting};
    use crate::domain::host::kinds::MappingSource;
    use crate::domain::host::matching::decide;
    use crate::domain::ids::{CompanyId, HostId, StaffId};
    use crate::domain::people::staff::{StaffMember, TenantContext};

    fn person(id: &str, name: &str, email: &str) -> StaffMember {
        StaffMember {
            id: StaffId(id.into()),
            company: CompanyId(1),
            branch: None,
            name: name.into(),
            emails: vec![email.into()],
            active: true,
            pause_bookable_policy: None,
        }
    }

    fn decided(
        email: &str,
        mapping: Option<&ActiveMapping>,
        roster: &[StaffMember],
        at: u8,
    ) -> Decision {
        let host = Host {
            id: HostId(7),
            name: Some("Anna Müller".into()),
            emails: vec![email.into()],
            username: None,
            time_zone: None,
        };
        let seen = HostSighting::Seen { host, source: "get:hosts".into() };
        let here = TenantContext { company: CompanyId(1), branch: None };
        decide(&seen, mapping, roster, here, at)
    }

    #[test]
    fn two_decisions_are_told_side_by_side() {
        let anna = person("a", "Anna Müller", "anna@salon.example");
        let other = person("b", "Anna Mueller", "am@salon.example");
        let one = [anna.clone()];
        let two = [anna.clone(), other.clone()];
        let gone = StaffMember { active: false, ..anna.clone() };
        let by_hand = |staff: &StaffMember| ActiveMapping {
            staff: Some(staff.clone()),
            source: MappingSource::Manual,
            confidence: 100,
        };
        let by_email = decided("anna@salon.example", None, &one, 75);
        let by_name = decided("x@x.example", None, &one, 75);
        let ambiguous = decided("x@x.example", None, &two, 75);
        let below = decided("x@x.example", None, &one, 80);
        let nobody = decided("x@x.example", None, &[], 75);
        let mapped = decided("x@x.example", Some(&by_hand(&other)), &two, 75);
        let left = decided("x@x.example", Some(&by_hand(&gone)), &one, 75);
        let cases = [
            (
                &by_email,
                &by_email,
                Change::Same,
                "then: Anna Müller, e-mail 95; today: Anna Müller, e-mail 95",
            ),
            (
                &by_email,
                &by_name,
                Change::Differs,
                "then: Anna Müller, e-mail 95; today: Anna Müller, name 75",
            ),
            (
                &by_email,
                &ambiguous,
                Change::NoLongerMatched,
                "then: Anna Müller, e-mail 95; today: ambiguous (Anna Müller, Anna Mueller)",
            ),
            (
                &ambiguous,
                &mapped,
                Change::NewlyMatched,
                "then: ambiguous (Anna Müller, Anna Mueller); today: Anna Mueller, manual 100",
            ),
            (
                &by_name,
                &below,
                Change::NoLongerMatched,
                "then: Anna Müller, name 75; today: nobody (Anna Müller, name 75, below the threshold of 80)",
            ),
            (
                &nobody,
                &left,
                Change::Differs,
                "then: nobody; today: nobody, because the mapped person is not active",
            ),
        ];
        for (then, today, expected, told) in cases {
            assert_eq!(change(then, today, Sameness::ById), expected, "{told}");
            assert_eq!(beside(then, today, Language::En), told);
        }
        assert_eq!(
            beside(&by_name, &left, Language::De),
            "damals: Anna Müller, Name 75; heute: niemand, weil die zugeordnete Person nicht aktiv ist"
        );
        let elsewhere = decided(
            "anna@salon.example",
            None,
            &[person("z", "Müller, Anna", "anna@salon.example")],
            75,
        );
        assert_eq!(change(&by_email, &elsewhere, Sameness::ById), Change::Differs);
        assert_eq!(change(&by_email, &elsewhere, Sameness::ByName), Change::Same);
    }
}
