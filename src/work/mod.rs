//! What happens without a caller waiting: hints from the inbox, sagas to be settled, the poll, sweeping up.
//!
//! One thread does it, a step at a time. `Work::tick` is that step, so that tests drain the work by calling it.

pub(crate) mod again;
mod alarms;
pub(crate) mod answers;
pub mod backfill;
mod backup;
mod chores;
mod due;
mod event_type_lengths;
mod event_types;
pub mod free_times;
mod hosts;
mod inbox;
pub mod lane;
mod mended;
pub(crate) mod notifier;
mod outbox;
mod poll;
mod poll_pages;
mod poll_reach;
mod retention;

use crate::domain::Result;
use crate::domain::backup::keep::Why;
use crate::frontdesk::Desk;
use crate::frontdesk::host::audit_head;
use crate::frontdesk::offer::giving_back;
use crate::frontdesk::visit::drive;
use crate::logging::request;
use crate::ops::take::BackupView;
use crate::post::postbox::Postbox;
use crate::recording::handle::RecorderHandle;
use crate::recording::recorder::Recorder;
use crate::store::db::fault;
use crate::work::lane::outbound::Outbound;
use crate::work::notifier::Notifier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How long the thread sleeps when nothing wakes it: due times are kept this exactly.
const TICK_EVERY_MS: u64 = 500;
/// How long the thread that sends messages sleeps.
const DELIVER_EVERY_MS: u64 = 1_000;
/// How long the end waits for a message that is on its way; after that it counts as one whose answer was lost.
const DELIVERY_END_SECONDS: u64 = 5;
/// How often it is looked at.
const DELIVERY_GLANCE_MS: u64 = 20;
/// How long one call of background work may take at Cal.com.
const CALL_PATIENCE_SECONDS: u64 = 20;
/// Expired holds taken away in one step.
const SWEPT_HOLDS_MAX: u32 = 500;
/// How long the lane of the alarms sleeps when nothing wakes it.
const LANE_EVERY_MS: u64 = 1_000;
/// How often it is looked whether a backup is due.
const BACKUP_EVERY_MS: u64 = 20_000;
/// The work is alive if it took a step so lately. A poll with many pages takes its time.
const ALIVE_WITHIN: Duration = Duration::from_secs(300);
/// How often expired holds are taken away.
const SWEEP_HOLDS_SECONDS: i64 = 60;

/// The work, and what it remembers between two steps.
pub struct Work {
    desk: Arc<Desk>,
    recording: OnceLock<RecorderHandle>,
    memory: Mutex<Memory>,
    polling: Mutex<poll::Memory>,
    postbox: Option<Postbox>,
    delivering: Mutex<outbox::Memory>,
    notifier: Arc<Notifier>,
    outbound: Outbound,
    /// Held while a step of that lane is taken: no notice is said by two at once.
    telling: Mutex<()>,
    ticked_at: Mutex<Option<Instant>>,
    /// Wakes the thread that sends messages.
    delivery: Arc<Notifier>,
    /// Held while a backup is made: there is one at a time.
    backups: Mutex<backup::Memory>,
    /// Held while what was kept long enough goes.
    retaining: Mutex<retention::Memory>,
    /// Wakes the thread that makes backups, and lets go of what was kept long enough.
    backing_up: Arc<Notifier>,
    stopping: AtomicBool,
}

/// When what was done last.
#[derive(Default)]
struct Memory {
    polled_at: Option<OffsetDateTime>,
    swept_at: Option<OffsetDateTime>,
    /// What was said last about the audit head, so that it is not said twice a second.
    audit_fault: Option<String>,
    hosts: hosts::HostSync,
    event_types: event_types::EventTypeSync,
    lengths: event_type_lengths::LengthWatch,
    free_times: free_times::Prefetch,
    mended: mended::Mended,
    alarms: alarms::Alarms,
}

/// What one step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Messages of the inbox closed.
    pub messages: usize,
    /// Sagas that came to rest.
    pub sagas: usize,
    /// Bookings that the poll found changed.
    pub polled: usize,
}

/// The running threads; dropping it stops and joins them. What hangs in a mail server or a web hook ends with the
/// process.
pub struct Ticker {
    work: Arc<Work>,
    thread: Option<JoinHandle<()>>,
    /// Those that send messages and alarms, and the one that makes backups.
    senders: Vec<JoinHandle<()>>,
}

impl Work {
    /// The work of a desk that tells nobody anything.
    pub fn new(desk: Arc<Desk>) -> Arc<Work> {
        Work::with(desk, None)
    }

    /// The work of a desk whose messages go these ways, and its alarms those: a mail server that hangs over the one must not
    /// keep the other waiting.
    pub(crate) fn sending(desk: Arc<Desk>, messages: Postbox, alarms: Postbox) -> Arc<Work> {
        Work::with(desk, Some((messages, alarms)))
    }

    fn with(desk: Arc<Desk>, postboxes: Option<(Postbox, Postbox)>) -> Arc<Work> {
        let (postbox, of_alarms) = postboxes.unzip();
        let outbound = Outbound::new(&desk.salon.config.alerts, of_alarms);
        Arc::new(Work {
            desk,
            recording: OnceLock::new(),
            memory: Mutex::default(),
            polling: Mutex::default(),
            postbox,
            delivering: Mutex::default(),
            notifier: Arc::default(),
            outbound,
            telling: Mutex::default(),
            ticked_at: Mutex::default(),
            delivery: Arc::default(),
            backups: Mutex::default(),
            retaining: Mutex::default(),
            backing_up: Arc::default(),
            stopping: AtomicBool::new(false),
        })
    }

    /// Records the days if the salon wants it: what comes in from now on, and what Cal.com answers.
    pub fn record(&self) -> Result<Option<Recorder>> {
        let recorder = Recorder::start(&self.desk)?;
        if let Some(recorder) = &recorder
            && self.recording.set(recorder.handle()).is_err()
        {
            log::error!("recording: there is a recorder already");
        }
        Ok(recorder)
    }

    /// Where to tell what comes in, if it is recorded.
    pub fn recording(&self) -> Option<&RecorderHandle> {
        self.recording.get()
    }

    /// Starts the threads. The first step is what recovery after a crash is.
    pub fn start(self: &Arc<Work>) -> Result<Ticker> {
        let begin = |name: &str, run: fn(&Work)| {
            let work = self.clone();
            let thread = thread::Builder::new().name(name.into()).spawn(move || run(&work));
            thread.map_err(crate::domain::Error::internal)
        };
        let thread = begin("work", Work::run)?;
        // Of their own: a mail server or a web hook that hangs must keep no booking from being settled.
        let senders = vec![
            begin("messages", Work::run_delivery)?,
            begin("alarms", Work::run_lane)?,
            begin("backup", Work::run_backups)?,
        ];
        Ok(Ticker { work: self.clone(), thread: Some(thread), senders })
    }

    /// What wakes the thread; it may outlive the work.
    pub fn notifier(&self) -> Arc<Notifier> {
        self.notifier.clone()
    }

    /// One step: due messages, due sagas, the poll if it is time, a page of the host sync, a few event types,
    /// what is free of one, expired holds.
    pub fn tick(&self) -> Done {
        *self.ticked_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        log_error(alarms::step(&self.desk, &mut memory.alarms, &self.outbound), "the alarms");
        // Whatever it asked Cal.com could not be written down, and it would ask again at each step.
        if self.desk.store.trouble().is_some() {
            return Done::default();
        }
        let patience = Duration::from_secs(CALL_PATIENCE_SECONDS);
        let now = self.desk.now();
        let mut done = Done {
            messages: log_error(inbox::work_off(&self.desk, patience), "the inbox"),
            sagas: log_error(drive::sweep(&self.desk, patience), "settling bookings"),
            polled: 0,
        };
        let every = i64::try_from(self.desk.salon.config.poll.every_seconds).unwrap_or(i64::MAX);
        if every > 0 && due::is_due(memory.polled_at, every, now) {
            memory.polled_at = Some(now);
            done.polled = log_error(self.poll(patience), "the poll");
        }
        log_error(hosts::step(&self.desk, &mut memory.hosts), "the host sync");
        log_error(event_types::step(&self.desk, &mut memory.event_types), "the event types");
        let is_sync_asking = memory.event_types.is_under_way();
        let lengths = event_type_lengths::step(&self.desk, &mut memory.lengths, is_sync_asking);
        log_error(lengths, "the lengths of event types");
        // In this order: what is given back is free by the time it is asked for.
        log_error(giving_back::give_back(&self.desk, patience), "giving reservations back");
        log_error(free_times::step(&self.desk, &mut memory.free_times), "asking what is free");
        log_error(mended::step(&self.desk, &mut memory.mended), "asking whether Cal.com is mended");
        log_error(answers::step(&self.desk), "how function calls were answered");
        self.keep_audit_head(&mut memory);
        if due::is_due(memory.swept_at, SWEEP_HOLDS_SECONDS, now) {
            memory.swept_at = Some(now);
            log_error(giving_back::sweep(&self.desk, SWEPT_HOLDS_MAX), "sweeping holds");
        }
        done
    }

    /// Sends what customers are to be told and what is due. Gives how many messages came to an end.
    pub fn deliver(&self) -> usize {
        let Some(postbox) = &self.postbox else { return 0 };
        // What was sent could not be written down, and would be sent again at each step.
        if self.desk.store.trouble().is_some() {
            return 0;
        }
        let mut memory = self.delivering.lock().unwrap_or_else(PoisonError::into_inner);
        let is_stopping = || self.stopping.load(Ordering::Relaxed);
        let sent = outbox::step(&self.desk, postbox, &mut memory, &is_stopping);
        log_error(sent, "sending messages")
    }

    fn run_delivery(&self) {
        while !self.stopping.load(Ordering::Relaxed) {
            self.deliver();
            self.delivery.wait(Duration::from_millis(DELIVER_EVERY_MS));
        }
    }

    /// Makes a backup if it is due. Gives how many were made.
    pub fn back_up(&self) -> usize {
        let mut memory = self.backups.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = || !self.stopping.load(Ordering::Relaxed);
        log_error(backup::step(&self.desk, &mut memory, &goes_on), "the backup")
    }

    /// Makes a backup now, because a person wants one.
    pub(crate) fn back_up_now(&self) -> Result<BackupView> {
        let _one_at_a_time = self.backups.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = || !self.stopping.load(Ordering::Relaxed);
        backup::make(&self.desk, Why::ByHand, &goes_on)
    }

    /// Lets go of what was kept long enough, if it is time. Gives how many nights were done.
    pub fn retain(&self) -> usize {
        let mut memory = self.retaining.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = || !self.stopping.load(Ordering::Relaxed);
        log_error(retention::step(&self.desk, &mut memory, &goes_on), "the retention")
    }

    fn run_backups(&self) {
        while !self.stopping.load(Ordering::Relaxed) {
            self.retain();
            self.back_up();
            self.backing_up.wait(Duration::from_millis(BACKUP_EVERY_MS));
        }
    }

    fn keep_audit_head(&self, memory: &mut Memory) {
        let fault = audit_head::keep(&self.desk).err().filter(|error| !error.is_told());
        let fault = fault.map(|error| error.for_log());
        if let Some(fault) =
            fault.as_ref().filter(|fault| memory.audit_fault.as_ref() != Some(fault))
        {
            log::error!("the audit head: {fault}");
        }
        memory.audit_fault = fault;
    }

    /// Writes down what is left to be written when nothing more comes.
    pub fn finish(&self) {
        log_error(answers::step(&self.desk), "how function calls were answered");
    }

    /// Looks at a booking now, whenever that would be due.
    pub fn look_now(&self, uid: &str) -> Result<()> {
        inbox::look_at(&self.desk, uid, Duration::from_secs(CALL_PATIENCE_SECONDS))
    }

    /// Asks Cal.com now what changed, whenever it was asked last.
    pub fn poll_now(&self) -> Result<usize> {
        self.poll(Duration::from_secs(CALL_PATIENCE_SECONDS))
    }

    fn poll(&self, patience: Duration) -> Result<usize> {
        let mut memory = self.polling.lock().unwrap_or_else(PoisonError::into_inner);
        request::on(request::fresh("p"), || poll::poll(&self.desk, &mut memory, patience))
    }

    /// One step of the lane by which alarms leave. Gives how many notices were said.
    pub fn tell_alarms(&self) -> usize {
        let _telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        self.outbound.step(&self.desk, self.is_alive())
    }

    /// Whether a step was taken lately.
    pub fn is_alive(&self) -> bool {
        let ticked_at = *self.ticked_at.lock().unwrap_or_else(PoisonError::into_inner);
        ticked_at.is_some_and(|at| at.elapsed() < ALIVE_WITHIN)
    }

    fn run_lane(&self) {
        while !self.stopping.load(Ordering::Relaxed) {
            self.tell_alarms();
            self.outbound.wait(Duration::from_millis(LANE_EVERY_MS));
        }
    }

    fn run(&self) {
        while !self.stopping.load(Ordering::Relaxed) {
            let done = self.tick();
            // A full batch may have left more behind: go on at once.
            if done.messages >= inbox::BATCH_MAX {
                continue;
            }
            self.notifier.wait(Duration::from_millis(TICK_EVERY_MS));
        }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.work.stopping.store(true, Ordering::Relaxed);
        self.work.notifier.notify();
        self.work.delivery.notify();
        self.work.outbound.notify();
        self.work.backing_up.notify();
        let ended = |thread: JoinHandle<()>| {
            if thread.join().is_err() {
                log::error!("a thread of the work panicked");
            }
        };
        self.thread.take().into_iter().for_each(ended);
        let end = Instant::now() + Duration::from_secs(DELIVERY_END_SECONDS);
        for sender in self.senders.drain(..) {
            while !sender.is_finished() && Instant::now() < end {
                thread::sleep(Duration::from_millis(DELIVERY_GLANCE_MS));
            }
            if sender.is_finished() {
                ended(sender);
            } else {
                log::warn!(
                    "a message or a backup is under way still: it is begun again at the next start"
                );
            }
        }
    }
}

/// A fault of one kind of work must not stop the others; it is logged here, once.
fn log_error(outcome: Result<usize>, what: &str) -> usize {
    outcome.unwrap_or_else(|error| {
        fault::log_error(what, &error);
        0
    })
}
