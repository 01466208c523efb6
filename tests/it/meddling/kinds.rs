//! What a person at Cal.com does while a visit is booked, moved or cancelled: every such moment, listed one by one.

use crate::meddling::world::{Standing, World};
use crate::schedule::plan::{Family, Policy, Schedule};

/// What she does to one booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Cancel,
    /// To the next day, where nothing else of the visit is.
    MoveAway,
    /// By a quarter of an hour: into the other parts.
    MoveNear,
    /// To the other of the two times that a move is about: whither it goes, or whence it came.
    MoveAcross,
}

const DEEDS: [Deed; 4] = [Deed::Cancel, Deed::MoveAway, Deed::MoveNear, Deed::MoveAcross];

/// When, and what becomes of the call of ours beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before the call.
    Before,
    /// After it, before we hear.
    After,
    /// After it, and we never hear.
    AfterLost,
    /// Before it, and we never hear.
    BeforeLost,
    /// The call does not reach Cal.com, and we do not hear that either.
    Instead,
}

const WHENS: [When; 5] =
    [When::Before, When::After, When::AfterLost, When::BeforeLost, When::Instead];

const WHENS_LONG: [When; 2] = [When::Before, When::AfterLost];

/// When its webhook comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// At once.
    Early,
    /// When the saga is at rest.
    Late,
    /// Never, as all others: only the poll tells.
    Never,
}

/// The longest visits.
const SEGMENTS_MAX: usize = 4;
const WORDS: [Word; 3] = [Word::Early, Word::Late, Word::Never];

/// One act of hers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meddling {
    pub deed: Deed,
    /// Which of the bookings that stand then, in the order of their event types and starts.
    pub part: usize,
    pub when: When,
    /// At which call of ours, from 1.
    pub call: usize,
    pub word: Word,
}

impl Meddling {
    /// For people.
    pub fn told(&self, schedule: &Schedule) -> String {
        let Meddling { deed, part, when, call, word } = self;
        let visit = told(schedule);
        format!("{visit}, {deed:?} of part {part} {when:?} call {call}, webhook {word:?}")
    }
}

/// How the descriptions of a visit begin.
fn told(schedule: &Schedule) -> String {
    format!("desk: {:?} {} {:?}", schedule.family, schedule.segments, schedule.policy)
}

/// The bookings that stand before and after each call, where nobody meddles.
#[derive(Clone, Debug, Default)]
pub struct Course {
    pub before: Vec<Vec<Standing>>,
    pub after: Vec<Vec<Standing>>,
}

/// The visits: each family with each number of segments up to this and, where there is a pause, with each policy.
fn visits(segments_max: usize) -> Vec<Schedule> {
    let mut all = Vec::new();
    for segments in 1..=segments_max {
        for family in [Family::Book, Family::Cancel, Family::MoveAway, Family::MoveNear] {
            for policy in [Policy::Free, Policy::Blocked, Policy::Flexible] {
                let has_pause = segments > 1;
                // A longer visit moved near would touch its own held pause, which is not free at Cal.com.
                let fits = family != Family::MoveNear || segments == 2;
                // One booking is moved at once, however far.
                let is_double = family == Family::MoveAway && segments == 1;
                if policy == Policy::Free && !is_double || has_pause && fits && !is_double {
                    all.push(Schedule { policy, ..Schedule::of(family, segments) });
                }
            }
        }
    }
    all
}

/// All that can be done to this visit, at every call of ours, to every booking that stands then. A longer visit has
/// fewer ways: what its further parts add is more of the same.
pub fn meddlings(schedule: &Schedule) -> Vec<Meddling> {
    let course = World::furnished(schedule, None).course();
    let is_long = schedule.segments > 2;
    let is_move = matches!(schedule.family, Family::MoveAway | Family::MoveNear);
    let fits = |deed: &Deed| match deed {
        Deed::Cancel | Deed::MoveAway => true,
        Deed::MoveNear => !is_long,
        Deed::MoveAcross => is_move && !is_long,
    };
    let whens = if is_long { &WHENS_LONG[..] } else { &WHENS[..] };
    let mut all = Vec::new();
    for call in 1..=course.before.len() {
        for when in whens {
            let stand = match when {
                When::Before | When::BeforeLost | When::Instead => &course.before[call - 1],
                When::After | When::AfterLost => &course.after[call - 1],
            };
            for part in 0..stand.len() {
                for deed in DEEDS.into_iter().filter(fits) {
                    for word in WORDS {
                        all.push(Meddling { deed, part, when: *when, call, word });
                    }
                }
            }
        }
    }
    all
}

/// All whose description begins so; what `cargo test --test schedules` runs.
pub fn all(beginning: &str) -> Vec<(Schedule, Meddling)> {
    let of = |schedule: Schedule| {
        let visit = told(&schedule);
        let may_be = visit.starts_with(beginning) || beginning.starts_with(&visit);
        let all = if may_be { meddlings(&schedule) } else { Vec::new() };
        all.into_iter().map(move |meddling| (schedule.clone(), meddling))
    };
    let all = visits(SEGMENTS_MAX).into_iter().flat_map(of);
    all.filter(|(schedule, meddling)| meddling.told(schedule).starts_with(beginning)).collect()
}
