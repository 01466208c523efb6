//! Which staff member a Cal.com host is: the strategies, and the decision made of them.
//!
//! An active mapping comes first, because it is what was decided before, by a person or by a strategy. Without
//! one the strategies are asked, surest first. None of them guesses: two candidates are *ambiguous*.

use crate::domain::host::decision::{ActiveMapping, Candidate, Decision, Note};
use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::kinds::{AssignmentState, Rule};
use crate::domain::people::staff::{StaffMember, TenantContext, Unusable};
use crate::domain::text::fold::fold;
use std::cmp::Reverse;

/// Confidence from which an automatic strategy may assign, 0 to 100. E-mail and unique exact name pass.
pub const THRESHOLD_DEFAULT: u8 = 75;
/// Confidence of the e-mail strategy.
pub const CONFIDENCE_EMAIL: u8 = 95;
/// Confidence of the name strategy.
pub const CONFIDENCE_NAME: u8 = 75;

/// One way to recognise a host. It answers for one pair; whether the answer is unique is not its concern.
pub trait HostMatcher: Sync {
    /// Which rule it is; says its priority and is stored with the decision.
    fn rule(&self) -> Rule;
    /// How sure it is, 0 to 100, that the host is this staff member; `None` if nothing says so.
    fn confidence(&self, host: &Host, staff: &StaffMember) -> Option<u8>;
}

/// An address of the host is one of the staff member's.
pub struct ByEmail;

impl HostMatcher for ByEmail {
    fn rule(&self) -> Rule {
        Rule::Email
    }

    fn confidence(&self, host: &Host, staff: &StaffMember) -> Option<u8> {
        let theirs: Vec<String> = staff.emails.iter().map(|email| email.to_lowercase()).collect();
        let same = host
            .emails
            .iter()
            .any(|email| !email.is_empty() && theirs.contains(&email.to_lowercase()));
        same.then_some(CONFIDENCE_EMAIL)
    }
}

/// The host has the staff member's name, after folding.
pub struct ByName;

impl HostMatcher for ByName {
    fn rule(&self) -> Rule {
        Rule::Name
    }

    fn confidence(&self, host: &Host, staff: &StaffMember) -> Option<u8> {
        let name = fold(host.name.as_deref()?);
        (!name.is_empty() && name == fold(&staff.name)).then_some(CONFIDENCE_NAME)
    }
}

/// The strategies in use. A new way to match is a new struct and one more entry; the order does not matter.
pub const STRATEGIES: [&dyn HostMatcher; 2] = [&ByEmail, &ByName];

/// Decides which staff member the host of a booking is. See `decide_by`.
pub fn decide(
    sighting: &HostSighting,
    mapping: Option<&ActiveMapping>,
    roster: &[StaffMember],
    context: TenantContext,
    threshold: u8,
) -> Decision {
    decide_by(&STRATEGIES, sighting, mapping, roster, context, threshold)
}

/// Decides with these strategies.
///
/// A usable mapping decides, whatever its confidence: the threshold was asked when it was made. One that a
/// person made and that cannot be used leaves the booking without a candidate; one that a strategy made gives
/// way to the strategies. Of those the one with the highest priority that has any candidate decides: one
/// candidate is a match if its score reaches the threshold, several are ambiguous, and no other is asked.
pub fn decide_by(
    strategies: &[&dyn HostMatcher],
    sighting: &HostSighting,
    mapping: Option<&ActiveMapping>,
    roster: &[StaffMember],
    context: TenantContext,
    threshold: u8,
) -> Decision {
    let mut decision = Decision {
        state: AssignmentState::NotEvaluated,
        staff: None,
        rule: None,
        confidence: None,
        candidates: Vec::new(),
        margin: None,
        threshold,
        note: None,
        learn: false,
        ruled_out: Vec::new(),
    };
    let Some(host) = sighting.host() else { return decision };
    decision.state = AssignmentState::NoCandidate;
    if let Some(mapping) = mapping {
        match usable(mapping, context) {
            Ok(staff) => {
                let found = Candidate::of(staff, mapping.source.rule(), mapping.confidence);
                return matched(decision, found, false);
            }
            Err(why) => {
                decision.note = Some(Note::MappingNotUsed { source: mapping.source, why });
                if !mapping.source.is_automatic() {
                    return decision;
                }
            }
        }
    }
    let mut strategies = strategies.to_vec();
    strategies.sort_by_key(|strategy| Reverse(strategy.rule().priority()));
    let admitted = || roster.iter().filter(|staff| context.admits(staff).is_ok());
    let mut found = strategies.iter().map(|strategy| {
        let score =
            |staff| Some(Candidate::of(staff, strategy.rule(), strategy.confidence(host, staff)?));
        admitted().filter_map(score).collect::<Vec<_>>()
    });
    let found = found.find(|candidates| !candidates.is_empty()).unwrap_or_default();
    settle(decision, found)
}

/// What the candidates of the deciding strategy make of it.
fn settle(mut decision: Decision, found: Vec<Candidate>) -> Decision {
    decision.rule = found.first().map(|candidate| candidate.rule);
    match <[Candidate; 1]>::try_from(found) {
        Ok([only]) if only.score >= decision.threshold => matched(decision, only, true),
        Ok(below) => {
            decision.note = decision.note.or(Some(Note::BelowThreshold));
            decision.candidates = below.into();
            decision
        }
        Err(none) if none.is_empty() => decision,
        Err(several) => {
            let mut scores: Vec<u8> = several.iter().map(|candidate| candidate.score).collect();
            scores.sort_unstable_by(|a, b| b.cmp(a));
            decision.margin =
                scores.first().zip(scores.get(1)).map(|(best, next)| best.saturating_sub(*next));
            decision.state = AssignmentState::Ambiguous;
            decision.candidates = several;
            decision
        }
    }
}

fn matched(decision: Decision, found: Candidate, learn: bool) -> Decision {
    Decision {
        state: AssignmentState::Matched,
        staff: Some(found.staff.clone()),
        rule: Some(found.rule),
        confidence: Some(found.score),
        candidates: vec![found],
        learn,
        ..decision
    }
}

/// Whether the mapping alone decides, so that `decide` looks at no other staff member.
pub fn is_decided_by_mapping(mapping: Option<&ActiveMapping>, context: TenantContext) -> bool {
    mapping
        .is_some_and(|mapping| usable(mapping, context).is_ok() || !mapping.source.is_automatic())
}

fn usable(mapping: &ActiveMapping, context: TenantContext) -> Result<&StaffMember, Unusable> {
    let staff = mapping.staff.as_ref().ok_or(Unusable::Missing)?;
    context.admits(staff).map(|()| staff)
}
