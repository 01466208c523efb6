//! What is free is asked for before anybody asks: one event type a step, those first whose minutes have changed, within a
//! share of the key's calls.

use crate::calcom::urgency::Urgency;
use crate::calcom::{CallError, urgency};
use crate::domain::Result;
use crate::domain::calendar::interval::Interval;
use crate::domain::service::catalogue::SegmentKey;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::length;
use crate::frontdesk::free_times::memory::InUse;
use crate::frontdesk::free_times::moment::Moment;
use crate::frontdesk::offer::{broken, free_starts};
use crate::store::host::staff;
use crate::store::service::event_map_length;
use crate::work::due::is_due;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Questions of this kind in one minute, at the most.
pub const PREFETCH_CALLS_PER_MINUTE_MAX: u32 = 20;
/// How often our own tables are looked at.
const LOOK_EVERY_SECONDS: i64 = 5;
/// How long one question may take: so long a message may have to wait.
const PATIENCE_SECONDS: u64 = 5;
/// After a question that did not get through none is asked for so long, unless Cal.com names a longer time.
const PAUSE_SECONDS: i64 = 15;
/// An event type whose question was refused is not asked for again for so long.
const REFUSED_PAUSE_SECONDS: i64 = 300;
const MINUTE_SECONDS: i64 = 60;

/// What is remembered between two steps.
#[derive(Default)]
pub(crate) struct Prefetch {
    looked_at: Option<OffsetDateTime>,
    /// What may be asked for.
    event_types: Vec<i64>,
    /// When the minute began, and how many questions were asked in it.
    minute: Option<(OffsetDateTime, u32)>,
    /// When something went wrong, and how many seconds nothing is asked then.
    paused: Option<(OffsetDateTime, i64)>,
    /// Which event types' questions were refused, and when.
    refused: BTreeMap<i64, OffsetDateTime>,
}

/// Asks for one event type, if something is due. Gives how many were asked for.
pub(crate) fn step(desk: &Desk, memory: &mut Prefetch) -> Result<usize> {
    let kept = free_starts::kept(desk);
    if kept.is_zero() {
        return Ok(0);
    }
    let now = desk.now();
    if is_due(memory.looked_at, LOOK_EVERY_SECONDS, now) {
        memory.looked_at = Some(now);
        look(desk, memory)?;
    }
    if !memory.may_ask(now) {
        return Ok(0);
    }
    let Some(span) = span(desk, now) else { return Ok(0) };
    let refused = |id: &i64| {
        let at = memory.refused.get(id).copied();
        at.is_some() && !is_due(at, REFUSED_PAUSE_SECONDS, now)
    };
    let open: Vec<i64> = memory.event_types.iter().filter(|id| !refused(id)).copied().collect();
    let next = desk.salon.free_times.next(&open, span, kept / 2, Moment::at(now));
    let Some(id) = next else { return Ok(0) };
    memory.count(now);
    let deadline = Instant::now() + Duration::from_secs(PATIENCE_SECONDS);
    match urgency::of(Urgency::Prefetch, || free_starts::fetch(desk, id, span, deadline)) {
        Ok(_) => drop(memory.refused.remove(&id)),
        Err(error) => memory.failed(id, &error, now),
    }
    Ok(1)
}

/// Which event types may be asked for: of services that are sold and people who work, but for what is broken.
fn look(desk: &Desk, memory: &mut Prefetch) -> Result<()> {
    let company = desk.salon.company;
    let (all, roster) = desk.store.read(|connection| {
        Ok((event_map_length::in_use(connection, company)?, staff::roster(connection, company)?))
    })?;
    let wanted = length::known_lengths(desk)?.wanted;
    let works = |entry: &&event_map_length::InUse| match &entry.entry.staff {
        Some(id) => roster.iter().any(|person| person.id == *id && person.active),
        None => true,
    };
    // What holds a pause is never asked for.
    let is_work =
        |one: &&event_map_length::InUse| SegmentKey::parse(&one.entry.segment_key).is_some();
    let in_use: BTreeMap<i64, InUse> = all
        .iter()
        .filter(works)
        .filter(is_work)
        .map(|one| {
            let (id, staff) = (one.entry.event_type_id, one.entry.staff.clone());
            // One that turns out to be as long as it should be has not changed.
            let minutes = one.entry.minutes_there.or(wanted.get(&id).map(|(minutes, _)| *minutes));
            (id, InUse { staff, minutes })
        })
        .collect();
    let broken = broken::read(desk)?;
    // A pool's answer counts for some seconds only: it is asked when it is needed.
    let is_asked = |(_, one): &(&i64, &InUse)| one.staff.is_some();
    let ids = in_use.iter().filter(is_asked).map(|(id, _)| *id);
    memory.event_types = ids.filter(|id| broken.of_event_type(*id).is_none()).collect();
    memory.refused.retain(|id, _| in_use.contains_key(id));
    desk.salon.free_times.set_in_use(in_use);
    Ok(())
}

/// From now to the end of the last day that is asked for.
fn span(desk: &Desk, now: OffsetDateTime) -> Option<Interval> {
    let booking = &desk.salon.config.booking;
    let days = i64::try_from(booking.prefetch_days.min(booking.horizon_days)).ok()?;
    let (today, _) = desk.salon.zone.local(now);
    let last = today.checked_add(time::Duration::days(days))?;
    let (_, until) = desk.salon.zone.day_bounds(last);
    let asked = Interval::new(now, until).ok()?;
    Some(free_starts::whole_days(asked, now))
}

impl Prefetch {
    fn may_ask(&mut self, now: OffsetDateTime) -> bool {
        if let Some((since, seconds)) = self.paused {
            if !is_due(Some(since), seconds, now) {
                return false;
            }
            self.paused = None;
        }
        let is_over = |(began, _): (OffsetDateTime, u32)| is_due(Some(began), MINUTE_SECONDS, now);
        if self.minute.is_none_or(is_over) {
            self.minute = Some((now, 0));
        }
        self.minute.is_some_and(|(_, asked)| asked < PREFETCH_CALLS_PER_MINUTE_MAX)
    }

    fn count(&mut self, now: OffsetDateTime) {
        let (began, asked) = self.minute.unwrap_or((now, 0));
        self.minute = Some((began, asked.saturating_add(1)));
    }

    /// It is asked again later; nothing that is known changes.
    fn failed(&mut self, id: i64, error: &CallError, now: OffsetDateTime) {
        log::info!("free times are not asked for beforehand for a while: {error}");
        let pause = match error {
            CallError::Refused(_) => {
                self.refused.insert(id, now);
                return;
            }
            CallError::NotSent { retry_after_seconds, .. } => {
                PAUSE_SECONDS.max(retry_after_seconds.unwrap_or_default().into())
            }
            CallError::Unknown(_) => PAUSE_SECONDS,
        };
        self.paused = Some((now, pause));
    }
}
