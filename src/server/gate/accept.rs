//! The gate's door: who is let in, and who has to leave for it.

use crate::server::gate::conn::Conn;
use crate::server::gate::event_loop::{Loop, token};
use crate::server::gate::table::peer;
use mio::Interest;
use mio::net::TcpStream;
use std::io;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// Connections accepted before the others get their turn.
const ACCEPT_BATCH: usize = 64;
/// Wait before trying again what failed for want of files or of room in the inner queue.
const RETRY_MILLISECONDS: u64 = 20;
/// ENFILE, EMFILE, ENOMEM, ENOBUFS: somebody has to give something up.
const SHORTAGES: [i32; 4] = [23, 24, 12, 105];

/// At a shortage of files at least so many connections are given up.
const FILES_SPARED_MIN: usize = 4;

/// After a shortage it is tried again and again whether there are files for twice as many.
const GROW_SECONDS: u64 = 10;

/// Whether somebody may be waiting at the listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Nobody; an event will tell.
    Quiet,
    /// Perhaps somebody.
    Knocking,
    /// Perhaps somebody, but something has to end first.
    Blocked,
}

impl Loop {
    /// Accepts a batch of those who wait, closing others if there is no room.
    pub fn accept_some(&mut self, now: Instant) {
        self.grow(now);
        // A newcomer must not be pushed out by the next ones before it was listened to.
        let batch = (self.limits.connections_max / 4).clamp(1, ACCEPT_BATCH);
        for _ in 0..batch {
            let Some(listener) = self.listener.as_ref() else {
                self.door = Door::Quiet;
                return;
            };
            let is_full = self.table.live() >= self.limits.connections_max;
            let victim = if is_full { self.table.longest_waiting(None) } else { None };
            if is_full && victim.is_none() {
                self.door = Door::Blocked;
                return;
            }
            match listener.accept() {
                Ok((stream, address)) => {
                    self.give_up(victim);
                    self.admit(stream, address, now);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.door = Door::Quiet;
                    return;
                }
                Err(error) if is_shortage(&error) => {
                    self.shrink(now);
                    self.door = Door::Blocked;
                    return;
                }
                // The others concern one client that has gone already.
                Err(error) => log::debug!("gate: a connection ended as it began: {error}"),
            }
        }
        self.door = Door::Knocking;
    }

    fn admit(&mut self, stream: TcpStream, address: SocketAddr, now: Instant) {
        let peer = peer(address.ip());
        if let Some(peer) = peer
            && self.table.of_peer(peer) >= self.limits.connections_per_peer_max
        {
            let victim = self.table.longest_waiting(Some(peer));
            if victim.is_none() {
                return;
            }
            self.give_up(victim);
        }
        self.shared.accepted.fetch_add(1, Relaxed);
        // Without it the second of two pipelined answers waits for the first to be acknowledged.
        let prompt = stream.set_nodelay(true);
        let mut seat = self.table.seat(Conn::new(stream, peer, &self.limits, now));
        let both = Interest::READABLE | Interest::WRITABLE;
        let token = token(seat.0, 0);
        match prompt.and_then(|()| self.poll.registry().register(&mut seat.1.stream, token, both)) {
            Ok(()) => self.table.put(seat),
            Err(error) => {
                log::debug!("gate: a connection ended as it began: {error}");
                self.close(seat);
            }
        }
    }

    /// Closes a connection to make room for others.
    fn give_up(&mut self, place: Option<usize>) {
        if let Some(seat) = place.and_then(|place| self.table.take(place)) {
            self.shared.evicted.fetch_add(1, Relaxed);
            self.close(seat);
        }
    }

    /// The process is out of files: makes do with fewer connections from now on, so that the
    /// server inside, which a shortage would stop for good, finds some free.
    pub fn shrink(&mut self, now: Instant) {
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
    fn grow(&mut self, now: Instant) {
        let (max, wanted) = (self.limits.connections_max, self.connections_wanted);
        if let Some(more) = grown(max, wanted, self.grow_at, now) {
            self.limits.connections_max = more;
            self.grow_at = now.checked_add(Duration::from_secs(GROW_SECONDS));
        }
    }

    /// Closes the connection that makes us hold most. False: there is none.
    pub fn shed(&mut self) -> bool {
        let heaviest = self.table.heaviest_waiting();
        self.give_up(heaviest);
        heaviest.is_some()
    }
}

/// How many connections there may be from now on, if more than now.
fn grown(max: usize, wanted: usize, grow_at: Option<Instant>, now: Instant) -> Option<usize> {
    let is_time = grow_at.is_none_or(|at| at <= now);
    (max < wanted && is_time).then(|| max.saturating_mul(2).min(wanted))
}

/// When to try again.
pub fn soon(now: Instant) -> Option<Instant> {
    now.checked_add(Duration::from_millis(RETRY_MILLISECONDS))
}

/// Whether the system is out of files or memory.
pub fn is_shortage(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| SHORTAGES.contains(&code))
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
