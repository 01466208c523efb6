//! The event types that something is booked with, as Cal.com has them: asked once, for all looks that need them.

use crate::calcom::{Calcom, CallError};
use crate::config::Config;
use crate::domain::Error;
use crate::domain::doctor::hook::Booked;
use crate::domain::event_type::fields::{FieldDrift, Home, Owner, Seen, drift};
use crate::domain::event_type::wanted::Wanted;
use crate::domain::ids::StaffId;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::read;
use crate::frontdesk::event_type::read::{EventTypeWorld, Label};
use std::cell::Cell;
use std::time::Instant;

/// Event types that are in no list and asked for one by one: more would eat the minute's allowance.
const ASKED_MAX: usize = 25;

/// An event type that something is booked with, as Cal.com has it.
pub(crate) struct Used {
    pub(crate) label: Label,
    pub(crate) staff: Option<StaffId>,
    pub(crate) id: i64,
    /// Where it was found; `None` where it is nowhere.
    pub(crate) found: Option<(Home, Seen)>,
    /// Of ours: which of our fields somebody changed there.
    pub(crate) changed: Vec<FieldDrift>,
    pub(crate) is_ours: bool,
}

/// All of them, and what is to be made still.
pub(crate) struct Gathered {
    pub(crate) used: Vec<Used>,
    pub(crate) missing: Vec<(Label, String)>,
    /// So many were not asked for: nothing is known of them.
    pub(crate) unasked: usize,
}

impl Gathered {
    /// Those that are there.
    pub(crate) fn booked(&self) -> Vec<Booked> {
        let there = self.used.iter().filter_map(|one| Some((one.id, one.found.as_ref()?.0)));
        let mut booked: Vec<Booked> = there.map(|(id, home)| Booked { home, id }).collect();
        booked.sort();
        booked.dedup();
        booked
    }
}

/// Asks Cal.com for every list, and for those that are in none.
pub(crate) fn gather(
    desk: &Desk,
    calcom: &dyn Calcom,
    deadline: Instant,
) -> std::result::Result<Gathered, CallError> {
    let unread = |error: &Error| CallError::Unknown(error.for_log());
    let world = read::world(desk).map_err(|error| unread(&error))?;
    let homes = homes(&desk.salon.config);
    let mut listed: Vec<(Home, Seen)> = Vec::new();
    for home in &homes {
        let list = calcom.event_types(*home, None, deadline)?;
        listed.extend(list.event_types.into_iter().map(|seen| (*home, seen)));
    }
    let asked = Cell::new(0_usize);
    let find = |home: Option<Home>, id: i64| {
        let mut all = listed.iter().filter(|(place, _)| home.is_none_or(|home| home == *place));
        if let Some(found) = all.find(|(_, seen)| seen.id == id) {
            return Ok(Some(Some(found.clone())));
        }
        if asked.get() >= ASKED_MAX {
            return Ok(None);
        }
        asked.set(asked.get().saturating_add(1));
        let home = home.unwrap_or(Home::Account);
        match calcom.event_type(home, id, deadline) {
            Ok(seen) => Ok(Some(Some((home, seen)))),
            // Whether it is gone or not the key's to see, nothing can be booked with it.
            Err(CallError::Refused(_)) => Ok(Some(None)),
            Err(error) => Err(error),
        }
    };
    let mut gathered = Gathered { used: Vec::new(), missing: missing(&world), unasked: 0 };
    for file in &world.files {
        let Some(found) = find(None, file.event_type_id)? else {
            gathered.unasked = gathered.unasked.saturating_add(1);
            continue;
        };
        gathered.used.push(Used {
            label: world.label(file.service, &file.segment_key, file.staff.as_ref()),
            staff: file.staff.clone(),
            id: file.event_type_id,
            found,
            changed: Vec::new(),
            is_ours: false,
        });
    }
    for row in &world.rows {
        let (Some(wanted), Some(id)) = (world.wanted_for(row), row.event_type_id) else { continue };
        let Some(found) = find(Some(row.written.home), id)? else {
            gathered.unasked = gathered.unasked.saturating_add(1);
            continue;
        };
        let changed = found.as_ref().map_or_else(Vec::new, |(_, seen)| {
            drift(&wanted.fields(&row.written.slug), &row.written, seen)
        });
        gathered.used.push(Used {
            label: world.label_of(row),
            staff: row.staff.clone(),
            id,
            found,
            changed: changed.into_iter().filter(|one| one.owner == Owner::Chairside).collect(),
            is_ours: true,
        });
    }
    Ok(gathered)
}

/// What nothing can be booked with yet.
fn missing(world: &EventTypeWorld) -> Vec<(Label, String)> {
    let is_made = |one: &&Wanted| {
        let rows =
            || world.rows.iter().filter(|row| !row.is_retired && row.event_type_id.is_some());
        rows().any(|row| world.wanted_for(row).is_some_and(|wanted| wanted == *one))
    };
    let open = world.wanted.iter().filter(|one| !is_made(one));
    open.map(|one| {
        let label = world.label(one.service, &one.segment_key, one.staff.as_ref());
        (label, one.problem.clone().unwrap_or_default())
    })
    .collect()
}

/// Where event types are made and have to be found.
fn homes(config: &Config) -> Vec<Home> {
    let calcom = &config.calcom;
    let teams = calcom.event_type_team_id.iter().chain(&calcom.team_ids).map(|id| Home::Team(*id));
    let mut homes: Vec<Home> = teams.chain([Home::Account]).collect();
    homes.sort();
    homes.dedup();
    homes
}
