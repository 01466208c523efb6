//! What is free at Cal.com: from memory where that is young enough, else one question per event type and span, asked
//! side by side.

use crate::calcom::{CallError, Slot, origin, urgency};
use crate::domain::calendar::interval::Interval;
use crate::frontdesk::Desk;
use crate::frontdesk::free_times::moment::Moment;
use crate::frontdesk::offer::broken;
use crate::frontdesk::offer::question::{Budget, JUST_NOW};
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};
use time::{OffsetDateTime, Time};

/// How many event types are asked about at a time.
const ASKED_MAX: usize = 8;

#[derive(Default)]
pub(crate) struct FreeStarts {
    /// Of each event type that was answered for, in order of time.
    pub starts: BTreeMap<i64, Vec<OffsetDateTime>>,
    /// How long ago that was.
    pub ages: BTreeMap<i64, Duration>,
    /// Why others were not.
    pub failures: Vec<String>,
    /// Those not even asked for, as the question's calls were spent.
    pub unasked: Vec<i64>,
}

/// An event type to be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub event_type: i64,
    /// What was told longer ago does not count.
    pub oldest: Duration,
}

enum NoAnswer {
    /// The question's calls are spent.
    Unasked,
    Failed(String),
}

type Answer = Result<(Vec<OffsetDateTime>, Duration), NoAnswer>;

/// How long what was told is kept at all.
pub(crate) fn kept(desk: &Desk) -> Duration {
    Duration::from_secs(desk.salon.config.booking.slots_kept_seconds)
}

/// The free starts of these event types within a span, in their order, as far as the budget goes. Answers that
/// are young enough cost nothing.
pub(crate) fn ask(
    desk: &Desk,
    wanted: &[Wanted],
    span: Interval,
    budget: &Budget,
    deadline: Instant,
) -> FreeStarts {
    let mut free = FreeStarts::default();
    let mut missing = Vec::new();
    for one in wanted {
        match remembered(desk, *one, span) {
            Some((starts, age)) => free.take(one.event_type, Ok((starts, age))),
            None => missing.push(*one),
        }
    }
    let asked_by = origin::current();
    for some in missing.chunks(ASKED_MAX) {
        let answers = thread::scope(|scope| {
            let asked: Vec<_> = some
                .iter()
                .map(|one| {
                    let asked_by = asked_by.clone();
                    let ask = move || starts_of(desk, *one, span, budget, deadline);
                    let urgently = move || urgency::of(budget.urgency, ask);
                    (one.event_type, scope.spawn(move || origin::carry(asked_by, urgently)))
                })
                .collect();
            asked.into_iter().map(|(id, answer)| (id, answer.join())).collect::<Vec<_>>()
        });
        for (id, answer) in answers {
            let panicked = |_| Err(NoAnswer::Failed("the question panicked".into()));
            free.take(id, answer.unwrap_or_else(panicked));
        }
    }
    free
}

impl FreeStarts {
    fn take(&mut self, id: i64, answer: Answer) {
        match answer {
            Ok((starts, age)) => {
                self.starts.insert(id, starts);
                self.ages.insert(id, age);
            }
            Err(NoAnswer::Unasked) => self.unasked.push(id),
            Err(NoAnswer::Failed(why)) => self.failures.push(why),
        }
    }
}

fn remembered(desk: &Desk, one: Wanted, span: Interval) -> Option<(Vec<OffsetDateTime>, Duration)> {
    let oldest = one.oldest.min(kept(desk));
    if oldest.is_zero() {
        return None;
    }
    let known =
        desk.salon.free_times.known(one.event_type, span, oldest, Moment::at(desk.now()))?;
    // What was told just now is not told from memory.
    let age = if known.age <= JUST_NOW { Duration::ZERO } else { known.age };
    Some((known.starts, age))
}

fn starts_of(
    desk: &Desk,
    one: Wanted,
    span: Interval,
    budget: &Budget,
    deadline: Instant,
) -> Answer {
    let is_kept = !kept(desk).is_zero();
    // A caller who waited for another's question takes its answer.
    let _asking = match is_kept {
        true => desk.salon.free_times.wait_to_ask(one.event_type, deadline),
        false => None,
    };
    if let Some(known) = remembered(desk, one, span) {
        return Ok(known);
    }
    if !budget.may_ask() {
        return Err(NoAnswer::Unasked);
    }
    if is_kept {
        desk.salon.free_times.wanted(one.event_type, Moment::at(desk.now()));
    }
    let asked = if is_kept { whole_days(span, desk.now()) } else { span };
    let mut starts = fetch(desk, one.event_type, asked, deadline)
        .map_err(|error| NoAnswer::Failed(error.to_string()))?;
    starts.retain(|start| *start >= span.start() && *start < span.end());
    Ok((starts, Duration::ZERO))
}

/// Asks Cal.com, and keeps the answer in memory. What a person must mend is told.
pub(crate) fn fetch(
    desk: &Desk,
    event_type: i64,
    span: Interval,
    deadline: Instant,
) -> Result<Vec<OffsetDateTime>, CallError> {
    let asked = Moment::at(desk.now());
    let slots = desk.calcom.slots(event_type, span.start(), span.end(), deadline);
    if let Err(error) = &slots
        && let Some(reason) = error.reason()
    {
        desk.salon.free_times.wrong(&[event_type], span);
        let told = broken::warn_of(desk, reason, event_type, &error.to_string());
        told.map_err(|error| CallError::Unknown(error.for_log()))?;
    }
    let slots: Vec<Slot> = slots?;
    let mut starts: Vec<OffsetDateTime> = slots.into_iter().map(|slot| slot.start).collect();
    starts.sort_unstable();
    if !kept(desk).is_zero() {
        desk.salon.free_times.learn(event_type, span, &starts, asked);
    }
    Ok(starts)
}

/// The same span with all of the days (UTC) that it touches, as far as they are not over: what is asked like that can be
/// kept.
pub(crate) fn whole_days(span: Interval, now: OffsetDateTime) -> Interval {
    let midnight = |at: OffsetDateTime| at.replace_time(Time::MIDNIGHT);
    let (from, last) =
        (span.start().max(now), span.end().saturating_sub(time::Duration::NANOSECOND));
    let (from, until) = (midnight(from), midnight(last).saturating_add(time::Duration::DAY));
    let whole_second = |at: OffsetDateTime| at.replace_nanosecond(0).unwrap_or(at);
    Interval::new(from.max(whole_second(now)).min(span.start()), until).unwrap_or(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn whole_days_are_asked_for_from_now_on() {
        let now = datetime!(2026-12-01 8:00:30.5 UTC);
        for (from, until, first, end) in [
            // A day on Berlin's clock.
            (
                datetime!(2026-12-02 23:00 UTC),
                datetime!(2026-12-03 23:00 UTC),
                datetime!(2026-12-02 0:00 UTC),
                datetime!(2026-12-04 0:00 UTC),
            ),
            // The rest of today.
            (
                datetime!(2026-12-01 9:00 UTC),
                datetime!(2026-12-02 0:00 UTC),
                datetime!(2026-12-01 8:00:30 UTC),
                datetime!(2026-12-02 0:00 UTC),
            ),
            // What is past already.
            (
                datetime!(2026-11-29 9:00 UTC),
                datetime!(2026-11-30 9:00 UTC),
                datetime!(2026-11-29 9:00 UTC),
                datetime!(2026-12-01 0:00 UTC),
            ),
        ] {
            let asked = whole_days(Interval::new(from, until).unwrap(), now);
            assert_eq!((asked.start(), asked.end()), (first, end), "{from}");
        }
    }
}
