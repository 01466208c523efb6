//! Doing what was decided for one row: the row is marked, Cal.com is called, the row's new state is written.

use crate::calcom::CallError;
use crate::domain::Result;
use crate::domain::event_type::fields::{Fields, MapRow, Owner, Seen, SyncStatus, drift};
use crate::domain::event_type::plan::{Next, creation, set_right};
use crate::domain::event_type::wanted::Wanted;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::decide::{CHANGED, Decision, is_anothers};
use crate::frontdesk::event_type::run::{EventTypeRun, Outcome, What, busy};
use crate::frontdesk::event_type::sentences::kept_sentence;
use crate::frontdesk::event_type::{length, read};
use crate::store::db::stamp;
use crate::store::service::event_map_sync;
use std::time::Instant;

/// What a creation is refused with where its address is taken.
const TAKEN_STATUSES: [u16; 2] = [400, 409];

/// Gives Cal.com's number, as far as it is known then, and what became of the row.
pub(crate) fn act(
    desk: &Desk,
    run: &mut EventTypeRun,
    row: MapRow,
    wanted: Option<Wanted>,
    decision: Decision,
    deadline: Instant,
) -> Result<(Option<i64>, Outcome)> {
    let known = row.event_type_id;
    Ok(match (decision, wanted) {
        (Decision::Settle(seen), Some(wanted)) => {
            let told = stands(desk, &row, &wanted, &seen, What::Unchanged)?;
            (Some(seen.id), Outcome::Told(told))
        }
        (Decision::Create { again }, Some(wanted)) => {
            create(desk, run, row, &wanted, again, deadline)?
        }
        (Decision::Update { seen, drift, fields }, Some(wanted)) => {
            let outcome = update(desk, run, row, &wanted, &seen, &fields, deadline)?;
            (Some(seen.id), set_what(outcome, What::Updated(drift)))
        }
        (Decision::Delete(id), _) => (Some(id), delete(desk, &row, id, deadline)?),
        (Decision::Remove, _) => {
            let id = row.id;
            desk.store.write(move |tx| event_map_sync::remove(tx, id))?;
            (None, Outcome::Told(What::Deleted))
        }
        (Decision::Keep { id, bookings, until }, _) => {
            let why = kept_sentence(bookings, until, &desk.salon.zone);
            mark(desk, &row, SyncStatus::Pending, Some(why))?;
            (Some(id), Outcome::Told(What::Kept { bookings, until }))
        }
        (Decision::Fail(why), _) => (known, fails(desk, &row, why)?),
        (Decision::Leave(why), _) => (known, is_left(desk, &row, why)?),
        (Decision::Wait(why), _) => (known, Outcome::Told(What::Waits(why))),
        (Decision::Busy(seconds), _) => (known, Outcome::Busy(seconds)),
        (Decision::Settle(_) | Decision::Create { .. } | Decision::Update { .. }, None) => {
            (known, Outcome::Told(What::Waits(CHANGED.into())))
        }
    })
}

fn create(
    desk: &Desk,
    run: &mut EventTypeRun,
    mut row: MapRow,
    wanted: &Wanted,
    again: bool,
    deadline: Instant,
) -> Result<(Option<i64>, Outcome)> {
    let before = row.written.sent_at.clone();
    row.event_type_id = None;
    row.status = SyncStatus::Pending;
    row.written.sent_at = Some(stamp::seconds(desk.now()));
    row.written.ours = Fields::new();
    row.written.salon = Fields::new();
    write_row(desk, &row)?;
    let home = row.written.home;
    let error = match desk.calcom.create_event_type(home, &creation(&row, wanted), deadline) {
        Ok(seen) => {
            let told = stands(desk, &row, wanted, &seen, What::Created { again })?;
            return Ok((Some(seen.id), Outcome::Told(told)));
        }
        Err(error) => error,
    };
    match &error {
        CallError::NotSent { .. } => {
            row.written.sent_at = before;
            write_row(desk, &row)?;
        }
        CallError::Refused(no) if !TAKEN_STATUSES.contains(&no.status) => {}
        // The answer was lost, or the address is taken: perhaps by the very one that was asked for.
        CallError::Refused(_) | CallError::Unknown(_) => {
            let list = desk.calcom.event_types(home, Some(&row.written.slug), deadline);
            let found = list.ok().and_then(|list| {
                let mut all = list.event_types.into_iter();
                all.find(|seen| seen.slug() == Some(row.written.slug.as_str()))
            });
            if let Some(seen) = found {
                return take_over(desk, run, row, wanted, &seen, again, deadline);
            }
        }
    }
    Ok((None, went_wrong(desk, &row, &error)?))
}

/// One that is found at the row's address.
fn take_over(
    desk: &Desk,
    run: &mut EventTypeRun,
    row: MapRow,
    wanted: &Wanted,
    seen: &Seen,
    again: bool,
    deadline: Instant,
) -> Result<(Option<i64>, Outcome)> {
    let world = read::world(desk)?;
    let is_ours = !is_anothers(&world, &row, seen.id);
    if !is_ours {
        let why = format!(
            "its address {} is event type {}, which is used for something else: change the address there",
            row.written.slug, seen.id
        );
        return Ok((None, fails(desk, &row, why)?));
    }
    let made = What::Created { again };
    let outcome = if let Next::Update { fields, .. } = set_right(&row, wanted, seen) {
        set_what(update(desk, run, row, wanted, seen, &fields, deadline)?, made)
    } else {
        Outcome::Told(stands(desk, &row, wanted, seen, made)?)
    };
    Ok((Some(seen.id), outcome))
}

fn update(
    desk: &Desk,
    run: &mut EventTypeRun,
    mut row: MapRow,
    wanted: &Wanted,
    seen: &Seen,
    fields: &Fields,
    deadline: Instant,
) -> Result<Outcome> {
    row.event_type_id = Some(seen.id);
    row.status = SyncStatus::Drift;
    write_row(desk, &row)?;
    if seen.minutes() != Some(wanted.minutes) {
        length::keep_seen(desk, seen)?;
    }
    let home = row.written.home;
    match desk.calcom.update_event_type(home, seen.id, fields, deadline) {
        Ok(now) => Ok(Outcome::Told(stands(desk, &row, wanted, &now, What::Unchanged)?)),
        // 404 says that it is gone, or that a host is not in the team.
        Err(error) if error.is_not_found() => {
            match desk.calcom.event_type(home, seen.id, deadline) {
                Err(gone) if gone.is_not_found() => {
                    row.event_type_id = None;
                    row.status = SyncStatus::Pending;
                    write_row(desk, &row)?;
                    run.is_gone(row.id, seen.id);
                    Ok(Outcome::Again)
                }
                _ => went_wrong(desk, &row, &error),
            }
        }
        Err(error) => went_wrong(desk, &row, &error),
    }
}

fn delete(desk: &Desk, row: &MapRow, id: i64, deadline: Instant) -> Result<Outcome> {
    match desk.calcom.delete_event_type(row.written.home, id, deadline) {
        Err(error) if !error.is_not_found() => went_wrong(desk, row, &error),
        // Gone is what we wanted.
        Ok(()) | Err(_) => {
            let row = row.id;
            desk.store.write(move |tx| event_map_sync::remove(tx, row))?;
            Ok(Outcome::Told(What::Deleted))
        }
    }
}

/// Cal.com has it: notes how. It may still differ, where Cal.com answers otherwise than it was told.
fn stands(desk: &Desk, row: &MapRow, wanted: &Wanted, seen: &Seen, done: What) -> Result<What> {
    let ours = wanted.fields(&row.written.slug);
    let differs = drift(&ours, &row.written, seen);
    let kept: Vec<String> = differs
        .into_iter()
        .filter(|one| one.owner == Owner::Chairside)
        .map(|one| one.field)
        .collect();
    let mut new = row.clone();
    new.event_type_id = Some(seen.id);
    new.written.salon = seen.salons(&ours);
    new.written.ours = ours;
    new.written.sent_at = None;
    new.status = if kept.is_empty() { SyncStatus::Synced } else { SyncStatus::Drift };
    new.last_error = (!kept.is_empty())
        .then(|| format!("Cal.com took it, but shows other values of {}", kept.join(", ")));
    let told = new.last_error.clone();
    if new != *row {
        write_row(desk, &new)?;
    }
    if !kept.is_empty() {
        length::keep_seen(desk, seen)?;
    }
    Ok(told.map_or(done, What::Failed))
}

fn went_wrong(desk: &Desk, row: &MapRow, error: &CallError) -> Result<Outcome> {
    match (busy(error), error) {
        (Some(seconds), _) => Ok(Outcome::Busy(seconds)),
        (None, CallError::Refused(no)) => {
            fails(desk, row, format!("Cal.com refused it ({}): {}", no.status, no.message))
        }
        (None, CallError::Unknown(_) | CallError::NotSent { .. }) => {
            is_left(desk, row, error.to_string())
        }
    }
}

fn fails(desk: &Desk, row: &MapRow, why: String) -> Result<Outcome> {
    mark(desk, row, SyncStatus::Error, Some(why.clone()))?;
    Ok(Outcome::Told(What::Failed(why)))
}

fn is_left(desk: &Desk, row: &MapRow, why: String) -> Result<Outcome> {
    let status = match row.status {
        SyncStatus::Synced => SyncStatus::Pending,
        other => other,
    };
    mark(desk, row, status, Some(why.clone()))?;
    Ok(Outcome::Told(What::Left(why)))
}

fn mark(desk: &Desk, row: &MapRow, status: SyncStatus, last_error: Option<String>) -> Result<()> {
    let new = MapRow { status, last_error, ..row.clone() };
    if new == *row { Ok(()) } else { write_row(desk, &new) }
}

fn write_row(desk: &Desk, row: &MapRow) -> Result<()> {
    let (row, now) = (row.clone(), desk.now());
    desk.store.write(move |tx| event_map_sync::settle(tx, &row, now))
}

/// What was done, if it went well.
fn set_what(outcome: Outcome, done: What) -> Outcome {
    match outcome {
        Outcome::Told(What::Unchanged) => Outcome::Told(done),
        other => other,
    }
}
