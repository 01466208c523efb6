//! The pauses of visits that stand: what the desk releases of a held one, and what others may use of a free one.

use crate::domain::calendar::interval::{Claim, Diary, Interval};
use crate::domain::visit::layout::Margins;
use crate::domain::{Error, Result};
use time::OffsetDateTime;

/// What becomes of a held pause of which a part is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// What stays held, in order: before the released part, behind it, both or nothing.
    pub held: Vec<Interval>,
    /// What the work before the pause needs from now on, minutes.
    pub settle_minutes: u32,
    /// What the work after it needs from now on, minutes.
    pub return_minutes: u32,
}

/// Releases a part of a held pause, or all of it. What is released is as a free pause is: the margins at both ends of
/// the pause count from now on (where a piece stays held there, they lie in it and cost nothing more).
///
/// `Invalid` unless the released part lies in the pause.
pub fn release(pause: Interval, part: Interval, margins: Margins) -> Result<Released> {
    if !pause.contains(&part) {
        return Err(Error::invalid("what is released must lie in the pause"));
    }
    let held = [Interval::new(pause.start(), part.start()), Interval::new(part.end(), pause.end())];
    let length = u32::try_from(pause.duration().whole_minutes()).unwrap_or(u32::MAX);
    Ok(Released {
        held: held.into_iter().flatten().collect(),
        settle_minutes: margins.settle_minutes.min(length),
        return_minutes: margins.return_minutes.min(length),
    })
}

/// What lies between a visit's booked stretches, in order of time: its pauses that are not held.
pub fn free_pauses(booked: &[Interval]) -> Vec<Interval> {
    let mut booked = booked.to_vec();
    booked.sort_unstable();
    let after = booked.iter().skip(1);
    booked
        .iter()
        .zip(after)
        .filter_map(|(one, next)| Interval::new(one.end(), next.start()).ok())
        .collect()
}

/// Where in these free pauses of one person others' work fits, in order of time. `taken` is all that takes the person's time,
/// the visits with those pauses and their margins too.
pub fn pause_gaps(pauses: &[Interval], taken: &Claim) -> Vec<Interval> {
    let diary = Diary::new(taken);
    let mut gaps: Vec<Interval> = pauses.iter().flat_map(|pause| diary.free_in(*pause)).collect();
    gaps.sort_unstable();
    gaps.dedup();
    gaps
}

/// How many whole minutes are free from this start, for "35 minutes free at 10:35"; 0 if it lies in no gap.
pub fn free_minutes(gaps: &[Interval], start: OffsetDateTime) -> u32 {
    let inside = gaps.iter().filter(|gap| gap.start() <= start && start < gap.end());
    let minutes = inside.map(|gap| (gap.end() - start).whole_minutes()).max();
    minutes.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(0)
}
