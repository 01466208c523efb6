//! The gate as its owner sees it: a thread with counters, to be stopped.
//!
//! Bare, tiny_http can be stopped by one request (a huge length, a shortage of files, clients
//! that stop in the middle). So one thread with a readiness loop owns the public listener, and
//! brings each whole request to tiny_http over a private socket, one at a time per connection there; tiny_http's answer
//! comes back over the same connection.

use crate::server::gate::accept::Acceptor;
use crate::server::gate::event_loop::Loop;
use crate::server::gate::shared::{Shared, WAKER};
use crate::server::gate::state::State;
use crate::server::limits::GateLimits;
use mio::net::TcpListener;
use mio::{Poll, Waker};
use std::os::unix::net::SocketAddr as UnixAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use std::{io, thread};

/// A running gate. Dropping it cuts off what is in work; [`Gate::stop`] waits for it.
#[derive(Debug)]
pub(crate) struct Gate {
    shared: Arc<Shared>,
    waker: Waker,
    thread: Option<JoinHandle<()>>,
}

impl Gate {
    /// Starts the gate's thread. From now on whole requests arrive at the socket `inside`, with those of their headers
    /// that have one of these names.
    pub(crate) fn start(
        listener: TcpListener,
        inside: &Path,
        limits: GateLimits,
        headers: &'static [&'static str],
    ) -> io::Result<Gate> {
        let poll = Poll::new()?;
        let waker = Waker::new(poll.registry(), WAKER)?;
        let acceptor = Acceptor::new(poll.registry(), listener)?;
        let shared = Arc::new(Shared::default());
        let inside = UnixAddr::from_pathname(inside)?;
        let state = State::new(poll, inside, limits, headers, Arc::clone(&shared));
        let mut inner = Loop::new(state, acceptor);
        let dead = DeadUnlessStopped(Arc::clone(&shared));
        let body = move || {
            let dead = dead;
            if let Err(error) = inner.run() {
                log::error!("gate: cannot wait for sockets: {error}");
            }
            drop(dead);
        };
        let thread = thread::Builder::new().name("gate".to_owned()).spawn(body)?;
        Ok(Gate { shared, waker, thread: Some(thread) })
    }

    /// Whether the gate's thread has ended though it was not stopped.
    pub(crate) fn is_dead(&self) -> bool {
        self.shared.dead.load(Relaxed)
    }

    /// The counters.
    pub(crate) fn counts(&self) -> &Shared {
        &self.shared
    }

    /// Stops accepting, closes what waits for its client, and ends when all requests in work
    /// are answered, at the latest after `patience`.
    pub(crate) fn stop(&mut self, patience: Duration) {
        let Some(thread) = self.thread.take() else { return };
        let now = Instant::now();
        self.shared.stop(now.checked_add(patience).unwrap_or(now));
        match self.waker.wake() {
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
