//! The gate's one loop: waits for sockets, moves connections on, keeps caps and deadlines.

use crate::server::gate::accept::Door;
use crate::server::gate::answers::{Answer, Outbox};
use crate::server::gate::handle::Shared;
use crate::server::gate::inside::BUSY;
use crate::server::gate::phase::{Phase, Step};
use crate::server::gate::table::{Seat, Table};
use crate::server::inside::pool::Pool;
use crate::server::inside::ticket::Ticket;
use crate::server::limits::{GateLimits, LINGER_AT_STOP};
use mio::event::Event;
use mio::net::TcpListener;
use mio::{Events, Interest, Poll, Token};
use std::collections::VecDeque;
use std::io;
use std::io::ErrorKind;
use std::os::unix::net::SocketAddr as UnixAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// The token of the listener.
const LISTENER: Token = Token(0);
/// The token of the waker.
pub const WAKER: Token = Token(1);
/// Tokens before those of the connections: even ones are public, odd ones inside.
const TOKENS_RESERVED: usize = 2;

/// Events taken at once.
const EVENTS_MAX: usize = 256;
/// Bytes read at once.
const READ_BYTES: usize = 64 * 1024;

/// The state of the loop's thread.
pub struct Loop {
    /// What tells of sockets.
    pub poll: Poll,
    /// The public listener, until the gate is stopped.
    pub listener: Option<TcpListener>,
    /// The limits; fewer connections for a while after a shortage of files.
    pub limits: GateLimits,
    /// Connections there may be while there is no shortage.
    pub connections_wanted: usize,
    /// When it is tried whether there may be more again.
    pub grow_at: Option<Instant>,
    /// All public connections.
    pub table: Table,
    /// Whether somebody may be waiting at the listener.
    pub door: Door,
    /// When to try again what failed for want of something.
    pub retry_at: Option<Instant>,
    /// What the gate's owner sees.
    pub shared: Arc<Shared>,
    /// Where the answers come from.
    pub outbox: Arc<Outbox>,
    /// Those taken out of it; empty but for a moment.
    pub answers: Vec<(Ticket, Answer)>,
    /// Where the server inside listens.
    pub inside: UnixAddr,
    /// The connections to it.
    pub pool: Pool,
    /// The last ticket that was given out.
    pub ticket: Ticket,
    /// The places of whole requests that wait for a way in.
    pub ready: VecDeque<usize>,
    /// Where is read to.
    pub scratch: Vec<u8>,
    events: Option<Events>,
    stop_at: Option<Instant>,
}

impl Loop {
    /// A loop that accepts from `listener` and brings requests to the socket `inside`.
    pub fn new(
        poll: Poll,
        mut listener: TcpListener,
        inside: UnixAddr,
        limits: GateLimits,
        shared: Arc<Shared>,
        outbox: Arc<Outbox>,
    ) -> io::Result<Loop> {
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        Ok(Loop {
            poll,
            events: Some(Events::with_capacity(EVENTS_MAX)),
            listener: Some(listener),
            inside,
            connections_wanted: limits.connections_max,
            grow_at: None,
            limits,
            table: Table::new(),
            pool: Pool::default(),
            ticket: Ticket::PROBE,
            ready: VecDeque::new(),
            scratch: vec![0; READ_BYTES],
            door: Door::Quiet,
            retry_at: None,
            stop_at: None,
            shared,
            outbox,
            answers: Vec::new(),
        })
    }

    /// Runs until it is told to stop. An error means that the gate is dead.
    pub fn run(&mut self) -> io::Result<()> {
        loop {
            let mut events =
                self.events.take().unwrap_or_else(|| Events::with_capacity(EVENTS_MAX));
            match self.poll.poll(&mut events, self.patience(Instant::now())) {
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
                Ok(()) | Err(_) => {}
            }
            let now = Instant::now();
            self.deliver(now);
            for event in &events {
                self.handle(event, now);
            }
            self.events = Some(events);
            self.retry_at = self.retry_at.filter(|at| *at > now);
            if self.door != Door::Quiet && self.retry_at.is_none() {
                self.accept_some(now);
            }
            if self.pool.next_due().is_some_and(|at| at <= now) && self.pool.expire(now) {
                log::error!("gate: the server inside does not answer");
            }
            self.dispatch_ready(now);
            if self.table.next_deadline.is_some_and(|at| at <= now) {
                self.expire(now);
            }
            while self.table.held() > self.limits.held_bytes_max && self.shed() {}
            self.shared.open.store(self.table.live(), Relaxed);
            if let Some(stop_at) = self.stop_at
                && (self.table.live() == 0 || stop_at <= now)
            {
                return Ok(());
            }
        }
    }

    /// How long nothing needs to be done if no event comes.
    fn patience(&self, now: Instant) -> Option<Duration> {
        let knocks = self.door == Door::Knocking && self.retry_at.is_none();
        if knocks || !self.outbox.lets_sleep() {
            return Some(Duration::ZERO);
        }
        let due = self.pool.next_due();
        let times = [self.table.next_deadline, self.retry_at, self.stop_at, due];
        let next = times.into_iter().flatten().min();
        next.map(|next| next.saturating_duration_since(now))
    }

    fn handle(&mut self, event: &Event, now: Instant) {
        match event.token() {
            LISTENER => self.door = Door::Knocking,
            WAKER => self.look_for_stop(),
            Token(number) => {
                let number = number.saturating_sub(TOKENS_RESERVED);
                match number % 2 {
                    0 => self.handle_public(number / 2, event, now),
                    _ => self.handle_inside(number / 2, event, now),
                }
            }
        }
    }

    fn handle_public(&mut self, place: usize, event: &Event, now: Instant) {
        let Some(mut seat) = self.table.take(place) else { return };
        let ended = event.is_read_closed() || event.is_error();
        if ended || event.is_readable() {
            seat.1.note_readable(ended);
        }
        self.go_on(seat, now);
    }

    /// Moves a connection on as far as it goes and puts it back.
    pub fn go_on(&mut self, mut seat: Seat, now: Instant) {
        loop {
            match seat.1.advance(&mut self.scratch, &self.limits, now) {
                Step::Wait => return self.table.put(seat),
                Step::Close => return self.close(seat),
                Step::Dispatch if self.has_way_in() => self.dispatch(&mut seat, now),
                Step::Dispatch
                    if self.is_full_inside()
                        && self.table.held() > self.limits.held_bytes_max / 2 =>
                {
                    seat.1.refuse(BUSY, &self.limits, now);
                }
                Step::Dispatch => {
                    self.ready.push_back(seat.0);
                    return self.table.put(seat);
                }
            }
        }
    }

    /// Ends a connection that was taken out of the table.
    pub fn close(&mut self, mut seat: Seat) {
        let had = seat.1.inner.take().map(|inner| inner.id);
        self.settle_inside(had, &seat);
        self.table.close(seat);
    }

    fn expire(&mut self, now: Instant) {
        for place in self.table.expired(now) {
            let Some(mut seat) = self.table.take(place) else { continue };
            let had = seat.1.inner.as_ref().map(|inner| inner.id);
            let step = seat.1.expire(&self.limits, now);
            self.settle_inside(had, &seat);
            match step {
                Step::Close => self.close(seat),
                Step::Wait | Step::Dispatch => self.go_on(seat, now),
            }
        }
    }

    /// Whether the gate is being stopped.
    pub fn is_stopping(&self) -> bool {
        self.stop_at.is_some()
    }

    /// Once: stops accepting, closes what waits for its client, and lets the rest finish. Who is answered afterwards
    /// gets the time to read it, however often answers to others wake the loop.
    fn look_for_stop(&mut self) {
        if self.is_stopping() {
            return;
        }
        let Some(stop_at) = self.shared.stop_at() else { return };
        self.stop_at = Some(stop_at);
        self.listener = None;
        self.limits.linger = self.limits.linger.min(LINGER_AT_STOP);
        self.door = Door::Quiet;
        for place in self.table.all() {
            let Some(mut seat) = self.table.take(place) else { continue };
            match seat.1.phase {
                Phase::Head | Phase::Body | Phase::Lingering => self.close(seat),
                Phase::Ready | Phase::Working | Phase::Answering => {
                    seat.1.make_last();
                    self.table.put(seat);
                }
            }
        }
    }
}

/// The token of a place of the table, side 0, or of the pool, side 1.
pub fn token(place: usize, side: usize) -> Token {
    Token(place.saturating_mul(2).saturating_add(side).saturating_add(TOKENS_RESERVED))
}
