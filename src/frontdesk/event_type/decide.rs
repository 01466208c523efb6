//! What is to be done for one row of the event map, after asking Cal.com what its lists do not tell. Changes nothing.

use crate::calcom::{BookingFilter, CallError};
use crate::domain::Result;
use crate::domain::event_type::fields::{FieldDrift, Fields, Home, MapRow, Seen};
use crate::domain::event_type::plan::{Listed, Next, next, set_right};
use crate::domain::event_type::wanted::Wanted;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::read::EventTypeWorld;
use crate::frontdesk::event_type::run::{EventTypeRun, busy};
use crate::store::db::stamp;
use crate::store::service::event_map_sync;
use std::time::Instant;
use time::{Duration, OffsetDateTime};

/// Bookings asked for at a time.
const TAKE: u32 = 100;
/// A booking that began so long ago may still be going on: no customer is at the chair for longer.
const LONGEST_HOURS: i64 = 24;

/// What a row waits for that the services no longer want as they did when the run began.
pub(crate) const CHANGED: &str = "the services changed meanwhile";

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Decision {
    /// Nothing but to note it.
    Settle(Seen),
    /// To be made; `again` if it was there before.
    Create { again: bool },
    /// Fields of ours to be set.
    Update { seen: Seen, drift: Vec<FieldDrift>, fields: Fields },
    /// To be deleted at Cal.com.
    Delete(i64),
    /// Never made: only the row goes.
    Remove,
    /// To be deleted, but not while bookings stand on it.
    Keep { id: i64, bookings: u32, until: Option<OffsetDateTime> },
    /// It cannot be.
    Fail(String),
    /// Cal.com gave no answer.
    Leave(String),
    /// Not now; the sentence says what for.
    Wait(String),
    /// Cal.com wants so many seconds of rest first.
    Busy(u32),
}

pub(crate) fn decide(
    desk: &Desk,
    run: &EventTypeRun,
    world: &EventTypeWorld,
    row: &MapRow,
    deadline: Instant,
) -> Result<Decision> {
    let wanted = world.wanted_for(row);
    if !row.is_retired && wanted.is_none() {
        return Ok(Decision::Wait(CHANGED.to_owned()));
    }
    if let Some(stranger) = wanted.and_then(|one| not_the_owner(run, world, row, one)) {
        return Ok(Decision::Fail(stranger));
    }
    let list = run.lists.get(&row.written.home).map(Vec::as_slice).unwrap_or_default();
    let by_slug = list.iter().find(|seen| seen.slug() == Some(row.written.slug.as_str()));
    let by_number = list.iter().find(|seen| Some(seen.id) == row.event_type_id);
    let is_anothers = by_slug.is_some_and(|seen| is_anothers(world, row, seen.id));
    let decision = match next(row, wanted, Listed { by_number, by_slug, is_anothers }) {
        Next::Ask(id) => ask_for(desk, row, wanted, id, deadline),
        Next::Delete(id) => may_delete(desk, run, id, deadline)?,
        Next::Remove => may_remove(desk, row)?,
        other => decision(other),
    };
    Ok(decision)
}

/// An event type that the list does not have is asked for by its number: lists may leave out what is hidden.
fn ask_for(
    desk: &Desk,
    row: &MapRow,
    wanted: Option<&Wanted>,
    id: i64,
    deadline: Instant,
) -> Decision {
    match (desk.calcom.event_type(row.written.home, id, deadline), wanted) {
        (Ok(seen), Some(wanted)) => decision(set_right(row, wanted, &seen)),
        (Err(error), _) if error.is_not_found() => Decision::Create { again: true },
        (Err(error), _) => undecided(&error),
        (Ok(_), None) => Decision::Wait(CHANGED.to_owned()),
    }
}

/// Deleting takes no booking away, but none could be moved any more: so it waits for them to pass.
fn may_delete(desk: &Desk, run: &EventTypeRun, id: i64, deadline: Instant) -> Result<Decision> {
    if run.delete_anyway {
        return Ok(Decision::Delete(id));
    }
    let now = desk.now();
    let (bookings, until) =
        desk.store.read(|connection| event_map_sync::upcoming(connection, id, now))?;
    if bookings > 0 {
        return Ok(Decision::Keep { id, bookings, until });
    }
    let filter = BookingFilter {
        event_type_id: Some(id),
        after_start: Some(now.saturating_sub(Duration::hours(LONGEST_HOURS))),
        take: TAKE,
        ..BookingFilter::default()
    };
    let page = match desk.calcom.bookings(&filter, deadline) {
        Ok(page) => page,
        Err(error) => return Ok(undecided(&error)),
    };
    let stands: Vec<OffsetDateTime> = page
        .bookings
        .iter()
        .filter(|facts| facts.event_type_id.is_none_or(|other| other == id))
        .filter(|facts| facts.status.stands() && facts.end > now)
        .map(|facts| facts.start)
        .collect();
    // An unreadable entry, or a page behind this one, may be a booking that stands.
    let doubtful = page.unreadable.len().saturating_add(usize::from(page.has_more));
    let bookings = u32::try_from(stands.len().saturating_add(doubtful)).unwrap_or(u32::MAX);
    let until = stands.into_iter().max();
    Ok(match bookings {
        0 => Decision::Delete(id),
        bookings => Decision::Keep { id, bookings, until },
    })
}

/// A creation that was never answered may still be under way for a while.
fn may_remove(desk: &Desk, row: &MapRow) -> Result<Decision> {
    let sent_at = row.written.sent_at.as_deref().map(stamp::parse).transpose()?;
    let quiet = desk.salon.config.booking.quiet_seconds;
    let quiet = Duration::seconds(i64::try_from(quiet).unwrap_or(i64::MAX));
    let under_way = sent_at.is_some_and(|at| desk.now() < at.saturating_add(quiet));
    Ok(if under_way {
        Decision::Wait("its creation was not answered, and may still be under way".into())
    } else {
        Decision::Remove
    })
}

/// Whether the event type is another row's already.
pub(crate) fn is_anothers(world: &EventTypeWorld, row: &MapRow, id: i64) -> bool {
    world.files.iter().any(|file| file.event_type_id == id)
        || world.rows.iter().any(|other| other.id != row.id && other.event_type_id == Some(id))
}

/// Without a team only the owner of the key can have event types.
fn not_the_owner(
    run: &EventTypeRun,
    world: &EventTypeWorld,
    row: &MapRow,
    wanted: &Wanted,
) -> Option<String> {
    let is_own = wanted.home != Home::Account
        || wanted.problem.is_some()
        || run.own_id.is_some_and(|own| wanted.hosts == [own]);
    let who = world.label_of(row).who;
    (!is_own).then(|| {
        format!("{who} is not the owner of the API key: set calcom.event_type_team_id to a team {who} is in")
    })
}

fn decision(next: Next) -> Decision {
    match next {
        Next::Settle(seen) => Decision::Settle(seen),
        Next::Create => Decision::Create { again: false },
        Next::Update { seen, drift, fields } => Decision::Update { seen, drift, fields },
        Next::Fail(why) => Decision::Fail(why),
        Next::Delete(id) => Decision::Delete(id),
        Next::Remove => Decision::Remove,
        Next::Ask(id) => Decision::Wait(format!("event type {id} is not in Cal.com's list")),
    }
}

/// A question without an answer decides nothing.
pub(crate) fn undecided(error: &CallError) -> Decision {
    busy(error).map_or_else(|| Decision::Leave(error.to_string()), Decision::Busy)
}
