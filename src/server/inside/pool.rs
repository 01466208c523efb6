//! The connections inside: opened one after the other, proven, lent for one request at a time, and used again.
//!
//! tiny_http keeps a thread for each connection that stays, and hands a new one to a thread it believes to be idle.
//! Of several that come together some are handed to a thread that is just taken, and stay unanswered for good.
//! So there is never more than one connection inside that is not proven by an answer.

use mio::net::UnixStream;
use std::io;
use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

/// Connections that stay although nobody needs them, for the next request after a quiet time.
const KEPT_MIN: usize = 4;
/// Further ones are closed after being idle for so long: each costs a thread and three files.
const IDLE_MAX: Duration = Duration::from_secs(5);
/// How long a new one may take to be proven. Then it is closed and another is tried.
const PROOF_MAX: Duration = Duration::from_secs(5);

/// A connection inside, while it is lent.
pub(crate) struct Inner {
    /// Our end.
    pub(crate) stream: UnixStream,
    /// Its place in the pool.
    pub(crate) id: usize,
    /// Whether the poll tells when it can be written to.
    pub(crate) tells_writable: bool,
}

/// What a place of the pool holds.
enum Slot {
    Vacant,
    /// Not proven yet.
    Opening(UnixStream, Instant),
    /// Proven; since when nobody needs it.
    Idle(UnixStream, Instant),
    /// At work for the public connection of this place.
    Lent(usize),
}

/// What an event of a connection inside is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concerns {
    /// Nobody any more.
    Nobody,
    /// The connection that is being opened.
    Opening,
    /// One that nobody needs: there should be no event.
    Idle,
    /// The public connection of this place.
    Public(usize),
}

/// All connections inside.
#[derive(Default)]
pub(crate) struct Pool {
    slots: Vec<Slot>,
    vacant: Vec<usize>,
    /// The one used last is at the end, and used first.
    idle: Vec<usize>,
    opening: Option<usize>,
    live: usize,
}

impl Pool {
    /// All there are, idle or not.
    pub(crate) fn live(&self) -> usize {
        self.live
    }

    /// Whether one is being opened.
    pub(crate) fn is_opening(&self) -> bool {
        self.opening.is_some()
    }

    /// Whether one can be lent.
    pub(crate) fn has_idle(&self) -> bool {
        !self.idle.is_empty()
    }

    /// What an event of a place is about.
    pub(crate) fn concerns(&self, id: usize) -> Concerns {
        match self.slots.get(id) {
            None | Some(Slot::Vacant) => Concerns::Nobody,
            Some(Slot::Opening(..)) => Concerns::Opening,
            Some(Slot::Idle(..)) => Concerns::Idle,
            Some(Slot::Lent(place)) => Concerns::Public(*place),
        }
    }

    /// The place the next connection gets.
    pub(crate) fn next_id(&self) -> usize {
        self.vacant.last().copied().unwrap_or(self.slots.len())
    }

    /// Takes in a connection that was asked its first question, at the place `next_id` told.
    pub(crate) fn open(&mut self, stream: UnixStream, now: Instant) {
        let id = self.vacant.pop().unwrap_or_else(|| {
            self.slots.push(Slot::Vacant);
            self.slots.len().saturating_sub(1)
        });
        self.set(id, Slot::Opening(stream, now));
        self.opening = Some(id);
        self.live = self.live.saturating_add(1);
    }

    /// Reads what the connection that is being opened has to say.
    pub(crate) fn read_opening(&mut self, scratch: &mut [u8]) -> io::Result<usize> {
        match self.opening.and_then(|id| self.slots.get_mut(id)) {
            Some(Slot::Opening(stream, _)) => stream.read(scratch),
            Some(_) | None => Err(ErrorKind::WouldBlock.into()),
        }
    }

    /// The connection that was being opened is proven: it can be lent now.
    pub(crate) fn prove(&mut self, now: Instant) {
        let Some(id) = self.opening.take() else { return };
        if let Some(Slot::Opening(stream, _)) = self.swap(id, Slot::Vacant) {
            self.set(id, Slot::Idle(stream, now));
            self.idle.push(id);
        }
    }

    /// Lends the one used last to the public connection of a place. One that has ended, or has something to say that
    /// nobody asked for, is closed instead, so that what it says reaches nobody.
    pub(crate) fn lend(&mut self, place: usize) -> Option<Inner> {
        loop {
            let id = *self.idle.last()?;
            if self.close_if_odd(id) {
                continue;
            }
            self.idle.pop();
            return match self.swap(id, Slot::Lent(place)) {
                Some(Slot::Idle(stream, _)) => Some(Inner { stream, id, tells_writable: false }),
                Some(_) | None => None,
            };
        }
    }

    /// Takes one back. The last request went in to its end and is answered to its end, so that tiny_http reads the next
    /// one.
    pub(crate) fn take_back(&mut self, inner: Inner, now: Instant) {
        self.idle.push(inner.id);
        self.set(inner.id, Slot::Idle(inner.stream, now));
    }

    /// Forgets one that was lent, or closes it. Its place is free again.
    pub(crate) fn forget(&mut self, id: usize) {
        if self.opening == Some(id) {
            self.opening = None;
        }
        match self.swap(id, Slot::Vacant) {
            None | Some(Slot::Vacant) => return,
            Some(Slot::Idle(..)) => self.idle.retain(|idle| *idle != id),
            Some(Slot::Opening(..) | Slot::Lent(_)) => {}
        }
        self.vacant.push(id);
        self.live = self.live.saturating_sub(1);
    }

    /// Forgets the connection that is being opened.
    pub(crate) fn forget_opening(&mut self) {
        if let Some(id) = self.opening {
            self.forget(id);
        }
    }

    /// Whether an idle one has ended, or has something to say that nobody asked for. Then it is closed.
    pub(crate) fn close_if_odd(&mut self, id: usize) -> bool {
        let Some(Slot::Idle(stream, _)) = self.slots.get_mut(id) else { return false };
        match stream.read(&mut [0]) {
            Err(error)
                if [ErrorKind::WouldBlock, ErrorKind::Interrupted].contains(&error.kind()) =>
            {
                false
            }
            Ok(_) | Err(_) => {
                log::warn!("gate: a connection inside ended or spoke unasked");
                self.forget(id);
                true
            }
        }
    }

    /// Closes all that nobody needs.
    pub(crate) fn close_idle(&mut self) {
        while let Some(id) = self.idle.last().copied() {
            self.forget(id);
        }
    }

    /// When something of it is due, if nothing happens before.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        let opening = self.opening.and_then(|id| match self.slots.get(id) {
            Some(Slot::Opening(_, since)) => since.checked_add(PROOF_MAX),
            Some(_) | None => None,
        });
        opening.into_iter().chain(self.idle_until()).min()
    }

    /// Closes what was idle too long, and a connection that was not proven in time. True for the latter.
    pub(crate) fn expire(&mut self, now: Instant) -> bool {
        while self.idle_until().is_some_and(|until| until <= now) {
            let Some(id) = self.idle.first().copied() else { break };
            self.forget(id);
        }
        let late = match self.opening.and_then(|id| self.slots.get(id)) {
            Some(Slot::Opening(_, since)) => now.saturating_duration_since(*since) >= PROOF_MAX,
            Some(_) | None => false,
        };
        if late {
            self.forget_opening();
        }
        late
    }

    /// Until when the one idle longest may stay; none if few are left.
    fn idle_until(&self) -> Option<Instant> {
        let longest = self.idle.first().filter(|_| self.live > KEPT_MIN)?;
        match self.slots.get(*longest) {
            Some(Slot::Idle(_, since)) => since.checked_add(IDLE_MAX),
            Some(_) | None => None,
        }
    }

    fn set(&mut self, id: usize, slot: Slot) {
        self.swap(id, slot);
    }

    fn swap(&mut self, id: usize, slot: Slot) -> Option<Slot> {
        self.slots.get_mut(id).map(|place| std::mem::replace(place, slot))
    }
}

#[cfg(test)]
mod tests {
    use super::{Concerns, IDLE_MAX, KEPT_MIN, PROOF_MAX, Pool};
    use mio::net::UnixStream;
    use std::io::Write;
    use std::time::{Duration, Instant};

    /// A pool with so many proven connections, and their other ends.
    fn proven(count: usize, now: Instant) -> (Pool, Vec<UnixStream>) {
        let mut pool = Pool::default();
        let mut others = Vec::new();
        for number in 0..count {
            let (ours, theirs) = UnixStream::pair().unwrap();
            assert_eq!(pool.next_id(), number);
            pool.open(ours, now);
            pool.prove(now);
            others.push(theirs);
        }
        (pool, others)
    }

    #[test]
    fn the_one_used_last_is_lent_first_and_each_to_one_place_only() {
        let now = Instant::now();
        let (mut pool, _others) = proven(3, now);
        let (a, b) = (pool.lend(70).unwrap(), pool.lend(80).unwrap());
        assert_eq!((a.id, b.id), (2, 1));
        assert_eq!(pool.concerns(2), Concerns::Public(70));
        assert_eq!(pool.concerns(0), Concerns::Idle);
        pool.take_back(a, now);
        assert_eq!(pool.lend(90).unwrap().id, 2);
        assert_eq!(pool.lend(91).unwrap().id, 0);
        assert!(pool.lend(92).is_none());
        pool.forget(b.id);
        assert_eq!((pool.live(), pool.next_id(), pool.concerns(1)), (2, 1, Concerns::Nobody));
        pool.forget(1);
        assert_eq!(pool.live(), 2, "forgotten once");
    }

    #[test]
    fn an_idle_one_that_ends_or_speaks_is_closed() {
        let (mut pool, mut others) = proven(3, Instant::now());
        assert!(!pool.close_if_odd(0));
        others[1].write_all(b"HTTP/1.1 200 OK\r\n").unwrap();
        drop(others.pop());
        assert!(pool.close_if_odd(1));
        // The other one would have been next.
        assert_eq!((pool.lend(7).unwrap().id, pool.live()), (0, 1));
        assert!(pool.lend(8).is_none());
    }

    #[test]
    fn a_few_stay_for_ever_and_the_others_for_a_while() {
        let begun = Instant::now();
        let (mut pool, _others) = proven(KEPT_MIN + 2, begun);
        let later = begun + IDLE_MAX - Duration::from_millis(1);
        let used = pool.lend(7).unwrap();
        pool.take_back(used, later);
        assert!(!pool.expire(later));
        assert_eq!((pool.live(), pool.next_due()), (KEPT_MIN + 2, Some(begun + IDLE_MAX)));
        pool.expire(begun + IDLE_MAX);
        assert_eq!((pool.live(), pool.next_due()), (KEPT_MIN, None));
        assert_eq!(pool.lend(7).unwrap().id, KEPT_MIN + 1, "the one used last is left");
        pool.close_idle();
        assert_eq!((pool.live(), pool.has_idle()), (1, false));
    }

    #[test]
    fn one_that_is_not_proven_in_time_is_given_up() {
        let begun = Instant::now();
        let mut pool = Pool::default();
        let (ours, _theirs) = UnixStream::pair().unwrap();
        pool.open(ours, begun);
        assert_eq!((pool.is_opening(), pool.concerns(0)), (true, Concerns::Opening));
        assert_eq!(pool.next_due(), Some(begun + PROOF_MAX));
        assert!(pool.lend(7).is_none(), "nobody knows whether it is heard");
        assert!(!pool.expire(begun) && pool.expire(begun + PROOF_MAX));
        assert_eq!((pool.is_opening(), pool.live()), (false, 0));
    }
}
