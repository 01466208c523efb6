//! Event types at Cal.com, kept in step with the services: first the rows of the event map, then row by row at Cal.com.
//!
//! A run goes in steps of one row each (`EventTypeRun`), so that the driver can do other work in between. Each
//! step makes its calls outside of any transaction and then writes the row's new state in one. A row is marked before
//! its call, so a crash leaves one that the next run settles; the address of an event type is fixed when its row is
//! made and unique at Cal.com, so a creation whose answer was lost is found by it and never made twice.

use crate::calcom::CallError;
use crate::domain::event_type::fields::{Home, MapRow, Written};
use crate::domain::event_type::plan::{RowChange, open_matters, reconcile};
use crate::domain::ids::CompanyId;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::decide::Decision;
use crate::frontdesk::event_type::read::EventTypeWorld;
use crate::frontdesk::event_type::run::{
    EventTypeReport, EventTypeRun, Outcome, OwnLook, RowReport, Step, WAITS_MAX, What, busy,
};
use crate::frontdesk::event_type::{act, decide, read};
use crate::store::db::tx::Tx;
use crate::store::service::event_map_sync;
use crate::store::service::event_map_sync::NewRow;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Calls without an answer in a row that end a run: Cal.com is not there.
const SILENT_ROWS_MAX: u32 = 3;
/// What there is to do as far as our own tables tell: Cal.com is not asked.
pub fn look(desk: &Desk) -> Result<OwnLook> {
    let world = read::world(desk)?;
    Ok(OwnLook { open: open_matters(&world.wanted, &world.rows), made: world.rows.len() })
}

/// Brings the rows in step with the services and begins a run over all of ours. Of a dry run the rows are only
/// imagined. Without any row the run is over at once, and Cal.com is never asked.
pub fn begin(desk: &Desk, delete_anyway: bool, dry: bool) -> Result<EventTypeRun> {
    let (salon, now) = (desk.salon.clone(), desk.now());
    let change = move |tx: &Tx| {
        let world = EventTypeWorld::read(tx, &salon)?;
        for change in reconcile(&world.wanted, &world.rows) {
            apply(tx, salon.company, change, now)?;
        }
        EventTypeWorld::read(tx, &salon)
    };
    let mut world = read::world(desk)?;
    if !reconcile(&world.wanted, &world.rows).is_empty() {
        world = if dry { desk.store.try_out(change)? } else { desk.store.write(change)? };
    }
    let mut homes: Vec<Home> = world.rows.iter().map(|row| row.written.home).collect();
    homes.sort();
    homes.dedup();
    Ok(EventTypeRun {
        delete_anyway,
        homes: homes.into(),
        lists: BTreeMap::new(),
        own_id: None,
        rows: world.rows.iter().map(|row| row.id).collect(),
        dry: dry.then_some(world),
        confirmed: Vec::new(),
        silent: 0,
        report: EventTypeReport::default(),
    })
}

/// Reads one of Cal.com's lists, or does one row. All calls of a step end by the deadline.
///
/// `Unavailable` if a list cannot be read: then nothing was done, and the run cannot go on.
pub fn step(desk: &Desk, run: &mut EventTypeRun, deadline: Instant) -> Result<Step> {
    if let Some(home) = run.homes.front().copied() {
        return read_list(desk, run, home, deadline);
    }
    let Some(row) = run.rows.pop_front() else {
        return end_event_types(desk, run).map(|()| Step::Done);
    };
    let world = match &run.dry {
        Some(_) => None,
        None => Some(read::world(desk)?),
    };
    let Some(world) = world.as_ref().or(run.dry.as_ref()) else { return Ok(Step::Done) };
    // Gone meanwhile: another run was faster.
    let Some(row) = world.rows.iter().find(|known| known.id == row).cloned() else {
        return Ok(Step::Going);
    };
    let label = world.label_of(&row);
    let decision = decide::decide(desk, run, world, &row, deadline)?;
    let wanted = world.wanted_for(&row).cloned();
    let (id, slug) = (row.id, row.written.slug.clone());
    let (event_type_id, what) = match run.dry {
        Some(_) => foreseen(&row, decision),
        None => act::act(desk, run, row, wanted, decision, deadline)?,
    };
    if let Outcome::Busy(seconds) = what {
        run.rows.push_front(id);
        return Ok(Step::Wait(seconds));
    }
    let Outcome::Told(what) = what else { return Ok(Step::Going) };
    let is_silent = matches!(what, What::Left(_));
    run.silent = if is_silent { run.silent.saturating_add(1) } else { 0 };
    if what == What::Unchanged {
        run.confirmed.push(id);
    }
    run.report.rows.push(RowReport { label, slug, event_type_id, what });
    if run.silent >= SILENT_ROWS_MAX {
        run.report.stopped = Some("Cal.com gives no answer; run it again later".to_owned());
        run.rows.clear();
    }
    Ok(Step::Going)
}

/// Takes the steps of a run to its end. `pause` is asked to wait when Cal.com wants a rest; `patience` is for
/// each step. What is left when Cal.com has been waited for too often is said in the report.
pub fn to_end(
    desk: &Desk,
    mut run: EventTypeRun,
    patience: Duration,
    pause: &dyn Fn(Duration),
) -> Result<EventTypeReport> {
    let mut waits = 0_u32;
    loop {
        match step(desk, &mut run, Instant::now() + patience)? {
            Step::Going => {}
            Step::Done => return Ok(run.report),
            Step::Wait(seconds) if waits < WAITS_MAX => {
                waits = waits.saturating_add(1);
                pause(Duration::from_secs(seconds.into()));
            }
            Step::Wait(_) => {
                run.report.stopped = Some("Cal.com's rate limit; run it again later".into());
                end_event_types(desk, &mut run)?;
                return Ok(run.report);
            }
        }
    }
}

fn read_list(desk: &Desk, run: &mut EventTypeRun, home: Home, deadline: Instant) -> Result<Step> {
    let unavailable =
        |error: &CallError| Error::Unavailable(format!("Cal.com's list of event types ({error})"));
    let read = desk.calcom.event_types(home, None, deadline).and_then(|list| {
        if home == Home::Account && run.own_id.is_none() {
            run.own_id = Some(desk.calcom.own_id(deadline)?);
        }
        Ok(list)
    });
    match read {
        Ok(list) => {
            run.lists.insert(home, list.event_types);
            run.homes.pop_front();
            Ok(Step::Going)
        }
        Err(error) => busy(&error).map(Step::Wait).ok_or_else(|| unavailable(&error)),
    }
}

fn end_event_types(desk: &Desk, run: &mut EventTypeRun) -> Result<()> {
    let (confirmed, now) = (std::mem::take(&mut run.confirmed), desk.now());
    if run.dry.is_some() || confirmed.is_empty() {
        return Ok(());
    }
    desk.store.write(move |tx| event_map_sync::confirm(tx, &confirmed, now))
}

/// What a decision would come to, in a dry run.
fn foreseen(row: &MapRow, decision: Decision) -> (Option<i64>, Outcome) {
    let (id, what) = match decision {
        Decision::Settle(seen) => (Some(seen.id), What::Unchanged),
        Decision::Create { again } => (None, What::Created { again }),
        Decision::Update { seen, drift, .. } => (Some(seen.id), What::Updated(drift)),
        Decision::Delete(id) => (Some(id), What::Deleted),
        Decision::Remove => (None, What::Deleted),
        Decision::Keep { id, bookings, until } => (Some(id), What::Kept { bookings, until }),
        Decision::Fail(why) => (row.event_type_id, What::Failed(why)),
        Decision::Leave(why) => (row.event_type_id, What::Left(why)),
        Decision::Wait(why) => (row.event_type_id, What::Waits(why)),
        Decision::Busy(seconds) => return (row.event_type_id, Outcome::Busy(seconds)),
    };
    (id, Outcome::Told(what))
}

fn apply(tx: &Tx, company: CompanyId, change: RowChange, now: OffsetDateTime) -> Result<()> {
    match change {
        RowChange::Insert { wanted, slug } => {
            let new = NewRow {
                service: wanted.service,
                segment_key: wanted.segment_key,
                branch: wanted.branch,
                staff: wanted.staff,
                written: Written::planned(wanted.home, slug),
            };
            event_map_sync::insert(tx, company, &new, now)
        }
        RowChange::Retire { row } => event_map_sync::set_retired(tx, row, true, now),
        RowChange::Revive { row, branch } => {
            event_map_sync::set_retired(tx, row, false, now)?;
            event_map_sync::set_branch(tx, row, branch, now)
        }
        RowChange::Branch { row, branch } => event_map_sync::set_branch(tx, row, branch, now),
    }
}
