//! The backup that is made by itself, once a night, and those that people want at the page. On a thread of its own: a large
//! database takes its time.

use crate::domain::Result;
use crate::domain::backup::keep::Why;
use crate::domain::calendar::nightly;
use crate::frontdesk::Desk;
use crate::ops::take::{BackupView, Wanted, back_up};
use crate::store::alarm::chore;
use crate::store::service::salon;
use crate::work::chores;
use crate::work::lane::job_ping::JobPing;
use time::OffsetDateTime;

/// What is remembered between two steps.
#[derive(Default)]
pub(crate) struct Memory {
    tried: Option<OffsetDateTime>,
}

/// Makes one if it is due. Gives how many were made.
pub(crate) fn step(desk: &Desk, memory: &mut Memory, goes_on: &dyn Fn() -> bool) -> Result<usize> {
    let config = &desk.salon.config.backup;
    let Some(at) = config.time().filter(|_| config.daily) else { return Ok(0) };
    let (company, now) = (desk.salon.company, desk.now());
    let (last, known_since) = desk.store.read(|connection| {
        let all = chore::all(connection, company)?;
        let last = all.into_iter().find(|one| one.name == chore::BACKUP);
        Ok((last.and_then(|one| one.done_at), salon::began_at(connection, company)?))
    })?;
    if !nightly::is_due(&desk.salon.zone, at, (last, memory.tried), known_since, now) {
        return Ok(0);
    }
    memory.tried = Some(now);
    let ping = JobPing::begin(&desk.salon.config.alerts);
    let made = make(desk, Why::Scheduled, goes_on);
    // Nobody failed where the program was told to stop.
    if made.is_ok() || goes_on() {
        match made.is_ok() {
            true => chores::done(desk, chore::BACKUP),
            false => chores::failed(desk, chore::BACKUP),
        }
        ping.into_iter().for_each(|ping| ping.end(made.is_ok()));
    }
    let made = made?;
    log::info!("backed up to {} and looked through", made.file.display());
    Ok(1)
}

/// Makes one now.
pub(crate) fn make(desk: &Desk, why: Why, goes_on: &dyn Fn() -> bool) -> Result<BackupView> {
    let config = &desk.salon.config;
    back_up(&Wanted { config, why, to: None, now: desk.now() }, goes_on)
}
