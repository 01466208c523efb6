//! What the planner is asked: a composition, the ways to book each of its segments, and what takes the staff's time.

use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::ids::StaffId;
use crate::domain::service::catalogue::{Composition, PausePolicy, Performer};
use crate::domain::visit::layout::Margins;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// One way to book one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Who does it; `None` where Cal.com chooses.
    pub staff: Option<StaffId>,
    /// What is booked.
    pub event_type_id: i64,
    /// How long it takes with this staff member.
    pub minutes: u32,
    /// Free at Cal.com, in order of time. Only whole minutes count: a diary knows no seconds.
    pub starts: Vec<OffsetDateTime>,
}

/// What is looked for, among what.
pub struct Question<'a> {
    /// One that passed `check`.
    pub composition: &'a Composition,
    /// The policy in force if this person does the visit (`None`: the one that Cal.com chooses).
    pub policy_of: &'a dyn Fn(Option<&StaffId>) -> PausePolicy,
    /// Of the salon.
    pub margins: Margins,
    /// Per segment, in order; within a segment those first that are preferred.
    pub ways: &'a [Vec<Way>],
    /// What takes their time besides what Cal.com knows: appointments, holds, absences, closed hours.
    pub taken: &'a BTreeMap<StaffId, Claim>,
    /// Whom the customer asks for: the one who leads the visit.
    pub wish: Option<&'a StaffId>,
    /// The visit starts within; it may end later.
    pub within: Interval,
}

/// A start that is possible under a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Of the whole visit, UTC.
    pub start: OffsetDateTime,
    /// Who does every segment that the visit's person does; `None` where Cal.com chooses.
    pub lead: Option<StaffId>,
}

impl Question<'_> {
    /// Who can lead the visit, in the order of the ways, as far as the wish lets them. `None` is a pool.
    ///
    /// The lead does every segment whose performer is the visit's person; where all are handed over, the first.
    /// The lead must have a way to book each of them, unless it is booked as a pool alone: then Cal.com chooses.
    pub(crate) fn leads(&self) -> Vec<Option<&StaffId>> {
        let theirs = self.ways.iter().enumerate().filter(|(index, _)| self.is_leads(*index));
        let mut leads: Vec<Option<&StaffId>> = Vec::new();
        for way in theirs.flat_map(|(_, ways)| ways) {
            let lead = way.staff.as_ref();
            if !leads.contains(&lead) && (self.wish.is_none() || self.wish == lead) {
                leads.push(lead);
            }
        }
        leads
    }

    /// The ways in which a segment may be booked under a lead, the preferred first.
    pub(crate) fn ways_under(&self, index: usize, lead: Option<&StaffId>) -> Vec<(usize, &Way)> {
        let ways = || self.ways.get(index).into_iter().flatten().enumerate();
        let own = ways().filter(|(_, way)| way.staff.as_ref() == lead);
        if !self.is_leads(index) {
            // Handed over, but a customer likes to stay with one.
            let others = ways().filter(|(_, way)| way.staff.as_ref() != lead);
            return own.chain(others).collect();
        }
        if ways().all(|(_, way)| way.staff.is_none()) {
            return ways().collect();
        }
        own.collect()
    }

    fn is_leads(&self, index: usize) -> bool {
        let segments = &self.composition.segments;
        let same = |performer| performer == Performer::Same;
        if segments.iter().any(|segment| same(segment.performer)) {
            segments.get(index).is_some_and(|segment| same(segment.performer))
        } else {
            index == 0
        }
    }
}
