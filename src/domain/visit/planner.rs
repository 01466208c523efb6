//! When a visit can be, and who does what: from Cal.com's free starts and what takes the staff's time here.
//!
//! Cal.com knows single bookings, not visits. So its free starts of every segment are laid over each other, moved by
//! how long the segments before take with their performers. A start is a bit of a row of minutes; a visit's starts
//! are then found by moving and joining rows. A simple service is a visit of one segment.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::StaffId;
use crate::domain::service::catalogue::{BookedAs, PausePolicy};
use crate::domain::visit::layout;
use crate::domain::visit::layout::{Part, PartKind};
use crate::domain::visit::planner_board::Board;
use crate::domain::visit::planner_question::{Candidate, Question, Way};
use crate::domain::{Error, Result};
use time::{Duration, OffsetDateTime};

/// A part with its performer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPart {
    /// What and when.
    pub part: Part,
    /// Who; `None` where Cal.com chooses. A held pause belongs to the performer of the segment before it.
    pub staff: Option<StaffId>,
    /// What to book. `None` for a held pause: the event type of its key and its person is the caller's to look up.
    pub event_type_id: Option<i64>,
    /// Which of its segment's ways; for a held pause that of the segment before it.
    pub way: usize,
}

/// A visit with every choice made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// In order of time.
    pub parts: Vec<PlannedPart>,
    /// The one in force.
    pub policy: PausePolicy,
}

/// Every start at which the whole visit fits, for each lead: in order of time, then in the order of the ways.
/// Empty if a segment has no way to be booked.
pub fn candidates(question: &Question) -> Vec<Candidate> {
    let board = Board::new(question);
    let mut found: Vec<(OffsetDateTime, usize, Option<&StaffId>)> = Vec::new();
    for (rank, lead) in question.leads().into_iter().enumerate() {
        let rows = board.rows(lead);
        let starts = rows.first().into_iter().flat_map(|row| board.starts(row));
        found.extend(starts.map(|start| (start, rank, lead)));
    }
    found.sort_unstable_by_key(|(start, rank, _)| (*start, *rank));
    found.into_iter().map(|(start, _, lead)| Candidate { start, lead: lead.cloned() }).collect()
}

/// Who does what, and when each part is. Where a segment may be handed over, the first of its ways with which the rest
/// of the visit is possible, the lead's own before all others.
///
/// `Conflict` if the candidate does not fit (any more): it comes from `candidates` over the same question.
pub fn expand(question: &Question, candidate: &Candidate) -> Result<Planned> {
    let gone = || Error::Conflict("this time is not free any more".into());
    let lead = candidate.lead.as_ref();
    if !question.leads().contains(&lead) {
        return Err(gone());
    }
    let next_minute = candidate.start.saturating_add(Duration::MINUTE);
    let within = Interval::new(candidate.start, next_minute)?;
    // No other lead and no other start need to be looked at.
    let question = &Question { within, wish: lead.or(question.wish), ..*question };
    let board = Board::new(question);
    let chosen = board.walk(lead, candidate.start).ok_or_else(gone)?;
    let policy = (question.policy_of)(lead);
    planned(question, policy, candidate.start, &chosen)
}

fn planned(
    question: &Question,
    policy: PausePolicy,
    start: OffsetDateTime,
    chosen: &[(usize, &Way)],
) -> Result<Planned> {
    // What is really booked as a pool is what the chosen way says.
    let mut composition = question.composition.clone();
    for (segment, (_, way)) in composition.segments.iter_mut().zip(chosen) {
        segment.booked_as = if way.staff.is_some() { BookedAs::Staff } else { BookedAs::Pool };
    }
    let minutes: Vec<u32> = chosen.iter().map(|(_, way)| way.minutes).collect();
    let laid = layout::lay_out(&composition, policy, question.margins, &minutes, start)?;
    let mut remaining = chosen.iter();
    let mut current = None;
    let mut parts = Vec::new();
    for part in laid {
        let is_work = part.kind == PartKind::Work;
        if is_work {
            current = remaining.next();
        }
        let Some((index, way)) = current else {
            return Err(Error::internal("a visit has more parts than ways"));
        };
        parts.push(PlannedPart {
            part,
            staff: way.staff.clone(),
            event_type_id: is_work.then_some(way.event_type_id),
            way: *index,
        });
    }
    Ok(Planned { parts, policy })
}
