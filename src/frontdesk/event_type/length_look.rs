//! Asking Cal.com how long the salon's own event types are: a question a step, so that the driver can do other
//! work in between.

use crate::calcom::CallError;
use crate::domain::Result;
use crate::domain::event_type::fields::{Home, Seen};
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::run::{Step, busy};
use crate::store::service::{catalogue, event_map_length};
use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

/// Waits for the rate limit in one look that is driven to its end.
const WAITS_MAX: u32 = 10;

/// A look at the salon's own event types under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LengthLook {
    homes: VecDeque<Home>,
    open: BTreeSet<i64>,
    /// Those that Cal.com does not have, or would not tell of.
    pub unseen: Vec<i64>,
    /// Cal.com gave no answer: the look ended there.
    pub is_silent: bool,
}

/// Begins a look at the salon's own event types, of one service or of all.
pub fn begin(desk: &Desk, only: Option<&str>) -> Result<LengthLook> {
    let company = desk.salon.company;
    let open: BTreeSet<i64> = desk.store.read(|connection| {
        let only = match only {
            Some(key) => catalogue::find_by_key(connection, company, key)?.map(|row| row.id),
            None => None,
        };
        let all = event_map_length::in_use(connection, company)?.into_iter();
        let meant = all.filter(|one| !one.is_ours);
        let meant = meant.filter(|one| only.is_none_or(|id| one.entry.service == id));
        Ok(meant.map(|one| one.entry.event_type_id).collect())
    })?;
    let calcom = &desk.salon.config.calcom;
    let teams = calcom.team_ids.iter().copied().chain(calcom.event_type_team_id);
    let teams: BTreeSet<i64> = teams.collect();
    // A list answers for many at once; one or two are asked for by themselves.
    let mut homes = VecDeque::new();
    if open.len() > teams.len().saturating_add(1) {
        homes.push_back(Home::Account);
        homes.extend(teams.into_iter().map(Home::Team));
    }
    Ok(LengthLook { homes, open, ..LengthLook::default() })
}

/// One question to Cal.com, and what its answer says. All calls of a step end by the deadline.
pub fn step(desk: &Desk, look: &mut LengthLook, deadline: Instant) -> Result<Step> {
    if look.open.is_empty() {
        return Ok(Step::Done);
    }
    if let Some(home) = look.homes.front().copied() {
        let seen = match desk.calcom.event_types(home, None, deadline) {
            Ok(list) => list.event_types,
            Err(error) if busy(&error).is_some() => return Ok(wait(&error)),
            // Then each is asked for by itself.
            Err(CallError::Refused(_)) => Vec::new(),
            Err(_) => return Ok(look.give_up()),
        };
        look.homes.pop_front();
        saw_lengths(desk, look, seen)?;
        return Ok(if look.open.is_empty() { Step::Done } else { Step::Going });
    }
    let Some(id) = look.open.first().copied() else { return Ok(Step::Done) };
    match desk.calcom.event_type(Home::Account, id, deadline) {
        Ok(seen) => saw_lengths(desk, look, vec![seen])?,
        Err(error) if busy(&error).is_some() => return Ok(wait(&error)),
        Err(CallError::Refused(_)) => look.unseen.push(id),
        Err(_) => return Ok(look.give_up()),
    }
    look.open.remove(&id);
    Ok(if look.open.is_empty() { Step::Done } else { Step::Going })
}

/// Takes the steps of a look to its end; `pause` is asked to wait when Cal.com wants a rest.
pub fn to_end(
    desk: &Desk,
    mut look: LengthLook,
    patience: Duration,
    pause: &dyn Fn(Duration),
) -> Result<LengthLook> {
    let mut waits = 0_u32;
    loop {
        match step(desk, &mut look, Instant::now() + patience)? {
            Step::Going => {}
            Step::Wait(seconds) if waits < WAITS_MAX => {
                waits = waits.saturating_add(1);
                pause(Duration::from_secs(seconds.into()));
            }
            Step::Done => return Ok(look),
            Step::Wait(_) => {
                look.give_up();
                return Ok(look);
            }
        }
    }
}

fn saw_lengths(desk: &Desk, look: &mut LengthLook, seen: Vec<Seen>) -> Result<()> {
    let mine = seen.into_iter().filter(|one| look.open.contains(&one.id));
    let found: Vec<(i64, Option<u32>)> = mine.map(|one| (one.id, one.minutes())).collect();
    for (id, _) in &found {
        look.open.remove(id);
    }
    look.unseen.extend(found.iter().filter(|(_, minutes)| minutes.is_none()).map(|one| one.0));
    let lengths: Vec<(i64, u32)> =
        found.into_iter().filter_map(|(id, minutes)| Some((id, minutes?))).collect();
    if lengths.is_empty() {
        return Ok(());
    }
    let (company, now) = (desk.salon.company, desk.now());
    desk.store.write(move |tx| {
        for (id, minutes) in lengths {
            event_map_length::saw(tx, company, id, minutes, now)?;
        }
        Ok(())
    })
}

impl LengthLook {
    fn give_up(&mut self) -> Step {
        self.is_silent = true;
        self.unseen.extend(std::mem::take(&mut self.open));
        Step::Done
    }
}

fn wait(error: &CallError) -> Step {
    busy(error).map_or(Step::Going, Step::Wait)
}
