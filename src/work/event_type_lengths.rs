//! The lengths of the salon's own event types, looked at by `serve`: soon after its start, soon after a service or its
//! event types changed, and as often as ours are compared. A question every two seconds at first, later fewer, and none
//! while the sync asks.

use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::length::KnownLengths;
use crate::frontdesk::event_type::length_look::LengthLook;
use crate::frontdesk::event_type::run::Step;
use crate::frontdesk::event_type::{length, length_look};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How often our own tables are looked at. The first time Cal.com is asked is so long after the start: a caller on the
/// phone, and what a crash left, come first.
const LOOK_EVERY_SECONDS: i64 = 10;
/// How long one question may take: so long a message may have to wait.
const STEP_PATIENCE_SECONDS: u64 = 5;
/// From one question to the next.
const STEP_EVERY_SECONDS: i64 = 2;
/// The same after so many in one look: a small salon is soon done, and a large one's key stays quiet.
const CALM_STEP_EVERY_SECONDS: i64 = 15;
const QUICK_STEPS_MAX: u32 = 16;
/// What Cal.com did not tell is asked for again this soon.
const AGAIN_AFTER_MINUTES: i64 = 15;

#[derive(Default)]
pub struct LengthWatch {
    looked_at: Option<OffsetDateTime>,
    asked_for: Option<BTreeMap<i64, (u32, bool)>>,
    due_at: Option<OffsetDateTime>,
    look: Option<LengthLook>,
    /// Questions of the look under way.
    steps: u32,
    next_step_at: Option<OffsetDateTime>,
    told: BTreeSet<String>,
}

/// Goes on with the look under way, or begins one if it is time. Gives how many wrong lengths are known, if it looked.
pub fn step(desk: &Desk, memory: &mut LengthWatch, is_sync_asking: bool) -> Result<usize> {
    let now = desk.now();
    if let Some(look) = memory.look.take() {
        if is_sync_asking || memory.next_step_at.is_some_and(|at| now < at) {
            memory.look = Some(look);
            return Ok(0);
        }
        return go_on(desk, memory, look, now);
    }
    let Some(looked_at) = memory.looked_at else {
        memory.looked_at = Some(now);
        return Ok(0);
    };
    if now >= looked_at && now < later(looked_at, LOOK_EVERY_SECONDS) {
        return Ok(0);
    }
    memory.looked_at = Some(now);
    let wrong = length::warn_of_all(desk, &mut memory.told)?;
    let KnownLengths { wanted, .. } = length::known_lengths(desk)?;
    let is_changed = memory.asked_for.as_ref() != Some(&wanted);
    let is_due = memory.due_at.is_some_and(|at| now >= at);
    if (is_changed || is_due) && !wanted.is_empty() {
        memory.steps = 0;
        memory.look = Some(length_look::begin(desk, None)?);
        memory.next_step_at = None;
    }
    Ok(wrong.len())
}

fn go_on(
    desk: &Desk,
    memory: &mut LengthWatch,
    mut look: LengthLook,
    now: OffsetDateTime,
) -> Result<usize> {
    let deadline = Instant::now() + Duration::from_secs(STEP_PATIENCE_SECONDS);
    match length_look::step(desk, &mut look, deadline)? {
        Step::Going => {
            memory.steps = memory.steps.saturating_add(1);
            let is_quick = memory.steps < QUICK_STEPS_MAX;
            let pause = if is_quick { STEP_EVERY_SECONDS } else { CALM_STEP_EVERY_SECONDS };
            memory.next_step_at = Some(later(now, pause));
        }
        Step::Wait(seconds) => memory.next_step_at = Some(later(now, seconds.into())),
        Step::Done => {
            let hours = i64::try_from(desk.salon.config.calcom.sync_every_hours);
            let seconds = match (look.is_silent, hours) {
                (true, _) => Some(AGAIN_AFTER_MINUTES.saturating_mul(60)),
                (false, Ok(0)) => None,
                (false, hours) => Some(hours.unwrap_or(i64::MAX).saturating_mul(3600)),
            };
            memory.due_at = seconds.map(|seconds| later(now, seconds));
            memory.asked_for = Some(length::known_lengths(desk)?.wanted);
            return Ok(length::warn_of_all(desk, &mut memory.told)?.len());
        }
    }
    memory.look = Some(look);
    Ok(0)
}

fn later(at: OffsetDateTime, seconds: i64) -> OffsetDateTime {
    at.saturating_add(time::Duration::seconds(seconds))
}
