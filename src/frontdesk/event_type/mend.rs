//! What a person decides of one service's event types: make them, set ours right again, take over what Cal.com has.

use crate::calcom::CallError;
use crate::domain::event_type::fields::{MapRow, Seen};
use crate::domain::event_type::wanted::Wanted;
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::drift_view::called;
use crate::frontdesk::event_type::run::{EventTypeReport, Step};
use crate::frontdesk::event_type::{read, reconcile};
use crate::store::service::event_map_sync;
use serde_json::Value;
use std::time::Instant;

/// Brings the event types of one service in step, or of one row of it, as far as that goes until the deadline. What is
/// left is in `stopped`, and `serve` goes on with it.
///
/// `NotFound` without such a service or row, `Unavailable` if Cal.com cannot be asked.
pub(crate) fn sync(
    desk: &Desk,
    key: &str,
    only: Option<i64>,
    deadline: Instant,
) -> Result<EventTypeReport> {
    let mut run = reconcile::begin(desk, false, false)?;
    let world = read::world(desk)?;
    let is_meant = |row: &&MapRow| {
        world.label_of(row).service == key && only.is_none_or(|only| row.id == only)
    };
    let meant: Vec<&MapRow> = world.rows.iter().filter(is_meant).collect();
    if only.is_some() && meant.is_empty() {
        return Err(Error::NotFound("event type"));
    }
    let rows = meant.iter().map(|row| row.id).collect();
    let homes: Vec<_> = meant.iter().map(|row| row.written.home).collect();
    run.homes.retain(|home| homes.contains(home));
    run.rows = rows;
    loop {
        let step = match reconcile::step(desk, &mut run, deadline)? {
            Step::Done => return Ok(run.report().clone()),
            step => step,
        };
        if step != Step::Going || Instant::now() >= deadline {
            run.report.stopped = Some("the time was up".to_owned());
            return Ok(run.report().clone());
        }
    }
}

/// The salon's field of an event type is from now on as Cal.com has it; `seen` is what the person saw there, as JSON,
/// empty for nothing. What is wrong is said in `told_in`. One that is so already is left as it is: a second click.
///
/// `NotFound` without such a row; `Conflict` if Cal.com has something else by now, or if the field is ours to set;
/// `Unavailable` if Cal.com cannot be asked.
pub(crate) fn accept(
    desk: &Desk,
    key: &str,
    row: i64,
    field: &str,
    seen: &str,
    told_in: Language,
    deadline: Instant,
) -> Result<()> {
    let (row, wanted) = found(desk, key, row)?;
    let id = row.event_type_id.ok_or(Error::NotFound("event type"))?;
    let now = desk.calcom.event_type(row.written.home, id, deadline);
    let now: Seen = now.map_err(|error| unavailable(&error))?;
    let ours = wanted.fields(&row.written.slug);
    let called = called(field, told_in);
    if ours.contains_key(field) {
        return Err(Error::Conflict(told_in.pick(
            format!("{called}: das gehört uns und kann nur wieder eingetragen werden"),
            format!("{called}: that is ours and can only be written again"),
        )));
    }
    let there = now.salons(&ours).get(field).cloned();
    let told = there.as_ref().map_or_else(String::new, Value::to_string);
    if told != seen {
        return Err(Error::Conflict(told_in.pick(
            format!("{called} ist bei Cal.com inzwischen wieder anders; hier steht, wie"),
            format!("{called} is otherwise again at Cal.com; here stands how"),
        )));
    }
    if row.written.salon.get(field) == there.as_ref() {
        return Ok(());
    }
    let (company, at, field) = (desk.salon.company, desk.now(), field.to_owned());
    desk.store.write(move |tx| {
        let rows = event_map_sync::made(tx, company)?;
        let mut fresh =
            rows.into_iter().find(|one| one.id == row.id).ok_or(Error::NotFound("event type"))?;
        match there {
            Some(value) => fresh.written.salon.insert(field, value),
            None => fresh.written.salon.remove(&field),
        };
        event_map_sync::settle(tx, &fresh, at)
    })
}

fn found(desk: &Desk, key: &str, id: i64) -> Result<(MapRow, Wanted)> {
    let world = read::world(desk)?;
    let row = world.rows.iter().find(|row| row.id == id && world.label_of(row).service == key);
    let row = row.ok_or(Error::NotFound("event type"))?;
    let wanted = world.wanted_for(row).ok_or(Error::NotFound("event type"))?;
    Ok((row.clone(), wanted.clone()))
}

fn unavailable(error: &CallError) -> Error {
    Error::Unavailable(format!("Cal.com's event type ({error})"))
}
