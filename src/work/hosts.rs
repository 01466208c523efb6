//! The periodic host sync: one page of Cal.com's member lists a step, so that messages are worked off in between.

use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::frontdesk::host::sync;
use crate::frontdesk::host::sync::MemberReading;
use crate::store::alarm::chore;
use crate::work::chores;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How long one page may take: so long a message may have to wait.
const PAGE_PATIENCE_SECONDS: u64 = 5;
/// After a sync that failed the next one comes this soon, unless the ordinary one is due sooner.
const AGAIN_AFTER_MINUTES: i64 = 15;

/// What the sync remembers between two steps.
#[derive(Default)]
pub struct HostSync {
    /// `None` before the first one, which is due at once.
    due_at: Option<OffsetDateTime>,
    reading: Option<MemberReading>,
}

/// Reads a page if a sync is due or under way, and writes down what was read after the last one. Gives how many
/// differences there were. A salon that names no list, or no time, has no periodic sync.
pub fn step(desk: &Desk, memory: &mut HostSync) -> Result<usize> {
    go_on(desk, memory).inspect_err(|_| chores::failed(desk, chore::HOST_SYNC))
}

fn go_on(desk: &Desk, memory: &mut HostSync) -> Result<usize> {
    let hours = i64::try_from(desk.salon.config.calcom.sync_every_hours).unwrap_or(i64::MAX);
    let now = desk.now();
    let mut reading = match memory.reading.take() {
        Some(reading) => reading,
        None => {
            let lists = sync::member_lists(desk);
            let is_due = memory.due_at.is_none_or(|due_at| now >= due_at);
            if hours == 0 || lists.is_empty() || !is_due {
                return Ok(0);
            }
            MemberReading::new(lists)?
        }
    };
    let every = time::Duration::hours(hours);
    // Set first: whatever goes wrong below, the next try is not the next step.
    memory.due_at =
        Some(now.saturating_add(every.min(time::Duration::minutes(AGAIN_AFTER_MINUTES))));
    let deadline = Instant::now() + Duration::from_secs(PAGE_PATIENCE_SECONDS);
    if !reading.step(desk.calcom.as_ref(), deadline)? {
        memory.reading = Some(reading);
        return Ok(0);
    }
    let report = sync::take_in(desk, reading, false)?;
    chores::done(desk, chore::HOST_SYNC);
    memory.due_at = Some(now.saturating_add(every));
    if report.unreadable > 0 {
        log::warn!(
            "host sync: {} entries cannot be read, none counts as vanished",
            report.unreadable
        );
    }
    log::info!(
        "host sync: {} listed, {} differences, {} mapped, {} appointments decided again",
        report.listed,
        report.changes.len(),
        report.mapped.len(),
        report.redecided
    );
    Ok(report.changes.len())
}
