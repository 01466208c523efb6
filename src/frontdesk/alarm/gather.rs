//! The facts about the running appliance: what the database, the pulse of Cal.com and the disk say.

use crate::config::Config;
use crate::domain::Result;
use crate::domain::alarm::facts::{
    BackupFacts, Heard, OutboxFacts, Overdue, RunningFacts, Silence, Task, Untold,
};
use crate::domain::visit::refusal::{Class, Reason, Scope};
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::reconcile;
use crate::frontdesk::host::sync;
use crate::store::alarm::chore::Chore;
use crate::store::alarm::{chore, facts};
use crate::store::file::space;
use crate::store::messages::outbox;
use crate::store::messages::warning;
use crate::store::messages::warning::Kind;
use rusqlite::Connection;
use time::{Duration, OffsetDateTime};

/// So long after its start the program may be working off what has waited for it. Shorter than an alarm must be well to
/// be over: one that was on before the start stays on.
const YOUNG_FOR: Duration = Duration::minutes(5);
/// What was given up longer ago is not told any more.
const GIVEN_UP_SINCE: Duration = Duration::hours(24);
/// So long a sync may go on failing.
const SYNC_FAILS_FOR: Duration = Duration::hours(6);
/// Beyond twice its time a sync may be late by so much.
const SYNC_LATE_BY: Duration = Duration::hours(1);
/// So long the poll may go on failing.
const POLL_FAILS_FOR: Duration = Duration::hours(1);
/// How many warnings of broken things count.
const WARNINGS_MAX: u32 = 500;

/// Looks, as of now. `started` is when the work began: what is overdue is told only of what it could have done since.
pub fn running(desk: &Desk, started: OffsetDateTime) -> Result<RunningFacts> {
    let (company, now) = (desk.salon.company, desk.now());
    let age = |at: OffsetDateTime| (now - at).max(Duration::ZERO);
    let config = &desk.salon.config;
    // A salon without event types of ours compares none.
    let compares = reconcile::look(desk)?.made > 0;
    let mut found = desk.store.read(|connection| {
        let untold = facts::untold(connection, company)?.map(|row| Untold {
            bookings: row.bookings,
            lasts: age(row.since),
            polls: row.polls,
        });
        let chores = chore::all(connection, company)?;
        let Broken { refused, without_right, event_types_gone } = broken(connection, desk)?;
        Ok(RunningFacts {
            is_young: (Duration::ZERO..YOUNG_FOR).contains(&(now - started)),
            dead_messages: facts::dead_messages(connection, now.saturating_sub(GIVEN_UP_SINCE))?,
            oldest_message: facts::open_messages(connection)?.1.map(age),
            stuck_visits: facts::stuck_visits(connection)?,
            oldest_visit: facts::open_visits(connection)?.1.map(age),
            refused,
            without_right,
            event_types_gone,
            untold,
            outbox: Some(outbox_facts(connection, desk, now)?),
            overdue: overdue(desk, &chores, compares, (now, started)),
            backup: backup(config, &chores, (now, started)),
            ..RunningFacts::default()
        })
    })?;
    found.calcom = match desk.pulse.silent() {
        Some(silent) => {
            Heard::Silence(Silence { lasts: age(silent.since), questions: silent.questions })
        }
        None if desk.pulse.has_answered() => Heard::Answers,
        None => Heard::Nothing,
    };
    found.clock_ahead = desk.pulse.clock_ahead();
    found.disk = space::disk_of(desk.store.path());
    Ok(found)
}

fn outbox_facts(connection: &Connection, desk: &Desk, now: OffsetDateTime) -> Result<OutboxFacts> {
    let since = now.saturating_sub(GIVEN_UP_SINCE);
    let health = outbox::health(connection, desk.salon.company, since, now)?;
    Ok(OutboxFacts {
        oldest_due: health.due_since.map(|at| (now - at).max(Duration::ZERO)),
        given_up: health.given_up.into(),
    })
}

struct Broken {
    refused: Option<Reason>,
    without_right: u64,
    event_types_gone: u64,
}

/// What the warnings say of Cal.com's refusals: why it refuses everything, and how many event types cannot be booked.
fn broken(connection: &Connection, desk: &Desk) -> Result<Broken> {
    let kinds: Vec<Kind> = Reason::breaking().map(Kind::Refused).collect();
    let raised = warning::raised_of(connection, desk.salon.company, &kinds, WARNINGS_MAX)?;
    let reasons: Vec<Reason> = raised.iter().filter_map(|one| Reason::parse(&one.kind)).collect();
    let count = |reason: Reason| {
        let all = reasons.iter().filter(|one| **one == reason).count();
        u64::try_from(all).unwrap_or(u64::MAX)
    };
    let is_everything = |reason: &Reason| reason.class() == Class::Broken(Scope::Everything);
    Ok(Broken {
        refused: reasons.iter().copied().find(is_everything),
        without_right: count(Reason::NoRight),
        event_types_gone: count(Reason::EventTypeGone),
    })
}

/// What should have been done since and was not, or has gone wrong for too long.
fn overdue(
    desk: &Desk,
    chores: &[Chore],
    compares: bool,
    (now, started): (OffsetDateTime, OffsetDateTime),
) -> Vec<Overdue> {
    let config = &desk.salon.config;
    let hours = i64::try_from(config.calcom.sync_every_hours).unwrap_or(i64::MAX);
    let every = Duration::hours(hours.min(i64::from(u16::MAX)));
    let late = every.saturating_mul(2).saturating_add(SYNC_LATE_BY);
    let syncs = hours > 0;
    let watched = [
        (
            chore::HOST_SYNC,
            Task::HostSync,
            syncs && !sync::member_lists(desk).is_empty(),
            SYNC_FAILS_FOR,
            late,
        ),
        (chore::EVENT_TYPES, Task::EventTypes, syncs && compares, SYNC_FAILS_FOR, late),
        (chore::POLL, Task::Poll, config.poll.every_seconds > 0, POLL_FAILS_FOR, Duration::MAX),
    ];
    let is_over = |at: OffsetDateTime, limit: Duration| now - at > limit;
    watched
        .into_iter()
        .filter(|(_, _, is_done_here, _, _)| *is_done_here)
        .filter_map(|(name, what, _, fails_for, late)| {
            let chore = chores.iter().find(|chore| chore.name == name);
            let failing = chore.and_then(|chore| chore.failing_since);
            let failing = failing.filter(|at| is_over(*at, fails_for));
            // What was never done could have been since the work began.
            let done = chore.and_then(|chore| chore.done_at).unwrap_or(started);
            let late = (is_over(done, late) && is_over(started, late)).then_some(done);
            let since = failing.or(late)?;
            Some(Overdue { what, lasts: now - since })
        })
        .collect()
}

/// The newest file in the folder that is looked at; else, where backups are made by themselves, the last that went well.
/// One that was never tried is not missed.
fn backup(
    config: &Config,
    chores: &[Chore],
    (now, started): (OffsetDateTime, OffsetDateTime),
) -> Option<BackupFacts> {
    let age = |at: OffsetDateTime| (now - at).max(Duration::ZERO);
    let chore = chores.iter().find(|chore| chore.name == chore::BACKUP);
    let chore = chore.filter(|_| config.backup.daily);
    let done = chore.and_then(|chore| chore.done_at).map(|at| age(at.max(started)));
    let hours = i64::try_from(config.alerts.backup_hours).unwrap_or(i64::MAX);
    let newest = match &config.alerts.backup_dir {
        Some(folder) => space::newest_in(folder).map(|at| age(OffsetDateTime::from(at))),
        None => Some(done.unwrap_or(Duration::ZERO).max(Duration::ZERO)),
    };
    let failing = chore.and_then(|chore| chore.failing_since).map(age);
    let is_looked_at = config.alerts.backup_dir.is_some() || chore.is_some();
    is_looked_at.then_some(BackupFacts {
        newest,
        allowed: Duration::hours(hours.min(i64::from(u16::MAX))),
        failing,
    })
}
