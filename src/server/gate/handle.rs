//! The gate: no byte reaches tiny_http before a whole, bounded, unambiguous request is here.
//!
//! Bare, tiny_http can be stopped by one request (a huge length, a shortage of files, clients
//! that stop in the middle). So one thread with a readiness loop owns the public listener, and
//! brings each whole request to tiny_http over a private socket, one at a time per connection there. The answers come
//! back in memory.

use crate::server::gate::answers::Outbox;
use crate::server::gate::event_loop::Loop;
use crate::server::limits::GateLimits;
use mio::Poll;
use mio::net::TcpListener;
use std::os::unix::net::SocketAddr as UnixAddr;
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use std::{io, thread};

/// What the loop and its owner share.
#[derive(Debug, Default)]
pub struct Shared {
    /// Connections now open.
    pub open: AtomicUsize,
    /// Connections accepted so far.
    pub accepted: AtomicU64,
    /// Connections closed so far to make room for others.
    pub evicted: AtomicU64,
    dead: AtomicBool,
    stop_at: Mutex<Option<Instant>>,
}

impl Shared {
    /// When the loop must have ended, once it was told to stop.
    pub fn stop_at(&self) -> Option<Instant> {
        *self.stop_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running gate. Dropping it cuts off what is in work; [`Gate::stop`] waits for it.
#[derive(Debug)]
pub struct Gate {
    shared: Arc<Shared>,
    outbox: Arc<Outbox>,
    thread: Option<JoinHandle<()>>,
}

impl Gate {
    /// Starts the gate's thread. From now on whole requests arrive at the socket `inside`.
    pub fn start(listener: TcpListener, inside: &Path, limits: GateLimits) -> io::Result<Gate> {
        let poll = Poll::new()?;
        let outbox = Arc::new(Outbox::new(poll.registry())?);
        let shared = Arc::new(Shared::default());
        let inside = UnixAddr::from_pathname(inside)?;
        let theirs = Arc::clone(&shared);
        let (seen, answers) = (Arc::clone(&shared), Arc::clone(&outbox));
        let mut inner = Loop::new(poll, listener, inside, limits, seen, answers)?;
        let body = move || {
            let dead = DeadUnlessStopped(theirs);
            if let Err(error) = inner.run() {
                log::error!("gate: cannot wait for sockets: {error}");
            }
            drop(dead);
        };
        let thread = thread::Builder::new().name("gate".to_owned()).spawn(body)?;
        Ok(Gate { shared, outbox, thread: Some(thread) })
    }

    /// Whether the gate's thread has ended though nobody stopped it.
    pub fn is_dead(&self) -> bool {
        self.shared.dead.load(Relaxed)
    }

    /// Where the answers to its requests are put.
    pub fn outbox(&self) -> Arc<Outbox> {
        Arc::clone(&self.outbox)
    }

    /// The counters.
    pub fn counts(&self) -> &Shared {
        &self.shared
    }

    /// Stops accepting, closes what waits for its client, and ends when all requests in work
    /// are answered, at the latest after `patience`.
    pub fn stop(&mut self, patience: Duration) {
        let Some(thread) = self.thread.take() else { return };
        let now = Instant::now();
        let stop_at = Some(now.checked_add(patience).unwrap_or(now));
        *self.shared.stop_at.lock().unwrap_or_else(PoisonError::into_inner) = stop_at;
        match self.outbox.wake() {
            // Waiting for a thread that was not told would be waiting for ever.
            Err(error) => log::error!("gate: cannot be stopped: {error}"),
            Ok(()) if thread.join().is_err() => log::error!("gate: had panicked"),
            Ok(()) => {}
        }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.stop(Duration::ZERO);
    }
}

/// Tells of a loop that ended by itself, by a panic too.
struct DeadUnlessStopped(Arc<Shared>);

impl Drop for DeadUnlessStopped {
    fn drop(&mut self) {
        self.0.dead.store(self.0.stop_at().is_none(), Relaxed);
    }
}
