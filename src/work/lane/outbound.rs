//! What is to be said of alarms, and saying it: channel by channel, again and again with longer pauses, until it is said or
//! too old.

use crate::config::AlertsConfig;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::{Result, backoff};
use crate::frontdesk::alarm::evaluate::{Told, channels, quiet_until};
use crate::frontdesk::alarm::words;
use crate::frontdesk::{Desk, Salon};
use crate::post::postbox::Postbox;
use crate::store::alarm::notice::{Channel, Notice, OpenNotice};
use crate::store::alarm::{episode, mute, notice};
use crate::store::db::fault;
use crate::work::lane::direct::Direct;
use crate::work::lane::heartbeat::{Beat, Heart};
use crate::work::lane::http::Sender;
use crate::work::lane::{heartbeat, hook, letters};
use crate::work::notifier::Notifier;
use std::sync::{Mutex, PoisonError};
use std::time::Duration as Span;
use time::{Duration, OffsetDateTime};

/// The first pause before a notice is tried again; each further one is twice as long.
const PAUSE_FIRST: Duration = Duration::seconds(30);
const PAUSE_MAX: Duration = Duration::hours(1);
/// A notice that could not be said for so long is given up: by then the alarm is told again.
const GIVE_UP_AFTER: Duration = Duration::hours(24);
/// How many notices one step sends by each channel.
const BATCH_MAX: usize = 20;

/// The way out.
pub struct Outbound {
    sender: Sender,
    postbox: Option<Postbox>,
    heart: Mutex<Heart>,
    direct: Mutex<Direct>,
    notifier: Notifier,
}

impl Outbound {
    /// With ways to send letters, or without.
    pub(crate) fn new(config: &AlertsConfig, postbox: Option<Postbox>) -> Outbound {
        Outbound {
            sender: Sender::new(Span::from_secs(config.timeout_seconds)),
            postbox,
            heart: Mutex::default(),
            direct: Mutex::default(),
            notifier: Notifier::default(),
        }
    }

    /// There is something new to be said.
    pub fn notify(&self) {
        self.notifier.notify();
    }

    /// Waits until there is, at most so long.
    pub fn wait(&self, pause: Span) {
        self.notifier.wait(pause);
    }

    /// One step: what is due is sent, each notice once, and the heart beats if it is time. `is_alive` says that the work
    /// goes on. Gives how many notices were said.
    pub fn step(&self, desk: &Desk, is_alive: bool) -> usize {
        let mut said = 0;
        // Also what could not be said before and is due again waits until somebody may be told.
        if quiet_until(&desk.salon, desk.now()).is_none() {
            said = self.send_directly(desk);
            // What was said could not be written down, and would be said again at each step.
            let is_writable = desk.store.trouble().is_none();
            for channel in channels(&desk.salon).into_iter().filter(|_| is_writable) {
                said = said.saturating_add(self.work_off(desk, channel).unwrap_or_else(|error| {
                    fault::log_error("telling alarms", &error);
                    0
                }));
            }
        }
        if is_alive {
            self.beat(desk);
        }
        said
    }

    fn work_off(&self, desk: &Desk, channel: Channel) -> Result<usize> {
        let (company, mut said) = (desk.salon.company, 0);
        for _ in 0..BATCH_MAX {
            let now = desk.now();
            let due =
                desk.store.read(|connection| notice::due(connection, company, channel, now))?;
            let Some(open) = due else { break };
            match self.send(desk, &open.notice, (open.id, open.made_at)) {
                Ok(()) => {
                    said += 1;
                    desk.store.write(move |tx| notice::sent(tx, open.id, now))?;
                }
                Err(why) => {
                    put_off(desk, &open, &why)?;
                    // What one notice cannot do, the next cannot, either.
                    break;
                }
            }
        }
        Ok(said)
    }

    /// Says a notice now. `of` are its number and when it was made, the same at each try.
    fn send(
        &self,
        desk: &Desk,
        notice: &Notice,
        of: (i64, OffsetDateTime),
    ) -> std::result::Result<(), String> {
        let (config, (id, made_at)) = (&desk.salon.config.alerts, of);
        match notice.channel {
            Channel::Hook => self.sender.send(hook::post(config, notice)),
            Channel::Mail => {
                // A number alone would be that of another database, too.
                let id = format!("alarm-{}-{id}", made_at.unix_timestamp());
                letters::send(self.postbox.as_ref(), config, (&id, notice), made_at)
            }
        }
    }

    fn beat(&self, desk: &Desk) {
        let config = &desk.salon.config.alerts;
        let url = config.heartbeat_url.reveal();
        if url.is_empty() {
            return;
        }
        let minutes = i64::try_from(config.heartbeat_minutes).unwrap_or(i64::MAX);
        let every = Duration::minutes(minutes.min(i64::from(u16::MAX)));
        let company = desk.salon.company;
        let now = desk.now();
        let kinds = desk.store.read(|connection| {
            let (open, mutes) =
                (episode::open(connection, company)?, mute::all(connection, company)?);
            let is_muted = |kind| mutes.iter().any(|mute| mute.kind == kind && mute.is_on(now));
            // The one alarm that is not kept in the database.
            let is_troubled = desk.store.trouble().is_some() && !is_muted(Kind::Database);
            let troubled = is_troubled.then_some(Kind::Database.as_str());
            let bad = open.into_iter().filter(|row| {
                let is_bad = row.episode.level == Level::Alarm && row.episode.well_since.is_none();
                is_bad && !is_muted(row.kind)
            });
            Ok(bad.map(|row| row.kind.as_str()).chain(troubled).collect::<Vec<_>>())
        });
        // A database that cannot be read is as bad as an alarm.
        let kinds = kinds.unwrap_or_else(|_| vec![Kind::Database.as_str()]);
        let mut heart = self.heart.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(beat) = heart.due(now, every, kinds.is_empty()) else { return };
        let kinds = if beat == Beat::Fail { kinds.as_slice() } else { &[] };
        if let Err(why) = self.sender.send(heartbeat::post(url, beat, kinds)) {
            log::warn!("the heartbeat was not heard: {why}");
        }
        heart.told(now, beat);
    }

    /// Says past the database what is wrong with it, or that it is over.
    pub(crate) fn say_directly(
        &self,
        salon: &Salon,
        told: &Told,
        began_at: OffsetDateTime,
        now: OffsetDateTime,
    ) {
        let Told { kind, tells, level, message } = told;
        let said = words::words(salon, *tells, (*kind, *level), message, began_at);
        let mut direct = self.direct.lock().unwrap_or_else(PoisonError::into_inner);
        for channel in channels(salon) {
            let (title, body) = (said.title.clone(), said.body.clone());
            let (tells, level) = (*tells, *level);
            direct.put(Notice { alarm: None, channel, tells, level, title, body }, now);
        }
        drop(direct);
        self.notify();
    }

    fn send_directly(&self, desk: &Desk) -> usize {
        let lock = || self.direct.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, mut said) = (desk.now(), 0);
        let due = lock().take_due(now);
        for waiting in due {
            // Not while it is sent: what begins meanwhile must not wait for somebody else's server.
            match self.send(desk, &waiting.notice, (0, waiting.made_at)) {
                Ok(()) => {
                    lock().said(&waiting.notice);
                    said += 1;
                }
                Err(why) => {
                    if waiting.attempts == 0 {
                        let channel = waiting.notice.channel.as_str();
                        let kind = Kind::Database.as_str();
                        log::error!(
                            "alarm {kind} was not told by {channel}, it is tried again: {why}"
                        );
                    }
                    let pause = backoff::pause(PAUSE_FIRST, waiting.attempts, PAUSE_MAX);
                    lock().put_off(waiting, now.saturating_add(pause));
                }
            }
        }
        said
    }
}

fn put_off(desk: &Desk, open: &OpenNotice, why: &str) -> Result<()> {
    let (now, id, why) = (desk.now(), open.id, why.to_owned());
    let channel = open.notice.channel.as_str();
    if now - open.made_at >= GIVE_UP_AFTER {
        log::error!("an alarm could not be told by {channel} for a day and is given up: {why}");
        return desk.store.write(move |tx| notice::give_up(tx, id, &why, now));
    }
    if open.attempts == 0 {
        log::warn!("an alarm was not told by {channel}, it is tried again: {why}");
    }
    let pause = backoff::pause(PAUSE_FIRST, open.attempts, PAUSE_MAX);
    desk.store.write(move |tx| notice::retry(tx, id, &why, now.saturating_add(pause)))
}
