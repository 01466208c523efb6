//! What is to be recorded, and the bounded queue that it is put into. The caller goes on at once; what does not fit
//! is a loss that is counted, never a fault of a request.

use crate::calcom::exchange::{Ended, Exchange};
use crate::calcom::origin;
use crate::calcom::origin::{Origin, Why};
use crate::frontdesk::Clock;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// What may wait to be written. More is lost.
const QUEUE_MAX: usize = 4_096;
/// The most bytes of bodies that may wait to be written. More is lost.
const QUEUE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Something to be recorded.
pub(crate) enum Event {
    /// A request came in.
    Request {
        origin: Origin,
        kind: &'static str,
        body: Vec<u8>,
    },
    Answered {
        origin: Origin,
        at: OffsetDateTime,
        status: u16,
        body: Vec<u8>,
    },
    /// Cal.com was asked.
    Asked {
        origin: Option<Origin>,
        at: OffsetDateTime,
        question: Question,
    },
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

impl Event {
    fn bytes(&self) -> usize {
        match self {
            Event::Request { body, .. } | Event::Answered { body, .. } => body.len(),
            Event::Asked { question, .. } => question.body.len(),
            Event::Stop => 0,
        }
    }
}

/// What is to be recorded is handed over here. Cheap to clone; nothing here waits.
#[derive(Clone)]
pub struct RecorderHandle(Arc<Inner>);

struct Inner {
    queue: SyncSender<Event>,
    clock: Clock,
    waiting_bytes: AtomicUsize,
    lost: AtomicU64,
    /// Whether the last event was lost here.
    overflows: AtomicBool,
}

impl RecorderHandle {
    /// A queue and its other end.
    pub(crate) fn new(clock: Clock) -> (RecorderHandle, Receiver<Event>) {
        let (queue, events) = sync_channel(QUEUE_MAX);
        let handle = RecorderHandle(Arc::new(Inner {
            queue,
            clock,
            waiting_bytes: AtomicUsize::new(0),
            lost: AtomicU64::new(0),
            overflows: AtomicBool::new(false),
        }));
        (handle, events)
    }

    /// A request that was let in begins; `kind` is the kind of its line. What Cal.com is asked on its behalf is
    /// recorded with this origin.
    pub fn request(&self, kind: &'static str, body: &[u8]) -> Origin {
        let origin = Origin::new(Why::Request, (self.0.clock)());
        self.put(Event::Request { origin: origin.clone(), kind, body: body.to_vec() });
        origin
    }

    /// It was answered.
    pub fn answered(&self, origin: Origin, status: u16, body: &[u8]) {
        let at = (self.0.clock)();
        self.put(Event::Answered { origin, at, status, body: body.to_vec() });
    }

    /// How many lines could not be written since the start.
    pub fn lost(&self) -> u64 {
        self.0.lost.load(Relaxed)
    }

    pub(crate) fn exchange(&self, exchange: Exchange<'_>) {
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
        let origin = origin::current();
        self.put(Event::Asked { origin, at: (self.0.clock)(), question });
    }

    fn put(&self, event: Event) {
        let bytes = event.bytes();
        let waiting = self.0.waiting_bytes.fetch_add(bytes, Relaxed);
        let fits = waiting.saturating_add(bytes) <= QUEUE_BYTES_MAX;
        let taken = fits && self.0.queue.try_send(event).is_ok();
        if !taken {
            self.0.waiting_bytes.fetch_sub(bytes, Relaxed);
            self.lose(1);
        }
        let overflowed = self.0.overflows.swap(!taken, Relaxed);
        if !taken && !overflowed {
            log::error!("recording: it cannot be written as fast as it happens; lines are lost");
        }
    }

    /// Ends the thread that writes, as soon as there is room for saying so, if there is until then.
    pub(crate) fn stop(&self, until: Instant) {
        let mut stop = Event::Stop;
        while let Err(TrySendError::Full(again)) = self.0.queue.try_send(stop) {
            if Instant::now() >= until {
                return;
            }
            stop = again;
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// An event was taken out of the queue.
    pub(crate) fn taken(&self, event: &Event) {
        self.0.waiting_bytes.fetch_sub(event.bytes(), Relaxed);
    }

    pub(crate) fn lose(&self, lines: u64) {
        self.0.lost.fetch_add(lines, Relaxed);
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        (self.0.clock)()
    }
}
