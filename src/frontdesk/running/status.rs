//! Whether everything works, on one screen: the line at the head of every page, and what it is made of.

use crate::domain::Result;
use crate::domain::alarm::kind::Level;
use crate::domain::calendar::local_time::LocalTime;
use crate::frontdesk::Desk;
use crate::frontdesk::alarm::view as alarm_view;
use crate::frontdesk::alarm::view::AlarmView;
use crate::frontdesk::running::view;
use crate::frontdesk::running::view::RunningView;
use crate::store::alarm::{chore, facts};
use crate::store::file::running::{Served, who_serves};
use crate::store::file::space;
use crate::store::messages::outbox;
use crate::store::visit::appointment;
use serde::Serialize;
use time::{Duration, OffsetDateTime};

/// So far back given up work counts.
const GIVEN_UP_SINCE: Duration = Duration::hours(24);

/// Everything at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StatusView {
    /// The page's line.
    #[serde(flatten)]
    pub line: RunningView,
    /// The program that serves; `None` where none does.
    pub program: Option<ProgramView>,
    /// When something was booked last.
    pub last_booking: Option<LocalTime>,
    /// When Cal.com was last asked what changed.
    pub last_poll: Option<LocalTime>,
    pub queue: QueueView,
    pub open_alarms: Vec<AlarmView>,
    pub backup: BackupView,
}

/// What serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ProgramView {
    pub pid: Option<u32>,
    pub version: Option<String>,
    pub since: Option<LocalTime>,
    pub address: Option<String>,
}

/// What waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct QueueView {
    /// Received and not worked on.
    pub received: u64,
    /// Visits that are being settled.
    pub visits: u64,
    /// Visits that a person must settle.
    pub stuck: u64,
    /// Messages to customers that are due.
    pub to_send: u32,
    /// What was received and given up within a day.
    pub dead: u64,
}

/// How it is with backups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct BackupView {
    /// Whether anybody looks for them.
    pub is_watched: bool,
    /// When the newest was made.
    pub newest: Option<LocalTime>,
}

/// As things are now, in the desk's language. Cal.com is not asked.
pub(crate) fn of(desk: &Desk) -> Result<StatusView> {
    let (company, now) = (desk.salon.company, desk.now());
    let time = |at: OffsetDateTime| LocalTime::of(&desk.salon.zone, at);
    let served = who_serves(desk.store.path());
    let mut line = view::of(desk)?;
    if served.is_none() {
        line.is_well = false;
        let silent =
            desk.salon.language.pick("Das Programm läuft nicht", "The program does not run");
        line.told = format!("{silent}. {}", line.told);
    }
    let (booked, polled, queue) = desk.store.read(|connection| {
        let chores = chore::all(connection, company)?;
        let poll = chores.into_iter().find(|chore| chore.name == chore::POLL);
        let health = outbox::health(connection, company, now, now)?;
        let queue = QueueView {
            received: facts::open_messages(connection)?.0,
            visits: facts::open_visits(connection)?.0,
            stuck: facts::stuck_visits(connection)?,
            to_send: health.due,
            dead: facts::dead_messages(connection, now.saturating_sub(GIVEN_UP_SINCE))?,
        };
        let booked = appointment::last_booked(connection, company)?;
        Ok((booked, poll.and_then(|poll| poll.done_at), queue))
    })?;
    let folder = desk.salon.config.backups_lie_in();
    let newest = folder.as_deref().and_then(space::newest_in).map(OffsetDateTime::from);
    Ok(StatusView {
        line,
        program: served.map(|served| program(served, time)),
        last_booking: booked.map(time),
        last_poll: polled.map(time),
        queue,
        open_alarms: alarm_view::of(desk, false)?.alarms,
        backup: BackupView { is_watched: folder.is_some(), newest: newest.map(time) },
    })
}

impl StatusView {
    /// Whether somebody has to do something: the exit code of the command.
    pub fn is_well(&self) -> bool {
        let is_alarm = |alarm: &AlarmView| alarm.level == Level::Alarm;
        self.line.is_well && !self.open_alarms.iter().any(is_alarm) && self.queue.stuck == 0
    }
}

fn program(served: Served, time: impl Fn(OffsetDateTime) -> LocalTime) -> ProgramView {
    let running = served.running.as_ref();
    ProgramView {
        pid: served.pid,
        version: running.map(|running| running.version.clone()),
        since: running.map(|running| time(running.since)),
        address: running.and_then(|running| Some(running.address?.to_string())),
    }
}
