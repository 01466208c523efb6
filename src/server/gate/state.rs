//! What the gate's thread holds, and how a connection moves on and ends.

use crate::server::gate::conn::Conn;
use crate::server::gate::phase::{Phase, Step, soon};
use crate::server::gate::refusal::BUSY;
use crate::server::gate::shared::{Shared, Side};
use crate::server::gate::table::{Seat, Table};
use crate::server::inside::pool::Pool;
use crate::server::limits::GateLimits;
use crate::server::parse::request::Intake;
use mio::net::TcpStream;
use mio::{Interest, Poll};
use std::collections::VecDeque;
use std::net::IpAddr;
use std::os::unix::net::SocketAddr as UnixAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// Bytes read at once.
const READ_BYTES: usize = 64 * 1024;
/// At a shortage of files at least so many connections are given up.
const FILES_SPARED_MIN: usize = 4;
/// After a shortage it is tried again and again whether there are files for twice as many.
const GROW_SECONDS: u64 = 10;

/// All connections of the gate, public ones and those inside, with what limits them.
pub(crate) struct State {
    /// What tells of sockets.
    pub(crate) poll: Poll,
    /// The limits; fewer connections for a while after a shortage of files.
    pub(crate) limits: GateLimits,
    /// All public connections.
    pub(crate) table: Table,
    /// The connections inside.
    pub(crate) pool: Pool,
    /// Where the server inside listens.
    pub(crate) inside: UnixAddr,
    /// The places of whole requests that wait for a way in.
    pub(crate) ready: VecDeque<usize>,
    /// When to try again what failed for want of something.
    pub(crate) retry_at: Option<Instant>,
    /// Whether the gate is being stopped: every answer is its connection's last.
    pub(crate) is_stopping: bool,
    /// What the gate's owner sees.
    pub(crate) shared: Arc<Shared>,
    /// Where is read to.
    pub(crate) scratch: Vec<u8>,
    /// The names of the headers that go inside.
    headers: &'static [&'static str],
    /// Connections there may be while there is no shortage.
    connections_wanted: usize,
    /// When it is tried whether there may be more again.
    grow_at: Option<Instant>,
}

impl State {
    /// No connections yet.
    pub(crate) fn new(
        poll: Poll,
        inside: UnixAddr,
        limits: GateLimits,
        headers: &'static [&'static str],
        shared: Arc<Shared>,
    ) -> State {
        State {
            poll,
            connections_wanted: limits.connections_max,
            limits,
            table: Table::new(),
            pool: Pool::default(),
            inside,
            ready: VecDeque::new(),
            retry_at: None,
            is_stopping: false,
            shared,
            scratch: vec![0; READ_BYTES],
            headers,
            grow_at: None,
        }
    }

    /// Takes in a connection that was just accepted.
    pub(crate) fn admit(&mut self, stream: TcpStream, peer: Option<IpAddr>, now: Instant) {
        self.shared.accepted.fetch_add(1, Relaxed);
        // Without it the second of two pipelined answers waits for the first to be acknowledged.
        let prompt = stream.set_nodelay(true);
        let conn = Conn::new(stream, peer, Intake::new(self.headers), &self.limits, now);
        let mut seat = self.table.seat(conn);
        let both = Interest::READABLE | Interest::WRITABLE;
        let token = Side::Public(seat.0).token();
        match prompt.and_then(|()| self.poll.registry().register(&mut seat.1.stream, token, both)) {
            Ok(()) => self.table.put(seat),
            Err(error) => {
                log::debug!("gate: a connection ended as it began: {error}");
                self.close(seat);
            }
        }
    }

    /// Moves a connection on as far as it goes and puts it back.
    pub(crate) fn go_on(&mut self, mut seat: Seat, now: Instant) {
        loop {
            match seat.1.advance(&mut self.scratch, &self.limits, now) {
                Step::Wait => return self.table.put(seat),
                Step::Close => return self.close(seat),
                Step::Dispatch if self.ready.is_empty() && self.pool.has_idle() => {
                    self.dispatch(&mut seat, now);
                }
                Step::Dispatch if self.is_overfull() => {
                    seat.1.refuse(BUSY, &self.limits, now);
                }
                Step::Dispatch => {
                    self.ready.push_back(seat.0);
                    return self.table.put(seat);
                }
            }
        }
    }

    /// Whether all there may be inside is at work, and we hold so much that nothing more may wait for it.
    fn is_overfull(&self) -> bool {
        let is_full = self.pool.live() >= self.limits.in_flight_max && !self.pool.has_idle();
        is_full && self.table.held() > self.limits.held_bytes_max / 2
    }

    /// Brings a whole request inside. If every idle connection turns out to have ended it waits for another.
    pub(crate) fn dispatch(&mut self, seat: &mut Seat, now: Instant) {
        let (place, conn) = seat;
        if self.is_stopping {
            conn.make_last();
        }
        while let Some(inner) = self.pool.lend(*place) {
            let id = inner.id;
            match conn.go_inside(inner, &self.limits, now) {
                Ok(true) => return,
                Ok(false) => return self.watch_writable(seat, true),
                Err(error) => {
                    log::debug!("gate: a connection inside has ended: {error}");
                    self.pool.forget(id);
                }
            }
            if conn.phase != Phase::Ready {
                return;
            }
        }
        self.ready.push_back(*place);
    }

    /// Listens for whether a connection inside takes more; only while it is needed, because it tells of itself
    /// whenever the server reads.
    pub(crate) fn watch_writable(&self, seat: &mut Seat, wanted: bool) {
        let Some(inner) = seat.1.inner.as_mut().filter(|inner| inner.tells_writable != wanted)
        else {
            return;
        };
        let both = Interest::READABLE | Interest::WRITABLE;
        let interest = if wanted { both } else { Interest::READABLE };
        let token = Side::Inside(inner.id).token();
        match self.poll.registry().reregister(&mut inner.stream, token, interest) {
            Ok(()) => inner.tells_writable = wanted,
            // The request's deadline ends what goes no further.
            Err(error) => log::error!("gate: a connection inside cannot be watched: {error}"),
        }
    }

    /// Forgets the connection inside that a public one had before and has no more.
    pub(crate) fn settle_inside(&mut self, had: Option<usize>, seat: &Seat) {
        if let (Some(id), None) = (had, &seat.1.inner) {
            self.pool.forget(id);
        }
    }

    /// Ends a connection that was taken out of the table, and with it the one inside that works for it.
    pub(crate) fn close(&mut self, mut seat: Seat) {
        let had = seat.1.inner.take().map(|inner| inner.id);
        self.settle_inside(had, &seat);
        self.table.close(seat);
    }

    /// Closes a connection to make room for others.
    pub(crate) fn give_up(&mut self, place: Option<usize>) {
        if let Some(seat) = place.and_then(|place| self.table.take(place)) {
            self.shared.evicted.fetch_add(1, Relaxed);
            self.close(seat);
        }
    }

    /// Closes the connections that make us hold too much.
    pub(crate) fn shed(&mut self) {
        while self.table.held() > self.limits.held_bytes_max {
            let Some(heaviest) = self.table.heaviest() else { return };
            self.give_up(Some(heaviest));
        }
    }

    /// The process is out of files: makes do with fewer connections from now on, so that the
    /// server inside, which a shortage would stop for good, finds some free.
    pub(crate) fn shrink(&mut self, now: Instant) {
        self.pool.close_idle();
        let live = self.table.live();
        let spared = (live / 4).max(FILES_SPARED_MIN);
        self.limits.connections_max = live.saturating_sub(spared).max(1);
        log::warn!("gate: out of files, at most {} connections now", self.limits.connections_max);
        while self.table.live() > self.limits.connections_max {
            let Some(place) = self.table.longest_waiting(None) else { break };
            self.give_up(Some(place));
        }
        self.retry_at = soon(now);
        self.grow_at = now.checked_add(Duration::from_secs(GROW_SECONDS));
    }

    /// Some time after a shortage it may be over; for one that is not there is `shrink`.
    pub(crate) fn grow(&mut self, now: Instant) {
        let (max, wanted) = (self.limits.connections_max, self.connections_wanted);
        if let Some(more) = grown(max, wanted, self.grow_at, now) {
            self.limits.connections_max = more;
            self.grow_at = now.checked_add(Duration::from_secs(GROW_SECONDS));
        }
    }
}

/// How many connections there may be from now on, if more than now.
fn grown(max: usize, wanted: usize, grow_at: Option<Instant>, now: Instant) -> Option<usize> {
    let is_time = grow_at.is_none_or(|at| at <= now);
    (max < wanted && is_time).then(|| max.saturating_mul(2).min(wanted))
}

#[cfg(test)]
mod tests {
    use super::grown;
    use std::time::{Duration, Instant};

    #[test]
    fn after_a_shortage_there_are_twice_as_many_each_time_until_all_are_back() {
        let now = Instant::now();
        let soon = Some(now + Duration::from_secs(1));
        for (max, wanted, at, more) in [
            (1, 248, soon, None),
            (1, 248, Some(now), Some(2)),
            (2, 248, Some(now), Some(4)),
            (200, 248, Some(now), Some(248)),
            (248, 248, Some(now), None),
            (248, 248, None, None),
        ] {
            assert_eq!(grown(max, wanted, at, now), more, "{max} of {wanted}");
        }
    }
}
