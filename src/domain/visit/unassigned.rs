//! Why an appointment has no staff member, and what a person can do about it.

use crate::domain::host::decision::{Decision, Note};
use crate::domain::host::identity::HostSighting;
use crate::domain::host::kinds::AssignmentState;
use crate::domain::host::matching_sentence::{label, sentence};
use crate::domain::ids::StaffId;
use crate::domain::language::Language;
use crate::domain::people::staff::Unusable;

/// Why an appointment has no staff member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has no booking at Cal.com: a walk-in, an import.
    NoBooking,
    /// Cal.com has named no host of its booking yet, or one that it no longer knows itself.
    NoHost,
    /// The salon has the assignment of staff switched off.
    MatchingOff,
    /// No mapping names the host, and no rule recognises it.
    NobodyFits,
    /// A staff member fits, but was rejected, switched off, or may not get it.
    RuledOut,
    /// Several fit.
    Ambiguous,
    /// One fits, not surely enough.
    BelowThreshold,
    /// The host's mapping names a staff member who may not get it.
    MappingUnusable(Unusable),
    /// By today's mappings it would be assigned; it has not been decided again since.
    NotDecidedAgain,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::NoBooking => "no_booking",
            Reason::NoHost => "no_host",
            Reason::MatchingOff => "matching_off",
            Reason::NobodyFits => "nobody_fits",
            Reason::RuledOut => "ruled_out",
            Reason::Ambiguous => "ambiguous",
            Reason::BelowThreshold => "below_threshold",
            Reason::MappingUnusable(Unusable::Inactive) => "mapped_person_inactive",
            Reason::MappingUnusable(Unusable::OtherCompany) => "mapped_person_other_company",
            Reason::MappingUnusable(Unusable::OtherBranch) => "mapped_person_other_branch",
            Reason::MappingUnusable(Unusable::Missing) => "mapped_person_missing",
            Reason::NotDecidedAgain => "not_decided_again",
        }
    }

    /// Of a booking, by what would be decided about it now.
    pub fn of(decision: &Decision, sighting: &HostSighting) -> Reason {
        if sighting.host().is_none() {
            return Reason::NoHost;
        }
        match (decision.state, decision.note) {
            (AssignmentState::Matched, _) => Reason::NotDecidedAgain,
            (AssignmentState::Ambiguous, _) => Reason::Ambiguous,
            (AssignmentState::NotEvaluated, _) => Reason::MatchingOff,
            (AssignmentState::NoCandidate, _) if decision.is_below_threshold() => {
                Reason::BelowThreshold
            }
            (AssignmentState::NoCandidate, Some(Note::MappingNotUsed { why, .. })) => {
                Reason::MappingUnusable(why)
            }
            (AssignmentState::NoCandidate, _) if decision.ruled_out.is_empty() => {
                Reason::NobodyFits
            }
            (AssignmentState::NoCandidate, _) => Reason::RuledOut,
        }
    }
}

/// An appointment, or a part of one, as far as the sentences need it.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    pub reason: Reason,
    pub appointment: i64,
    pub sighting: &'a HostSighting,
    /// What would be decided now.
    pub decision: &'a Decision,
    /// Whom the host's mapping names, if it may be told.
    pub mapped: Option<&'a str>,
    /// The branch it is bound to.
    pub branch: Option<&'a str>,
}

impl Case<'_> {
    /// Why, in one sentence. Plain text with names as they are: a page must escape it.
    pub fn why(&self, language: Language) -> String {
        let host = self.sighting.host().map(label).unwrap_or_default();
        let mapped = self.mapped.unwrap_or(language.pick("jemand", "somebody"));
        let branch = self.branch.unwrap_or("-");
        let found = self.decision.candidates.first().map_or("", |one| one.name.as_str());
        match (self.reason, language) {
            (Reason::NoBooking, _) => language
                .pick(
                    "Hat keine Buchung bei Cal.com, also auch keinen Host.",
                    "Has no booking at Cal.com, and so no host.",
                )
                .to_owned(),
            (Reason::NoHost, _) => language
                .pick(
                    "Cal.com hat für die Buchung noch keinen Host genannt oder kennt ihn nicht mehr.",
                    "Cal.com has named no host of the booking yet, or no longer knows the host.",
                )
                .to_owned(),
            (Reason::MappingUnusable(Unusable::OtherBranch), Language::De) => format!(
                "{host} ist {mapped} zugeordnet, aber {mapped} gehört nicht zur Filiale des Termins ({branch})."
            ),
            (Reason::MappingUnusable(Unusable::OtherBranch), Language::En) => format!(
                "{host} is mapped to {mapped}, but {mapped} is not of the appointment's branch ({branch})."
            ),
            (Reason::MappingUnusable(Unusable::Inactive), Language::De) => {
                format!("{host} ist {mapped} zugeordnet, aber {mapped} ist nicht aktiv.")
            }
            (Reason::MappingUnusable(Unusable::Inactive), Language::En) => {
                format!("{host} is mapped to {mapped}, but {mapped} is not active.")
            }
            (Reason::NotDecidedAgain, Language::De) => format!(
                "Nach den heutigen Zuordnungen ist es {found}; seitdem wurde nicht neu entschieden."
            ),
            (Reason::NotDecidedAgain, Language::En) => {
                format!("By today's mappings it is {found}; nobody has decided again since.")
            }
            _ => sentence(self.decision, self.sighting, language),
        }
    }

    /// What a person can do about it: commands as they are typed, and what they need.
    pub fn what_to_do(&self, language: Language) -> String {
        let host = self.sighting.host().map_or(0, |host| host.id.0);
        let (by, name) =
            language.pick(("--by WER --reason WARUM", "NAME"), ("--by YOU --reason WHY", "NAME"));
        let one = format!("chairside mappings reassign {} --staff {name} {by}", self.appointment);
        let set = |staff: &str| format!("chairside mappings set {host} --staff {staff} {by}");
        let or = language.pick("oder", "or");
        match self.reason {
            Reason::NoBooking => one,
            Reason::NoHost => {
                let ask = "chairside backfill --from calcom";
                let asks = language.pick("fragt noch einmal nach", "asks again");
                format!("{ask} ({asks}); {or} {one}")
            }
            Reason::MatchingOff => {
                let on = language.pick(
                    "in appliance.toml [matching] enabled = true, dann",
                    "in appliance.toml [matching] enabled = true, then",
                );
                format!("{on} chairside backfill; {or} {one}")
            }
            Reason::NobodyFits => {
                let shows = language.pick("zeigt, wer es sein könnte", "shows who it may be");
                let then = language.pick("dann", "then");
                format!("chairside suggestions show {host} ({shows}), {then} {}", set(name))
            }
            Reason::RuledOut => format!("{}; {or} {one}", set(name)),
            Reason::Ambiguous => {
                let people = &self.decision.candidates;
                let staff = people.iter().map(|person| {
                    let twice = people.iter().filter(|one| one.name == person.name).count() > 1;
                    argument(&person.name, &person.staff, twice)
                });
                staff.map(|staff| set(&staff)).collect::<Vec<_>>().join(&format!(" {or} "))
            }
            Reason::BelowThreshold => {
                let found = self.decision.candidates.first();
                let staff =
                    found.map_or_else(|| name.to_owned(), |p| argument(&p.name, &p.staff, false));
                let lower = language.pick(
                    "matching.threshold in appliance.toml senken, dann",
                    "lower matching.threshold in appliance.toml, then",
                );
                format!("{}; {or} {lower} chairside backfill", set(&staff))
            }
            Reason::MappingUnusable(Unusable::OtherBranch) => {
                let rather =
                    language.pick("falls die Zuordnung falsch ist", "if the mapping is wrong");
                format!("{one}; {rather}: {}", set(name))
            }
            Reason::MappingUnusable(Unusable::Inactive) => {
                let again = language.pick(
                    "die Person wieder aktiv machen (active = true in appliance.toml oder staff import), dann",
                    "make the person active again (active = true in appliance.toml, or staff import), then",
                );
                format!("{}; {or} {again} chairside backfill", set(name))
            }
            Reason::MappingUnusable(Unusable::OtherCompany | Unusable::Missing) => set(name),
            Reason::NotDecidedAgain => "chairside backfill --from metadata".to_owned(),
        }
    }
}

/// A staff member as an argument of a command: the name, or the id where the name does not say who.
fn argument(name: &str, id: &StaffId, is_ambiguous: bool) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -.,()".contains(c);
    if is_ambiguous || !name.chars().all(plain) { id.0.clone() } else { format!("\"{name}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::host::identity::Host;
    use crate::domain::host::ruled_out::{Past, decide_knowing};
    use crate::domain::ids::{CompanyId, HostId};
    use crate::domain::people::staff::{StaffMember, TenantContext};

    fn person(id: &str, name: &str) -> StaffMember {
        StaffMember {
            id: StaffId(id.into()),
            company: CompanyId(1),
            branch: None,
            name: name.into(),
            emails: vec![],
            active: true,
            pause_bookable_policy: None,
        }
    }

    #[test]
    fn every_reason_says_what_to_do() {
        let host = Host {
            id: HostId(7),
            name: Some("Anna Müller".into()),
            emails: vec![],
            username: None,
            time_zone: None,
        };
        let seen = HostSighting::Seen { host, source: "get:data.hosts".into() };
        let here = TenantContext { company: CompanyId(1), branch: None };
        let rejected = Past { rejected: vec![StaffId("a".into())], switched_off: vec![] };
        let (anna, twin, bea) =
            (person("a", "Anna Müller"), person("b", "Mueller, Anna"), person("c", "Bea Vogel"));
        let same = person("d", "Anna Müller");
        for (past, roster, threshold, reason, todo) in [
            (
                &Past::default(),
                vec![bea.clone()],
                75,
                Reason::NobodyFits,
                "suggestions show 7 (shows who it may be), then chairside mappings set 7 --staff NAME",
            ),
            (&rejected, vec![anna.clone()], 75, Reason::RuledOut, "mappings set 7 --staff NAME"),
            (
                &Past::default(),
                vec![anna.clone(), twin],
                75,
                Reason::Ambiguous,
                "--staff \"Anna Müller\" --by YOU --reason WHY or chairside mappings set 7 --staff \"Mueller, Anna\"",
            ),
            (
                &Past::default(),
                vec![anna.clone(), same],
                75,
                Reason::Ambiguous,
                "--staff a --by YOU --reason WHY or chairside mappings set 7 --staff d",
            ),
            (
                &Past::default(),
                vec![anna.clone()],
                80,
                Reason::BelowThreshold,
                "mappings set 7 --staff \"Anna Müller\"",
            ),
            (
                &Past::default(),
                vec![anna.clone()],
                75,
                Reason::NotDecidedAgain,
                "chairside backfill --from metadata",
            ),
        ] {
            let decision = decide_knowing(past, &seen, None, &roster, here, threshold);
            assert_eq!(Reason::of(&decision, &seen), reason);
            let case = Case {
                reason,
                appointment: 12,
                sighting: &seen,
                decision: &decision,
                mapped: None,
                branch: None,
            };
            let said = case.what_to_do(Language::En);
            assert!(said.contains(todo), "{said}");
            assert!(case.why(Language::De).ends_with('.'));
        }
        assert_eq!(argument("x\"; rm", &StaffId("id".into()), false), "id");
    }
}
