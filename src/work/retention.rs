//! Once a night what was kept long enough goes, a little at a time. On the thread of the backups: nobody waits for it.

use crate::domain::Result;
use crate::domain::calendar::nightly;
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::retention::run;
use crate::frontdesk::retention::run::Round;
use crate::store::alarm::chore;
use crate::store::service::salon;
use crate::work::chores;
use std::thread;
use std::time::Duration;
use time::OffsetDateTime;

/// Between two slices others have their turn.
const PAUSE: Duration = Duration::from_millis(20);

/// What is remembered between two steps.
#[derive(Default)]
pub(crate) struct Memory {
    tried: Option<OffsetDateTime>,
}

/// Does the night's, if it is due. Gives how many nights were done.
pub(crate) fn step(desk: &Desk, memory: &mut Memory, goes_on: &dyn Fn() -> bool) -> Result<usize> {
    let config = &desk.salon.config.retention;
    let Some(at) = config.time().filter(|_| config.nightly) else { return Ok(0) };
    let (company, now) = (desk.salon.company, desk.now());
    let (last, known_since) = desk.store.read(|connection| {
        let all = chore::all(connection, company)?;
        let last = all.into_iter().find(|one| one.name == chore::RETENTION);
        Ok((last.and_then(|one| one.done_at), salon::began_at(connection, company)?))
    })?;
    if !nightly::is_due(&desk.salon.zone, at, (last, memory.tried), known_since, now) {
        return Ok(0);
    }
    memory.tried = Some(now);
    let mut round = Round::default();
    while run::slice(desk, &mut round, &Person::none())
        .inspect_err(|_| chores::failed(desk, chore::RETENTION))?
    {
        if !goes_on() {
            // The rest goes after the next start.
            memory.tried = None;
            return Ok(0);
        }
        thread::sleep(PAUSE);
    }
    chores::done(desk, chore::RETENTION);
    for (kind, count) in &round.view.removed {
        log::info!("retention: {count} {kind} were kept long enough and went");
    }
    Ok(1)
}
