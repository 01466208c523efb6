//! The server: the gate in front, tiny_http behind it, receivers, and two lanes of workers.

use crate::server::gate::handle::Gate;
use crate::server::inside::socket::PrivateSocket;
use crate::server::limits::GateLimits;
use crate::server::message::Request;
use crate::server::queue::{Crew, Queue};
use crate::server::reply::Handler;
use crate::server::self_check::{Check, Watch};
use crate::server::workers::Inside;
use mio::net::TcpListener as GateListener;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{io, mem};
use uuid::Uuid;

/// Threads that take requests from tiny_http. They never wait, so that one is enough: measured, a webhook of 2 MiB holds
/// the others up for 7 ms. Two are woken more often for less (0.54 instead of 0.57 of the floor at 64 connections).
pub const RECEIVERS: usize = 1;
/// Workers for what never leaves the machine, at most: each is hired when nobody else waits. They wait for the disk and
/// share its syncs.
pub const QUICK_WORKERS: usize = 32;
/// Workers for what waits for others, at most.
pub const WAITING_WORKERS: usize = 64;
/// Requests that may queue for those; more is 503. With a Cal.com that answers, the last of them waits about a second.
pub const WAITING_QUEUE_MAX: usize = 192;
/// Time for requests in work when the server is stopped.
pub const STOP_SECONDS: u64 = 10;
/// From one self-check to the next.
pub const CHECK_EVERY_SECONDS: u64 = 5;
/// How long a self-check may take. A busy disk may hold up all quick workers for seconds.
pub const CHECK_PATIENCE_SECONDS: u64 = 10;
/// So many failed self-checks in a row mean deaf.
pub const CHECK_MISSES: u32 = 3;
/// The least time workers get to end after the gate has stopped.
const LAST_CALL: Duration = Duration::from_secs(1);

/// Which workers take a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Waits for nothing, neither another machine nor the disk: it is answered where it is received. Its handler
    /// hands what takes time on, with the way back.
    AtOnce,
    /// Never waits for another machine.
    Quick,
    /// May wait for another machine.
    Waits,
}

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
    /// Called when the server no longer hears, perhaps more than once. Only a new process helps.
    pub on_deaf: Arc<dyn Fn() + Send + Sync>,
}

impl Default for ServerOptions {
    fn default() -> ServerOptions {
        ServerOptions {
            quick_workers: QUICK_WORKERS,
            waiting_workers: WAITING_WORKERS,
            waiting_queue_max: WAITING_QUEUE_MAX,
            limits: GateLimits::default(),
            stop_patience: Duration::from_secs(STOP_SECONDS),
            check_every: Duration::from_secs(CHECK_EVERY_SECONDS),
            check_patience: Duration::from_secs(CHECK_PATIENCE_SECONDS),
            check_misses: CHECK_MISSES,
            is_stuck: Arc::new(|| false),
            on_deaf: Arc::new(|| log::error!("server: deaf, it must be started again")),
        }
    }
}

/// A running server. Dropping it stops it like [`Server::stop`].
pub struct Server {
    addr: SocketAddr,
    stop_patience: Duration,
    watch: Option<Watch>,
    gate: Gate,
    inside: Option<Arc<Inside>>,
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
        let gate = Gate::start(listener, socket.path(), options.limits.clone())?;
        let waiting_max = (options.limits.in_flight_max / 3).saturating_mul(2).max(2);
        let waiting_workers = options.waiting_workers.clamp(1, waiting_max.saturating_sub(1));
        let queue_max = options.waiting_queue_max.min(waiting_max.saturating_sub(waiting_workers));
        let check_path = format!("/.self-check/{}", Uuid::new_v4().simple());
        let inside = Arc::new(Inside {
            http,
            outbox: gate.outbox(),
            // The gate lets no more in at once. The first worker of each lane is there from the start.
            quick: Queue::new(
                options.limits.in_flight_max,
                options.quick_workers.saturating_sub(1),
            ),
            waiting: Queue::new(queue_max, waiting_workers.saturating_sub(1)),
            lane,
            handler,
            check_path: check_path.clone(),
            stopping: AtomicBool::new(false),
            failed: AtomicBool::new(false),
            on_deaf: Arc::clone(&options.on_deaf),
            crew: Crew::default(),
            workers: Mutex::default(),
        });
        let mut server = Server {
            addr,
            stop_patience: options.stop_patience,
            watch: None,
            gate,
            inside: Some(Arc::clone(&inside)),
            _socket: socket,
        };
        for _ in 0..RECEIVERS {
            inside.hire("receiver", Inside::run_receiver)?;
        }
        inside.hire("quick", Inside::run_quick)?;
        inside.hire("waiting", Inside::run_waiting)?;
        server.watch = Some(Watch::start(Check {
            addr,
            path: check_path,
            every: options.check_every,
            patience: options.check_patience,
            misses: options.check_misses.max(1),
            is_stuck: options.is_stuck,
            on_deaf: options.on_deaf,
        })?);
        Ok(server)
    }

    /// Where the server listens, with the port that was chosen.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Whether the gate or tiny_http has ended by itself: nothing is served any more.
    pub fn has_failed(&self) -> bool {
        let failed = self.inside.as_ref().is_some_and(|inside| inside.failed.load(Relaxed));
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
        let Some(inside) = self.inside.take() else { return };
        let begun = Instant::now();
        self.watch = None;
        self.gate.stop(self.stop_patience);
        inside.stopping.store(true, Relaxed);
        // Nobody is there any more to take the answers of what has not begun.
        drop((inside.quick.close(), inside.waiting.close()));
        for _ in 0..RECEIVERS {
            inside.http.unblock();
        }
        let patience = self.stop_patience.saturating_sub(begun.elapsed()).max(LAST_CALL);
        let left = inside.crew.wait(patience);
        if left > 0 {
            log::error!("server: {left} requests did not end in time and are left behind");
            return;
        }
        let workers =
            mem::take(&mut *inside.workers.lock().unwrap_or_else(PoisonError::into_inner));
        for worker in workers {
            if worker.join().is_err() {
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
