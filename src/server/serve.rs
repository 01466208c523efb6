//! The server: the gate in front, tiny_http behind it, and two lanes of workers.

use crate::server::gate::thread::Gate;
use crate::server::handler::{Handler, Lane};
use crate::server::inside::socket::PrivateSocket;
use crate::server::limits::GateLimits;
use crate::server::message::Request;
use crate::server::queue::{Queue, Staffing, WaitGroup};
use crate::server::self_check::{Check, Watch};
use crate::server::workers::Workers;
use mio::net::TcpListener as GateListener;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{io, mem};
use uuid::Uuid;

/// Workers for what never leaves the machine, at most: each is spawned when none waits. They wait for the disk and
/// share its syncs. They also take each request from tiny_http.
pub(crate) const QUICK_WORKERS: usize = 32;
/// Workers for what waits for others, at most.
pub(crate) const WAITING_WORKERS: usize = 64;
/// Requests that may queue for those; more is 503. With a Cal.com that answers, the last of them waits about a second.
pub(crate) const WAITING_QUEUE_MAX: usize = 192;
/// Time for requests in work when the server is stopped.
pub(crate) const STOP_SECONDS: u64 = 10;
/// From one self-check to the next.
pub(crate) const CHECK_EVERY_SECONDS: u64 = 5;
/// How long a self-check may take. A busy disk may hold up all quick workers for seconds.
pub(crate) const CHECK_PATIENCE_SECONDS: u64 = 10;
/// So many failed self-checks in a row mean unresponsive.
pub(crate) const CHECK_MISSES: u32 = 3;
/// The least time workers get to end after the gate has stopped.
const LAST_CALL: Duration = Duration::from_secs(1);

/// How a server is set up. The default is meant for production.
#[derive(Clone)]
pub struct ServerOptions {
    /// Workers of the quick lane, at most.
    pub quick_workers: usize,
    /// Workers of the waiting lane, at most. Together with its queue it gets two thirds of
    /// `limits.in_flight_max` at most, so that the quick lane always has room.
    pub waiting_workers: usize,
    /// Requests that may queue for the waiting lane.
    pub waiting_queue_max: usize,
    /// The names of the headers that a handler gets to see, in any case. What is not listed stays outside, as does what
    /// is about the connection or the length of the body. Each listed one costs: tiny_http reads it byte by byte.
    pub request_headers: &'static [&'static str],
    /// The gate's limits and deadlines.
    pub limits: GateLimits,
    /// How long requests in work may take after a stop.
    pub stop_patience: Duration,
    /// From one self-check to the next.
    pub check_every: Duration,
    /// How long a self-check may take.
    pub check_patience: Duration,
    /// How many must fail in a row.
    pub check_misses: u32,
    /// Whether something behind the server hangs for good. Asked at each self-check, which fails if it does.
    pub is_stuck: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Called when the server no longer answers, perhaps more than once. Only a new process helps.
    pub on_unresponsive: Arc<dyn Fn() + Send + Sync>,
}

impl Default for ServerOptions {
    fn default() -> ServerOptions {
        ServerOptions {
            quick_workers: QUICK_WORKERS,
            waiting_workers: WAITING_WORKERS,
            waiting_queue_max: WAITING_QUEUE_MAX,
            request_headers: &[],
            limits: GateLimits::default(),
            stop_patience: Duration::from_secs(STOP_SECONDS),
            check_every: Duration::from_secs(CHECK_EVERY_SECONDS),
            check_patience: Duration::from_secs(CHECK_PATIENCE_SECONDS),
            check_misses: CHECK_MISSES,
            is_stuck: Arc::new(|| false),
            on_unresponsive: Arc::new(|| {
                log::error!("server: unresponsive, it must be started again");
            }),
        }
    }
}

/// A running server. Dropping it stops it like [`Server::stop`].
pub struct Server {
    addr: SocketAddr,
    stop_patience: Duration,
    quick_workers: usize,
    watch: Option<Watch>,
    gate: Gate,
    workers: Option<Arc<Workers>>,
    _socket: PrivateSocket,
}

impl Server {
    /// Binds `listen` (an address with a port, 0 for any) and serves.
    ///
    /// When it returns, connections are accepted.
    pub fn start(
        listen: &str,
        options: ServerOptions,
        lane: fn(&Request) -> Lane,
        handler: Handler,
    ) -> io::Result<Server> {
        let mut last = io::Error::other("no such address");
        for addr in listen.to_socket_addrs()? {
            match GateListener::bind(addr) {
                Ok(listener) => return Server::start_gate(listener, options, lane, handler),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Serves on a listener that is already bound.
    pub fn start_on(
        listener: TcpListener,
        options: ServerOptions,
        lane: fn(&Request) -> Lane,
        handler: Handler,
    ) -> io::Result<Server> {
        listener.set_nonblocking(true)?;
        Server::start_gate(GateListener::from_std(listener), options, lane, handler)
    }

    fn start_gate(
        listener: GateListener,
        options: ServerOptions,
        lane: fn(&Request) -> Lane,
        handler: Handler,
    ) -> io::Result<Server> {
        let addr = listener.local_addr()?;
        let (socket, inner) = PrivateSocket::listen()?;
        let http = tiny_http::Server::from_listener(inner, None).map_err(io::Error::other)?;
        let limits = options.limits.clone();
        let gate = Gate::start(listener, socket.path(), limits, options.request_headers)?;
        let waiting_max = (options.limits.in_flight_max / 3).saturating_mul(2).max(2);
        let waiting_workers = options.waiting_workers.clamp(1, waiting_max.saturating_sub(1));
        let queue_max = options.waiting_queue_max.min(waiting_max.saturating_sub(waiting_workers));
        let check_path = format!("/.self-check/{}", Uuid::new_v4().simple());
        let quick_workers = options.quick_workers.max(1);
        let workers = Arc::new(Workers {
            http,
            // The first worker of each lane is there from the start.
            quick: Mutex::new(Staffing::new(quick_workers.saturating_sub(1))),
            waiting: Queue::new(queue_max, waiting_workers.saturating_sub(1)),
            lane,
            handler,
            check_path: check_path.clone(),
            stopping: AtomicBool::new(false),
            failed: AtomicBool::new(false),
            on_unresponsive: Arc::clone(&options.on_unresponsive),
            alive: WaitGroup::default(),
            threads: Mutex::default(),
        });
        let mut server = Server {
            addr,
            stop_patience: options.stop_patience,
            watch: None,
            gate,
            quick_workers,
            workers: Some(Arc::clone(&workers)),
            _socket: socket,
        };
        workers.spawn("quick", Workers::run_quick)?;
        workers.spawn("waiting", Workers::run_waiting)?;
        server.watch = Some(Watch::start(Check {
            addr,
            path: check_path,
            every: options.check_every,
            patience: options.check_patience,
            misses: options.check_misses.max(1),
            is_stuck: options.is_stuck,
            on_unresponsive: options.on_unresponsive,
        })?);
        Ok(server)
    }

    /// Where the server listens, with the port that was chosen.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Whether the gate or tiny_http has ended by itself: nothing is served any more.
    pub fn has_failed(&self) -> bool {
        let failed = self.workers.as_ref().is_some_and(|workers| workers.failed.load(Relaxed));
        failed || self.gate.is_dead()
    }

    /// Public connections: now open, accepted so far, closed so far to make room for others.
    pub fn connections(&self) -> (usize, u64, u64) {
        let counts = self.gate.counts();
        let (accepted, evicted) = (counts.accepted.load(Relaxed), counts.evicted.load(Relaxed));
        (counts.open.load(Relaxed), accepted, evicted)
    }

    /// Stops accepting, lets requests in work finish within the patience of the options, ends
    /// all threads and removes the private socket. A handler that hangs on is left behind.
    pub fn stop(self) {
        drop(self);
    }

    fn shut_down(&mut self) {
        let Some(workers) = self.workers.take() else { return };
        let begun = Instant::now();
        self.watch = None;
        self.gate.stop(self.stop_patience);
        workers.stopping.store(true, Relaxed);
        // The answers to what has not begun would reach no client any more.
        drop(workers.waiting.close());
        for _ in 0..self.quick_workers {
            workers.http.unblock();
        }
        let patience = self.stop_patience.saturating_sub(begun.elapsed()).max(LAST_CALL);
        let left = workers.alive.wait(patience);
        if left > 0 {
            log::error!("server: {left} requests did not end in time and are left behind");
            return;
        }
        let threads =
            mem::take(&mut *workers.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                log::error!("server: a worker had panicked");
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shut_down();
    }
}
