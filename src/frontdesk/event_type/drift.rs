//! What differs between the event map and Cal.com, field by field. Only looks; `sync` sets our fields right.

use crate::calcom::{CallError, CallResult};
use crate::domain::event_type::fields::{FileRow, Home, MapRow, Seen, drift};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::difference::{Difference, RowDrift};
use crate::frontdesk::event_type::read::EventTypeWorld;
use crate::frontdesk::event_type::reconcile;
use crate::frontdesk::event_type::run::{WAITS_MAX, busy};
use std::time::{Duration, Instant};

/// How patient a look is: with each call, and how it waits when Cal.com wants a rest.
pub struct Look<'a> {
    /// For each call.
    pub patience: Duration,
    /// Waits.
    pub pause: &'a dyn Fn(Duration),
}

/// Every event type that differs, ours first. Nothing if all is in step.
///
/// `Unavailable` if Cal.com cannot be asked about ours.
pub fn find(desk: &Desk, look: &Look<'_>) -> Result<Vec<RowDrift>> {
    find_of(desk, None, look)
}

/// The same, of one service by its key if one is named.
pub(crate) fn find_of(
    desk: &Desk,
    service: Option<&str>,
    look: &Look<'_>,
) -> Result<Vec<RowDrift>> {
    let run = reconcile::begin(desk, false, true)?;
    let Some(world) = run.dry else { return Ok(Vec::new()) };
    let is_meant = |id| service.is_none_or(|key| world.label(id, "", None).service == key);
    let rows = || world.rows.iter().filter(|row| is_meant(row.service));
    let mut homes: Vec<Home> = rows().map(|row| row.written.home).collect();
    homes.sort();
    homes.dedup();
    let mut seen: Vec<(Home, Seen)> = Vec::new();
    for home in homes {
        let list = look.ask(|deadline| desk.calcom.event_types(home, None, deadline));
        let list = list.map_err(|error| unavailable(&error))?;
        seen.extend(list.event_types.into_iter().map(|one| (home, one)));
    }
    let mut found = Vec::new();
    for row in rows() {
        if let Some(what) = drift_of(desk, look, &world, row, &seen)? {
            found.push(RowDrift {
                label: world.label_of(row),
                row: Some(row.id),
                staff: row.staff.clone(),
                event_type_id: row.event_type_id,
                what,
            });
        }
    }
    for file in world.files.iter().filter(|file| is_meant(file.service)) {
        if let Some(what) = drift_of_file(desk, look, &world, file, &seen) {
            let label = world.label(file.service, &file.segment_key, file.staff.as_ref());
            found.push(RowDrift {
                label,
                row: None,
                staff: file.staff.clone(),
                event_type_id: Some(file.event_type_id),
                what,
            });
        }
    }
    Ok(found)
}

fn drift_of(
    desk: &Desk,
    look: &Look<'_>,
    world: &EventTypeWorld,
    row: &MapRow,
    seen: &[(Home, Seen)],
) -> Result<Option<Difference>> {
    let Some(wanted) = world.wanted_for(row) else {
        let why = row.last_error.clone();
        return Ok(Some(why.map_or(Difference::Surplus, Difference::Waits)));
    };
    let Some(id) = row.event_type_id else {
        let why = wanted.problem.clone().or_else(|| row.last_error.clone());
        let why = why.unwrap_or_else(|| "not made yet".to_owned());
        return Ok(Some(Difference::Missing(why)));
    };
    let listed = seen.iter().find(|(home, one)| *home == row.written.home && one.id == id);
    let asked = match listed {
        Some((_, one)) => Ok(one.clone()),
        None => look.ask(|deadline| desk.calcom.event_type(row.written.home, id, deadline)),
    };
    match asked {
        Ok(one) => {
            let fields = drift(&wanted.fields(&row.written.slug), &row.written, &one);
            Ok((!fields.is_empty()).then_some(Difference::Fields(fields)))
        }
        Err(error) if error.is_not_found() => {
            Ok(Some(Difference::Missing("deleted at Cal.com".to_owned())))
        }
        Err(error) => Err(unavailable(&error)),
    }
}

/// The salon's own: only its length is looked at, as a visit is laid out by the segment's.
fn drift_of_file(
    desk: &Desk,
    look: &Look<'_>,
    world: &EventTypeWorld,
    file: &FileRow,
    seen: &[(Home, Seen)],
) -> Option<Difference> {
    let needed = world.needed.iter().find(|one| {
        one.service == file.service
            && one.segment_key == file.segment_key
            && one.staff == file.staff
    });
    let listed = seen.iter().find(|(_, one)| one.id == file.event_type_id);
    let asked = match listed {
        Some((_, one)) => Ok(one.clone()),
        None => {
            look.ask(|deadline| desk.calcom.event_type(Home::Account, file.event_type_id, deadline))
        }
    };
    match asked {
        Ok(one) => {
            let (segment, there) = (needed?.minutes, one.minutes()?);
            (segment != there).then_some(Difference::OtherLength { segment, there })
        }
        Err(error) if error.is_not_found() => {
            Some(Difference::Unseen("Cal.com does not have it".to_owned()))
        }
        Err(error) => Some(Difference::Unseen(error.to_string())),
    }
}

impl Look<'_> {
    /// A call, repeated after a rest where Cal.com wants one.
    fn ask<T>(&self, call: impl Fn(Instant) -> CallResult<T>) -> CallResult<T> {
        let mut waits = 0_u32;
        loop {
            let answer = call(Instant::now() + self.patience);
            match answer.as_ref().err().and_then(busy) {
                Some(seconds) if waits < WAITS_MAX => {
                    waits = waits.saturating_add(1);
                    (self.pause)(Duration::from_secs(seconds.into()));
                }
                _ => return answer,
            }
        }
    }
}

fn unavailable(error: &CallError) -> Error {
    Error::Unavailable(format!("Cal.com's event types ({error})"))
}
