//! Tables for `matching` and `matching_sentence`.

use crate::domain::host::decision::*;
use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::kinds::*;
use crate::domain::host::matching::*;
use crate::domain::host::matching_sentence::sentence;
use crate::domain::ids::{BranchId, CompanyId, HostId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext, Unusable};

const HERE: TenantContext = TenantContext { company: CompanyId(1), branch: Some(BranchId(1)) };

fn staff(id: &str, name: &str, emails: &[&str]) -> StaffMember {
    StaffMember {
        id: StaffId(id.to_owned()),
        company: CompanyId(1),
        branch: Some(BranchId(1)),
        name: name.to_owned(),
        emails: emails.iter().map(|email| (*email).to_owned()).collect(),
        active: true,
        pause_bookable_policy: None,
    }
}

/// Two people of one name, one of them with two addresses; one address that two people share; and three who
/// may not be used here.
fn roster() -> Vec<StaffMember> {
    vec![
        staff("jw", "Jürgen Weiß", &["juergen@salon.example", "privat@example.com"]),
        staff("am", "Anna Müller", &["anna@salon.example"]),
        staff("a2", "Mueller, Anna", &[]),
        staff("ev", "Emma Vogel", &["desk@salon.example"]),
        staff("er", "Emma Roth", &["desk@salon.example"]),
        StaffMember { active: false, ..staff("in", "Paula Ehemals", &["paula@salon.example"]) },
        StaffMember {
            branch: Some(BranchId(2)),
            ..staff("ob", "Olga Nebenan", &["olga@salon.example"])
        },
        StaffMember { company: CompanyId(2), ..staff("oc", "Karl Fremd", &["karl@salon.example"]) },
    ]
}

fn seen(name: Option<&str>, emails: &[&str]) -> HostSighting {
    let host = Host {
        id: HostId(7),
        name: name.map(str::to_owned),
        emails: emails.iter().map(|email| (*email).to_owned()).collect(),
        username: None,
        time_zone: None,
    };
    HostSighting::Seen { host, source: "get:data.hosts".to_owned() }
}

fn by_id(id: &str) -> Option<StaffMember> {
    roster().into_iter().find(|staff| staff.id.0 == id)
}

fn mapping(id: &str, source: MappingSource, confidence: u8) -> ActiveMapping {
    ActiveMapping { staff: by_id(id), source, confidence }
}

fn ids(decision: &Decision) -> Vec<&str> {
    decision.candidates.iter().map(|candidate| candidate.staff.0.as_str()).collect()
}

fn decided(sighting: &HostSighting, mapping: Option<&ActiveMapping>) -> Decision {
    decide(sighting, mapping, &roster(), HERE, THRESHOLD_DEFAULT)
}

#[test]
fn the_strategies_decide_by_priority() {
    use AssignmentState::*;
    let both = "juergen@salon.example";
    for (name, emails, state, rule, candidates) in [
        (None, vec![both], Matched, Some(Rule::Email), vec!["jw"]),
        (None, vec!["Privat@Example.com"], Matched, Some(Rule::Email), vec!["jw"]),
        (Some("JUERGEN WEISS"), vec![], Matched, Some(Rule::Name), vec!["jw"]),
        (Some("Weiß, Jürgen"), vec!["other@example.com"], Matched, Some(Rule::Name), vec!["jw"]),
        // The address is surer than the name, and settles what the name leaves open.
        (Some("Emma Vogel"), vec![both], Matched, Some(Rule::Email), vec!["jw"]),
        (Some("Anna Müller"), vec!["anna@salon.example"], Matched, Some(Rule::Email), vec!["am"]),
        (Some("Anna Müller"), vec![], Ambiguous, Some(Rule::Name), vec!["am", "a2"]),
        // A shared address is ambiguous although the name would tell them apart: lower strategies are not asked.
        (
            Some("Emma Vogel"),
            vec!["desk@salon.example"],
            Ambiguous,
            Some(Rule::Email),
            vec!["ev", "er"],
        ),
        (None, vec![both, "anna@salon.example"], Ambiguous, Some(Rule::Email), vec!["jw", "am"]),
        (Some("Jurgen Weiss"), vec!["x@example.com"], NoCandidate, None, vec![]),
        (Some("Jürgen"), vec![""], NoCandidate, None, vec![]),
        (None, vec![], NoCandidate, None, vec![]),
        (Some("-"), vec![], NoCandidate, None, vec![]),
        (Some("Paula Ehemals"), vec!["paula@salon.example"], NoCandidate, None, vec![]),
        (Some("Olga Nebenan"), vec!["olga@salon.example"], NoCandidate, None, vec![]),
        (Some("Karl Fremd"), vec!["karl@salon.example"], NoCandidate, None, vec![]),
    ] {
        let decision = decided(&seen(name, &emails), None);
        let case = format!("{name:?} {emails:?}");
        assert_eq!((decision.state, decision.rule), (state, rule), "{case}");
        assert_eq!(ids(&decision), candidates, "{case}");
        assert_eq!(decision.learn, state == Matched, "{case}");
        assert_eq!(decision.staff.is_some(), state == Matched, "{case}");
        let confidence = rule.filter(|_| state == Matched).map(|rule| match rule {
            Rule::Email => 95,
            _ => 75,
        });
        assert_eq!(decision.confidence, confidence, "{case}");
        assert_eq!(decision.margin, (state == Ambiguous).then_some(0), "{case}");
        assert_eq!((decision.threshold, decision.note), (75, None), "{case}");
    }
}

#[test]
fn without_a_host_nothing_is_evaluated() {
    for sighting in [HostSighting::Absent, HostSighting::Unknown { source: "get:hosts".to_owned() }]
    {
        let decision = decided(&sighting, None);
        assert_eq!(decision.state, AssignmentState::NotEvaluated);
        assert_eq!((decision.staff, decision.rule, decision.learn), (None, None, false));
    }
}

#[test]
fn a_usable_mapping_decides_before_all_strategies() {
    let host = seen(Some("Emma Roth"), &["anna@salon.example"]);
    for (source, rule) in [
        (MappingSource::AutoEmail, Rule::Email),
        (MappingSource::AutoName, Rule::Name),
        (MappingSource::Manual, Rule::Manual),
        (MappingSource::Admin, Rule::Admin),
    ] {
        // Even below today's threshold: it was asked when the mapping was made.
        let decision = decided(&host, Some(&mapping("jw", source, 60)));
        assert_eq!(decision.staff, Some(StaffId("jw".to_owned())));
        assert_eq!((decision.rule, decision.confidence), (Some(rule), Some(60)));
        assert_eq!((decision.note, decision.learn), (None, false));
    }
}

#[test]
fn a_mapping_that_cannot_be_used_says_so() {
    let host = seen(Some("Jürgen Weiß"), &[]);
    for (id, why) in [
        ("in", Unusable::Inactive),
        ("ob", Unusable::OtherBranch),
        ("oc", Unusable::OtherCompany),
        ("nobody", Unusable::Missing),
    ] {
        for source in [MappingSource::Manual, MappingSource::Admin] {
            let decision = decided(&host, Some(&mapping(id, source, 100)));
            assert_eq!(decision.state, AssignmentState::NoCandidate, "a person decided otherwise");
            assert_eq!(decision.note, Some(Note::MappingNotUsed { source, why }));
            assert_eq!((decision.staff, decision.rule, decision.learn), (None, None, false));
        }
        for source in [MappingSource::AutoEmail, MappingSource::AutoName] {
            let decision = decided(&host, Some(&mapping(id, source, 95)));
            assert_eq!(decision.staff, Some(StaffId("jw".to_owned())));
            assert_eq!(decision.note, Some(Note::MappingNotUsed { source, why }));
            assert_eq!((decision.rule, decision.learn), (Some(Rule::Name), true));
        }
    }
    let anywhere = TenantContext { branch: None, ..HERE };
    let olga = mapping("ob", MappingSource::Manual, 100);
    let decision = decide(&host, Some(&olga), &roster(), anywhere, THRESHOLD_DEFAULT);
    assert_eq!(decision.staff, Some(StaffId("ob".to_owned())));
}

#[test]
fn below_the_threshold_nobody_is_assigned_and_somebody_is_named() {
    let host = seen(Some("Jürgen Weiß"), &[]);
    for (threshold, state) in [
        (0, AssignmentState::Matched),
        (75, AssignmentState::Matched),
        (76, AssignmentState::NoCandidate),
        (255, AssignmentState::NoCandidate),
    ] {
        let decision = decide(&host, None, &roster(), HERE, threshold);
        assert_eq!((decision.state, decision.rule), (state, Some(Rule::Name)), "{threshold}");
        assert_eq!(ids(&decision), ["jw"]);
        assert_eq!(decision.is_below_threshold(), state == AssignmentState::NoCandidate);
        assert_eq!(decision.note, decision.is_below_threshold().then_some(Note::BelowThreshold));
        assert_eq!((decision.staff.is_some(), decision.learn), (threshold <= 75, threshold <= 75));
    }
    // Both at once: the mapping is the note, the candidate tells the rest.
    let gone = mapping("in", MappingSource::AutoEmail, 95);
    let decision = decide(&host, Some(&gone), &roster(), HERE, 80);
    let note = Note::MappingNotUsed { source: MappingSource::AutoEmail, why: Unusable::Inactive };
    assert_eq!((decision.note, decision.is_below_threshold()), (Some(note), true));
}

#[test]
fn the_second_booking_of_a_host_is_decided_like_the_first() {
    for (host, threshold) in [
        (seen(Some("Anna Müller"), &["anna@salon.example"]), 75),
        (seen(Some("Jürgen Weiß"), &[]), 75),
        (seen(None, &["privat@example.com"]), 95),
    ] {
        let first = decide(&host, None, &roster(), HERE, threshold);
        let made = ActiveMapping {
            staff: by_id(&first.staff.clone().unwrap().0),
            source: first.rule.unwrap().mapping_source(),
            confidence: first.confidence.unwrap(),
        };
        let second = decide(&host, Some(&made), &roster(), HERE, threshold);
        assert!(first.learn);
        assert_eq!(second, Decision { learn: false, ..first });
    }
}

/// The order of the list does not matter, nor does that of the roster, but for that of the candidates.
#[test]
fn priority_is_the_rules_own() {
    let host = seen(Some("Emma Vogel"), &["anna@salon.example"]);
    let swapped: [&dyn HostMatcher; 2] = [&ByName, &ByEmail];
    let mut reversed = roster();
    reversed.reverse();
    let decision = decide_by(&swapped, &host, None, &reversed, HERE, 75);
    assert_eq!(decision, decided(&host, None));
    assert_eq!(decision.rule, Some(Rule::Email));
}

#[test]
fn words_for_the_database_go_both_ways() {
    for rule in [Rule::Email, Rule::Name, Rule::Manual, Rule::Admin] {
        assert_eq!(Rule::parse(rule.as_str()), Some(rule));
        let source = rule.mapping_source();
        assert_eq!((source.rule(), MappingSource::parse(source.as_str())), (rule, Some(source)));
    }
    for state in ["matched", "ambiguous", "no_candidate", "not_evaluated"] {
        assert_eq!(AssignmentState::parse(state).map(AssignmentState::as_str), Some(state));
    }
    let unused = Note::MappingNotUsed { source: MappingSource::Manual, why: Unusable::OtherBranch };
    assert_eq!(unused.code(), "mapping_not_used:manual:other_branch");
    for note in [unused, Note::BelowThreshold] {
        assert_eq!(Note::parse(&note.code()), Some(note));
    }
    assert_eq!((Note::parse("mapping_not_used:manual"), Note::parse("")), (None, None));
    assert_eq!((Rule::parse("auto_email"), MappingSource::parse("email")), (None, None));
}

#[test]
fn every_decision_is_a_sentence() {
    let anna = seen(Some("A. M."), &["anna@salon.example"]);
    let juergen = seen(Some("Jürgen Weiß"), &[]);
    let by_email = mapping("am", MappingSource::AutoEmail, 95);
    let by_hand = mapping("am", MappingSource::Manual, 100);
    let gone = mapping("in", MappingSource::Manual, 100);
    let gone_auto = mapping("ob", MappingSource::AutoName, 75);
    for (host, mapping, threshold, german, english) in [
        (
            &HostSighting::Absent,
            None,
            75,
            "Nicht geprüft, weil Cal.com keinen Host nennt.",
            "Not evaluated, because Cal.com names no host.",
        ),
        (
            &anna,
            None,
            75,
            "Anna Müller, weil die Cal.com-Adresse anna@salon.example dieser Person gehört (E-Mail, 95).",
            "Anna Müller, because the Cal.com address anna@salon.example is this person's (e-mail, 95).",
        ),
        (
            &anna,
            Some(&by_email),
            75,
            "Anna Müller, weil Cal.com-Host 7 (A. M., anna@salon.example) an der Adresse erkannt wurde (E-Mail, 95).",
            "Anna Müller, because Cal.com-Host 7 (A. M., anna@salon.example) was recognised by the address (e-mail, 95).",
        ),
        (
            &juergen,
            Some(&by_hand),
            75,
            "Anna Müller, weil Cal.com-Host 7 (Jürgen Weiß) von Hand so zugeordnet ist (von Hand, 100).",
            "Anna Müller, because Cal.com-Host 7 (Jürgen Weiß) was so assigned by hand (manual, 100).",
        ),
        (
            &juergen,
            Some(&gone),
            75,
            "Niemand. Die von Hand gemachte Zuordnung gilt hier nicht, weil die Person nicht aktiv ist.",
            "Nobody. The manual mapping is not used here, because the person is not active.",
        ),
        (
            &juergen,
            Some(&gone_auto),
            80,
            "Niemand: Jürgen Weiß passt zu Cal.com-Host 7 (Jürgen Weiß) (Name, 75), aber die Schwelle ist 80. \
             Die automatische Zuordnung gilt hier nicht, weil die Person zu einer anderen Filiale gehört.",
            "Nobody: Jürgen Weiß fits Cal.com-Host 7 (Jürgen Weiß) (name, 75), but the threshold is 80. \
             The automatic mapping is not used here, because the person belongs to another branch.",
        ),
        (
            &seen(Some("Anna Müller"), &[]),
            None,
            75,
            "Mehrdeutig: zu Cal.com-Host 7 (Anna Müller) passen Anna Müller und Mueller, Anna (Name, 75); bitte entscheiden.",
            "Ambiguous: Cal.com-Host 7 (Anna Müller) could be Anna Müller and Mueller, Anna (name, 75); please decide.",
        ),
        (
            &seen(None, &[]),
            None,
            75,
            "Niemand, weil zu Cal.com-Host 7 keine Adresse und kein Name passt.",
            "Nobody, because no address and no name fits Cal.com-Host 7.",
        ),
    ] {
        let decision = decide(host, mapping, &roster(), HERE, threshold);
        assert_eq!(sentence(&decision, host, Language::De), german);
        assert_eq!(sentence(&decision, host, Language::En), english);
    }
}
