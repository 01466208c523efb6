//! Who fits a host and is out all the same, because a person said so or because the booking may not be given there: where
//! none is left the decision says so, and not that none fits.

use crate::domain::host::decision::{ActiveMapping, Candidate, Decision, Note, RuledOut, WhyOut};
use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::kinds::{AssignmentState, MappingSource};
use crate::domain::host::matching::{STRATEGIES, decide};
use crate::domain::ids::StaffId;
use crate::domain::people::staff::{StaffMember, TenantContext};

/// What people have said about a host until now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Whom a person said the host is not.
    pub rejected: Vec<StaffId>,
    /// The host's mappings that are switched off: to whom, who made them, and their confidence, 0 to 100.
    pub switched_off: Vec<(StaffId, MappingSource, u8)>,
}

/// Decides like `decide`, among those not rejected by a person. Where that leaves none and no mapping says why,
/// `ruled_out` has who would have been it.
pub fn decide_knowing(
    past: &Past,
    sighting: &HostSighting,
    mapping: Option<&ActiveMapping>,
    roster: &[StaffMember],
    context: TenantContext,
    threshold: u8,
) -> Decision {
    let is_rejected = |person: &StaffMember| past.rejected.contains(&person.id);
    let free: Vec<StaffMember> =
        roster.iter().filter(|person| !is_rejected(person)).cloned().collect();
    let mut decision = decide(sighting, mapping, &free, context, threshold);
    // A person's mapping that cannot be used says everything; a rule's says it of the one it names.
    let by_person = matches!(decision.note, Some(Note::MappingNotUsed { source, .. }) if !source.is_automatic());
    let is_open = decision.state == AssignmentState::NoCandidate
        && decision.candidates.is_empty()
        && !by_person;
    if let Some(host) = sighting.host().filter(|_| is_open) {
        let own = roster.iter().filter(|person| person.company == context.company);
        let out = own.filter_map(|person| ruled_out(past, host, person, context));
        let is_told =
            |out: &RuledOut| decision.note.is_none() || !matches!(out.why, WhyOut::Unusable(_));
        decision.ruled_out = out.filter(is_told).collect();
    }
    decision
}

fn ruled_out(
    past: &Past,
    host: &Host,
    person: &StaffMember,
    context: TenantContext,
) -> Option<RuledOut> {
    let usable = context.admits(person);
    let fits = fits(host, person);
    let (candidate, why) = match (fits, usable) {
        (Some(found), _) if past.rejected.contains(&person.id) => (found, WhyOut::Rejected),
        (Some(found), Err(why)) => (found, WhyOut::Unusable(why)),
        // Nothing else speaks for this one than what a person had said once.
        (None, Ok(())) => (was_mapped(past, person)?, WhyOut::SwitchedOff),
        (Some(_), Ok(())) | (None, Err(_)) => return None,
    };
    Some(RuledOut { candidate, why })
}

/// What the surest strategy says that says anything.
fn fits(host: &Host, person: &StaffMember) -> Option<Candidate> {
    let said = STRATEGIES.iter().filter_map(|strategy| {
        Some(Candidate::of(person, strategy.rule(), strategy.confidence(host, person)?))
    });
    said.max_by_key(|found| found.rule.priority())
}

/// By a mapping that a person made.
fn was_mapped(past: &Past, person: &StaffMember) -> Option<Candidate> {
    let by_hand = past.switched_off.iter().filter(|(_, source, _)| !source.is_automatic());
    let (_, source, confidence) = by_hand.rev().find(|(staff, _, _)| *staff == person.id)?;
    Some(Candidate::of(person, source.rule(), *confidence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::host::matching_sentence::sentence;
    use crate::domain::ids::{BranchId, CompanyId, HostId};
    use crate::domain::language::Language;
    use crate::domain::people::staff::Unusable;

    const HERE: TenantContext = TenantContext { company: CompanyId(1), branch: Some(BranchId(1)) };

    fn person(id: &str, name: &str, email: &str) -> StaffMember {
        StaffMember {
            id: StaffId(id.into()),
            company: CompanyId(1),
            branch: Some(BranchId(1)),
            name: name.into(),
            emails: vec![email.into()],
            active: true,
            pause_bookable_policy: None,
        }
    }

    fn roster() -> Vec<StaffMember> {
        vec![
            person("am", "Anna Müller", "anna@salon.example"),
            person("bv", "Bea Vogel", "bea@salon.example"),
            StaffMember { active: false, ..person("pe", "Paula Ehemals", "paula@salon.example") },
            StaffMember {
                branch: Some(BranchId(2)),
                ..person("on", "Otto Nord", "otto@salon.example")
            },
            StaffMember { company: CompanyId(2), ..person("kf", "Karl Fremd", "karl@x.example") },
        ]
    }

    fn host(name: &str, email: &str) -> HostSighting {
        let host = Host {
            id: HostId(7),
            name: Some(name.into()),
            emails: vec![email.into()],
            username: None,
            time_zone: None,
        };
        HostSighting::Seen { host, source: "get:data.hosts".into() }
    }

    fn past(rejected: &[&str], off: &[(&str, MappingSource)]) -> Past {
        let id = |id: &str| StaffId(id.to_owned());
        Past {
            rejected: rejected.iter().map(|one| id(one)).collect(),
            switched_off: off.iter().map(|(one, source)| (id(one), *source, 100)).collect(),
        }
    }

    #[test]
    fn the_sentence_tells_what_decided() {
        use MappingSource::*;
        let nobody =
            "Niemand, weil zu Cal.com-Host 7 (X, x@x.example) keine Adresse und kein Name passt.";
        for (name, email, past, told) in [
            ("X", "x@x.example", past(&[], &[]), nobody),
            // Rejected, and nothing spoke for this one anyway.
            ("X", "x@x.example", past(&["am"], &[]), nobody),
            ("X", "x@x.example", past(&["am"], &[("am", AutoEmail)]), nobody),
            (
                "X",
                "anna@salon.example",
                past(&["am"], &[("am", AutoEmail)]),
                "Niemand: Anna Müller passt zu Cal.com-Host 7 (X, anna@salon.example) (E-Mail, 95), aber jemand hat \
                 gesagt, dass es nicht diese Person ist.",
            ),
            (
                "Anna Mueller",
                "x@x.example",
                past(&["am"], &[]),
                "Niemand: Anna Müller passt zu Cal.com-Host 7 (Anna Mueller, x@x.example) (Name, 75), aber jemand hat \
                 gesagt, dass es nicht diese Person ist.",
            ),
            (
                "X",
                "x@x.example",
                past(&["bv"], &[("bv", Manual)]),
                "Niemand: die Zuordnung von Cal.com-Host 7 (X, x@x.example) zu Bea Vogel ist abgeschaltet.",
            ),
            (
                "Paula Ehemals",
                "x@x.example",
                past(&[], &[]),
                "Niemand: Paula Ehemals passt zu Cal.com-Host 7 (Paula Ehemals, x@x.example) (Name, 75), kommt aber \
                 nicht in Frage, weil die Person nicht aktiv ist.",
            ),
            (
                "X",
                "otto@salon.example",
                past(&[], &[]),
                "Niemand: Otto Nord passt zu Cal.com-Host 7 (X, otto@salon.example) (E-Mail, 95), kommt aber nicht in \
                 Frage, weil die Person zu einer anderen Filiale gehört.",
            ),
            (
                "Anna Müller",
                "bea@salon.example",
                past(&["am", "bv"], &[]),
                "Niemand: Anna Müller passt zu Cal.com-Host 7 (Anna Müller, bea@salon.example) (Name, 75), aber jemand \
                 hat gesagt, dass es nicht diese Person ist; Bea Vogel passt zu Cal.com-Host 7 (Anna Müller, \
                 bea@salon.example) (E-Mail, 95), aber jemand hat gesagt, dass es nicht diese Person ist.",
            ),
            // Of another company's people nothing is told.
            (
                "Karl Fremd",
                "karl@x.example",
                past(&[], &[]),
                "Niemand, weil zu Cal.com-Host 7 (Karl Fremd, karl@x.example) keine Adresse und kein Name passt.",
            ),
        ] {
            let seen = host(name, email);
            let decision = decide_knowing(&past, &seen, None, &roster(), HERE, 75);
            assert_eq!(sentence(&decision, &seen, Language::De), told, "{name} {email}");
            assert_eq!(decision.state, AssignmentState::NoCandidate);
            let english = sentence(&decision, &seen, Language::En);
            assert_eq!(english.contains("fits"), told.contains("pass"), "{english}");
        }
    }

    #[test]
    fn who_is_found_or_explained_otherwise_is_told_as_before() {
        let seen = host("Anna Müller", "bea@salon.example");
        let rejected = past(&["bv"], &[]);
        let decision = decide_knowing(&rejected, &seen, None, &roster(), HERE, 75);
        assert_eq!(decision.staff, Some(StaffId("am".into())), "the next one is certain");
        assert!(decision.ruled_out.is_empty());
        let below = decide_knowing(&rejected, &seen, None, &roster(), HERE, 80);
        assert_eq!((below.note, below.ruled_out.len()), (Some(Note::BelowThreshold), 0));
        let gone = ActiveMapping {
            staff: roster().into_iter().find(|one| one.id.0 == "pe"),
            source: MappingSource::Manual,
            confidence: 100,
        };
        let note = decide_knowing(&rejected, &seen, Some(&gone), &roster(), HERE, 75);
        assert!(note.note.is_some() && note.ruled_out.is_empty());
        for why in [WhyOut::Rejected, WhyOut::SwitchedOff, WhyOut::Unusable(Unusable::Inactive)] {
            assert_eq!(WhyOut::parse(why.as_str()), Some(why));
        }
        assert_eq!(WhyOut::parse(""), None);
    }
}
