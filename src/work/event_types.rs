//! The event types kept in step by `serve`: soon after something they follow from has changed, and every so many hours.
//! A few rows a step and a pause between two steps, so that no message waits and the key's limit stays for callers.

use crate::domain::Result;
use crate::domain::event_type::plan::OpenMatter;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::reconcile;
use crate::frontdesk::event_type::run::{EventTypeReport, EventTypeRun, Step, What};
use crate::store::alarm::chore;
use crate::work::chores;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How often our own tables are looked at for something to do.
const LOOK_EVERY_SECONDS: i64 = 10;
/// How long one step may take: so long a message may have to wait.
const STEP_PATIENCE_SECONDS: u64 = 5;
/// From one step that may have called to the next.
const STEP_EVERY_SECONDS: i64 = 2;
/// The same after so many in a run that only compares, which nobody waits for: a large salon's key stays quiet.
const CALM_STEP_EVERY_SECONDS: i64 = 15;
const QUICK_STEPS_MAX: u32 = 16;
/// Rows of one step as long as there is nothing to do for them.
const ROWS_PER_STEP: usize = 10;
/// What could not be done is tried again this soon, if nothing changes meanwhile.
const AGAIN_AFTER_MINUTES: i64 = 15;

/// What the sync remembers between two steps.
#[derive(Default)]
pub struct EventTypeSync {
    looked_at: Option<OffsetDateTime>,
    /// `None` before the first comparison, which is due at once.
    due_at: Option<OffsetDateTime>,
    /// What was left open by the last run, and when.
    left: Option<(Vec<OpenMatter>, OffsetDateTime)>,
    run: Option<EventTypeRun>,
    /// There was nothing to make or change when it began.
    compares_only: bool,
    /// Steps of the run that may have called.
    steps: u32,
    next_step_at: Option<OffsetDateTime>,
}

impl EventTypeSync {
    /// Whether a run is under way.
    pub fn is_under_way(&self) -> bool {
        self.run.is_some()
    }
}

/// Goes on with the run under way, or begins one if it is time. Gives how many event types were changed. A salon
/// without event types of ours never asks Cal.com anything.
pub fn step(desk: &Desk, memory: &mut EventTypeSync) -> Result<usize> {
    let now = desk.now();
    if memory.run.is_none() && !begin(desk, memory, now)? {
        return Ok(0);
    }
    if memory.next_step_at.is_some_and(|at| now < at) {
        return Ok(0);
    }
    let Some(mut run) = memory.run.take() else { return Ok(0) };
    let deadline = Instant::now() + Duration::from_secs(STEP_PATIENCE_SECONDS);
    for _ in 0..ROWS_PER_STEP {
        match reconcile::step(desk, &mut run, deadline) {
            Ok(Step::Going) if costs_nothing(&run) => {}
            Ok(Step::Going) => {
                memory.steps = memory.steps.saturating_add(1);
                let is_quick = !memory.compares_only || memory.steps < QUICK_STEPS_MAX;
                let pause = if is_quick { STEP_EVERY_SECONDS } else { CALM_STEP_EVERY_SECONDS };
                memory.next_step_at = Some(later(now, pause));
                break;
            }
            Ok(Step::Wait(seconds)) => {
                memory.next_step_at = Some(later(now, seconds.into()));
                break;
            }
            Ok(Step::Done) => {
                let hours = i64::try_from(desk.salon.config.calcom.sync_every_hours);
                memory.due_at = Some(later(now, hours.unwrap_or(i64::MAX).saturating_mul(3600)));
                chores::done(desk, chore::EVENT_TYPES);
                return over(desk, memory, run.report(), now);
            }
            Err(error) => {
                let again = AGAIN_AFTER_MINUTES.saturating_mul(60);
                memory.due_at = Some(later(now, again));
                chores::failed(desk, chore::EVENT_TYPES);
                over(desk, memory, run.report(), now)?;
                return Err(error);
            }
        }
    }
    memory.run = Some(run);
    Ok(0)
}

/// Begins a run if our tables show something to do that was not tried a moment ago, or a comparison is due.
fn begin(desk: &Desk, memory: &mut EventTypeSync, now: OffsetDateTime) -> Result<bool> {
    let is_soon =
        memory.looked_at.is_some_and(|at| now < later(at, LOOK_EVERY_SECONDS) && now >= at);
    if is_soon {
        return Ok(false);
    }
    memory.looked_at = Some(now);
    let look = reconcile::look(desk)?;
    let hours = desk.salon.config.calcom.sync_every_hours;
    let compares = hours > 0 && look.made > 0 && memory.due_at.is_none_or(|at| now >= at);
    let tried = memory.left.as_ref().is_some_and(|(left, at)| {
        *left == look.open && now < later(*at, AGAIN_AFTER_MINUTES.saturating_mul(60))
    });
    if !compares && (look.open.is_empty() || tried) {
        return Ok(false);
    }
    (memory.compares_only, memory.steps) = (look.open.is_empty(), 0);
    memory.run = Some(reconcile::begin(desk, false, false)?);
    memory.next_step_at = None;
    Ok(true)
}

/// Whether the last step only found a row to be as it should be.
fn costs_nothing(run: &EventTypeRun) -> bool {
    run.report().rows.last().is_some_and(|row| row.what == What::Unchanged)
}

fn over(
    desk: &Desk,
    memory: &mut EventTypeSync,
    report: &EventTypeReport,
    now: OffsetDateTime,
) -> Result<usize> {
    memory.left = Some((reconcile::look(desk)?.open, now));
    let is_change =
        |what: &What| matches!(what, What::Created { .. } | What::Updated(_) | What::Deleted);
    let changed = report.rows.iter().filter(|row| is_change(&row.what)).count();
    for row in &report.rows {
        if let What::Failed(why) = &row.what {
            let label = &row.label;
            log::warn!("event type {} {}: {why}", label.service, label.segment);
        }
    }
    if changed > 0 || !report.is_clean() {
        log::info!("event types: {} of ours, {changed} changed", report.rows.len());
    }
    Ok(changed)
}

fn later(at: OffsetDateTime, seconds: i64) -> OffsetDateTime {
    at.saturating_add(time::Duration::seconds(seconds))
}
