//! What is free at Cal.com: one question per event type and span, asked side by side, the answers kept briefly.

use crate::calcom::{Slot, origin, urgency};
use crate::domain::calendar::interval::Interval;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::broken;
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::slot_cache::SlotKey;
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How many event types are asked about at a time.
const ASKED_MAX: usize = 8;
pub(crate) struct FreeStarts {
    /// Of each event type that was answered for, in order of time.
    pub starts: BTreeMap<i64, Vec<OffsetDateTime>>,
    /// Why others were not.
    pub failures: Vec<String>,
    /// How many were not even asked for, as the question's calls were spent.
    pub unasked: usize,
}

enum NoAnswer {
    /// The question's calls are spent.
    Unasked,
    Failed(String),
}

/// The free starts of these event types within a span, in their order, as far as the budget goes. Answers that
/// are young enough cost nothing.
pub(crate) fn ask(
    desk: &Desk,
    event_types: &[i64],
    span: Interval,
    budget: &Budget,
    deadline: Instant,
) -> FreeStarts {
    let mut free = FreeStarts { starts: BTreeMap::new(), failures: Vec::new(), unasked: 0 };
    let asked_by = origin::current();
    for some in event_types.chunks(ASKED_MAX) {
        let answers = thread::scope(|scope| {
            let asked: Vec<_> = some
                .iter()
                .map(|id| {
                    let asked_by = asked_by.clone();
                    let ask = move || starts_of(desk, *id, span, budget, deadline);
                    let urgently = move || urgency::of(budget.urgency, ask);
                    (*id, scope.spawn(move || origin::carry(asked_by, urgently)))
                })
                .collect();
            asked.into_iter().map(|(id, answer)| (id, answer.join())).collect::<Vec<_>>()
        });
        for (id, answer) in answers {
            match answer {
                Ok(Ok(starts)) => drop(free.starts.insert(id, starts)),
                Ok(Err(NoAnswer::Unasked)) => free.unasked = free.unasked.saturating_add(1),
                Ok(Err(NoAnswer::Failed(why))) => free.failures.push(why),
                Err(_) => free.failures.push("the question panicked".into()),
            }
        }
    }
    free
}

fn starts_of(
    desk: &Desk,
    event_type_id: i64,
    span: Interval,
    budget: &Budget,
    deadline: Instant,
) -> Result<Vec<OffsetDateTime>, NoAnswer> {
    let (from, until) = (span.start(), span.end());
    let kept = Duration::from_secs(desk.salon.config.booking.slots_kept_seconds);
    let key = SlotKey::new(event_type_id, span);
    if let Some(starts) = desk.slots.young(&key, kept) {
        return Ok(starts);
    }
    // A caller who waited for another's question takes its answer.
    let _asking = match kept.is_zero() {
        true => None,
        false => desk.slots.wait_to_ask(&key, deadline),
    };
    if let Some(starts) = desk.slots.young(&key, kept) {
        return Ok(starts);
    }
    if !budget.may_ask() {
        return Err(NoAnswer::Unasked);
    }
    let slots = desk.calcom.slots(event_type_id, from, until, deadline);
    if let Err(error) = &slots
        && let Some(reason) = error.reason()
    {
        let told = broken::warn_of(desk, reason, event_type_id, &error.to_string());
        told.map_err(|error| NoAnswer::Failed(error.for_log()))?;
    }
    let slots: Vec<Slot> = slots.map_err(|error| NoAnswer::Failed(error.to_string()))?;
    let mut starts: Vec<OffsetDateTime> = slots.into_iter().map(|slot| slot.start).collect();
    starts.sort_unstable();
    if !kept.is_zero() {
        desk.slots.keep(key, &starts);
    }
    Ok(starts)
}
