//! Recording: what comes in and what Cal.com answers, as it happens, in the form that `replay` reads.
//!
//! Whoever has something to tell puts it into a bounded queue and goes on; one thread takes the customers out of it and
//! writes it down. A recording that cannot be written is a loss that is counted and told, never a fault of a request.

use crate::calcom::exchange::{Ended, Exchange};
use crate::calcom::origin;
use crate::calcom::origin::{Errand, Why};
use crate::domain::{Error, Result};
use crate::frontdesk::{Clock, Desk};
use crate::recording::writer::Scribe;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// What may wait to be written. More is lost.
const QUEUE_MAX: usize = 4_096;
/// The most bytes of bodies that may wait to be written. More is lost.
const QUEUE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// How often the database is looked at for what people decided while nothing else happens.
const FOLLOW_EVERY: Duration = Duration::from_millis(500);
/// How long the last lines may take when the program ends.
const STOP_PATIENCE: Duration = Duration::from_secs(5);

/// Something to be written down.
pub(crate) enum Heard {
    /// A request came in.
    Request { errand: Errand, kind: &'static str, body: Vec<u8> },
    /// It was answered.
    Answered { errand: Errand, at: OffsetDateTime, status: u16, body: Vec<u8> },
    /// Cal.com was asked.
    Asked { errand: Option<Errand>, at: OffsetDateTime, question: Question },
    /// The program ends.
    Stop,
}

/// A question to Cal.com and what came of it.
pub(crate) struct Question {
    pub method: &'static str,
    pub path: String,
    pub status: Option<u16>,
    pub sent: bool,
    pub body: Vec<u8>,
}

impl Heard {
    fn bytes(&self) -> usize {
        match self {
            Heard::Request { body, .. } | Heard::Answered { body, .. } => body.len(),
            Heard::Asked { question, .. } => question.body.len(),
            Heard::Stop => 0,
        }
    }
}

/// Where those who have something to tell put it. Cheap to clone; nothing here waits.
#[derive(Clone)]
pub struct Tape(Arc<Inner>);

struct Inner {
    queue: SyncSender<Heard>,
    clock: Clock,
    waiting_bytes: AtomicUsize,
    lost: AtomicU64,
    /// Whether the last thing told was lost here.
    overflows: AtomicBool,
}

impl Tape {
    /// A request that was let in begins; `kind` is the kind of its line. What Cal.com is asked on its behalf is
    /// told with this errand.
    pub fn request(&self, kind: &'static str, body: &[u8]) -> Errand {
        let errand = Errand::new(Why::Request, (self.0.clock)());
        self.put(Heard::Request { errand: errand.clone(), kind, body: body.to_vec() });
        errand
    }

    /// It was answered.
    pub fn answered(&self, errand: Errand, status: u16, body: &[u8]) {
        let at = (self.0.clock)();
        self.put(Heard::Answered { errand, at, status, body: body.to_vec() });
    }

    /// How many lines could not be written since the start.
    pub fn lost(&self) -> u64 {
        self.0.lost.load(Relaxed)
    }

    fn exchange(&self, exchange: Exchange<'_>) {
        let (status, sent, body) = match exchange.ended {
            Ended::Answered { status, body } => (Some(status), true, body.to_vec()),
            Ended::Lost => (None, true, Vec::new()),
            Ended::NotSent => (None, false, Vec::new()),
        };
        let question = Question {
            method: exchange.method,
            path: exchange.path.to_owned(),
            status,
            sent,
            body,
        };
        let errand = origin::current();
        self.put(Heard::Asked { errand, at: (self.0.clock)(), question });
    }

    fn put(&self, heard: Heard) {
        let bytes = heard.bytes();
        let waiting = self.0.waiting_bytes.fetch_add(bytes, Relaxed);
        let fits = waiting.saturating_add(bytes) <= QUEUE_BYTES_MAX;
        let taken = fits && self.0.queue.try_send(heard).is_ok();
        if !taken {
            self.0.waiting_bytes.fetch_sub(bytes, Relaxed);
            self.lose(1);
        }
        let overflowed = self.0.overflows.swap(!taken, Relaxed);
        if !taken && !overflowed {
            log::error!("recording: it cannot be written as fast as it happens; lines are lost");
        }
    }

    pub(crate) fn lose(&self, lines: u64) {
        self.0.lost.fetch_add(lines, Relaxed);
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        (self.0.clock)()
    }
}

/// The thread that writes. Dropping it writes what waits, within some seconds, and ends it.
pub struct Recorder {
    tape: Tape,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Recorder {
    /// Records what this desk asks Cal.com, and what is put on the tape, from now on; `None` if the salon does not
    /// want it. A folder that cannot be written to is told in the log, and is no error.
    pub fn start(desk: &Arc<Desk>) -> Result<Option<Recorder>> {
        Recorder::begin(desk, false)
    }

    /// The same for a command that may run beside a `serve`, into the same files.
    pub fn start_beside(desk: &Arc<Desk>) -> Result<Option<Recorder>> {
        Recorder::begin(desk, true)
    }

    fn begin(desk: &Arc<Desk>, beside: bool) -> Result<Option<Recorder>> {
        let Some(dir) = &desk.salon.config.record.dir else { return Ok(None) };
        let (queue, heard) = sync_channel(QUEUE_MAX);
        let tape = Tape(Arc::new(Inner {
            queue,
            clock: desk.clock.clone(),
            waiting_bytes: AtomicUsize::new(0),
            lost: AtomicU64::new(0),
            overflows: AtomicBool::new(false),
        }));
        let mut scribe = Scribe::new(desk.clone(), tape.clone(), dir);
        // Before anything comes in, so that what stands now is told as what stood before.
        scribe.begin(beside);
        let witness = tape.clone();
        desk.calcom.tell(Arc::new(move |exchange| witness.exchange(exchange)));
        let told = tape.clone();
        let thread = thread::Builder::new()
            .name("record".into())
            .spawn(move || write_down(&heard, &told, &mut scribe))
            .map_err(Error::internal)?;
        Ok(Some(Recorder { tape, thread: Mutex::new(Some(thread)) }))
    }

    /// For whoever has something to tell.
    pub fn tape(&self) -> Tape {
        self.tape.clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let until = Instant::now() + STOP_PATIENCE;
        let mut stop = Heard::Stop;
        while let Err(TrySendError::Full(again)) = self.tape.0.queue.try_send(stop) {
            if Instant::now() >= until {
                break;
            }
            stop = again;
            thread::sleep(Duration::from_millis(10));
        }
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(thread) = thread.take() else { return };
        while !thread.is_finished() && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
        if !thread.is_finished() {
            log::error!("recording: the last lines could not be written in time");
        } else if thread.join().is_err() {
            log::error!("recording: the thread that writes panicked");
        }
    }
}

fn write_down(heard: &Receiver<Heard>, tape: &Tape, scribe: &mut Scribe) {
    loop {
        match heard.recv_timeout(FOLLOW_EVERY) {
            Ok(Heard::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(heard) => {
                tape.0.waiting_bytes.fetch_sub(heard.bytes(), Relaxed);
                scribe.write(heard);
            }
            Err(RecvTimeoutError::Timeout) => scribe.idle(),
        }
    }
    scribe.end();
}
