//! The connections inside: opened one after the other, proven, lent for one request at a time, and used again. Each
//! costs a thread and three files; there are never more than requests may be inside at once, and those files are set
//! aside for them.
//!
//! tiny_http keeps a thread for each connection that stays, and hands a new one to a thread it believes to be idle.
//! Of several that come together some are handed to a thread that is just taken, and stay unanswered for good.
//! So there is never more than one connection inside that is not proven by an answer.

use mio::net::UnixStream;
use std::io;
use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

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
    /// Proven, and not lent.
    Idle(UnixStream),
    /// At work for the public connection of this place.
    Lent(usize),
}

/// What an event of a connection inside is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concerns {
    /// None any more.
    None,
    /// The connection that is being opened.
    Opening,
    /// One that is not lent: there should be no event.
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
            None | Some(Slot::Vacant) => Concerns::None,
            Some(Slot::Opening(..)) => Concerns::Opening,
            Some(Slot::Idle(_)) => Concerns::Idle,
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
        self.swap(id, Slot::Opening(stream, now));
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
    pub(crate) fn prove(&mut self) {
        let Some(id) = self.opening.take() else { return };
        if let Some(Slot::Opening(stream, _)) = self.swap(id, Slot::Vacant) {
            self.swap(id, Slot::Idle(stream));
            self.idle.push(id);
        }
    }

    /// Lends the one used last to the public connection of a place. One that has ended, or says something unasked, is
    /// closed instead, so that no client hears that.
    pub(crate) fn lend(&mut self, place: usize) -> Option<Inner> {
        loop {
            let id = *self.idle.last()?;
            if self.close_if_odd(id) {
                continue;
            }
            self.idle.pop();
            return match self.swap(id, Slot::Lent(place)) {
                Some(Slot::Idle(stream)) => Some(Inner { stream, id, tells_writable: false }),
                Some(_) | None => None,
            };
        }
    }

    /// Takes one back. The last request went in to its end and is answered to its end, so that tiny_http reads the next
    /// one.
    pub(crate) fn take_back(&mut self, inner: Inner) {
        self.idle.push(inner.id);
        self.swap(inner.id, Slot::Idle(inner.stream));
    }

    /// Forgets one that was lent, or closes it. Its place is free again.
    pub(crate) fn forget(&mut self, id: usize) {
        if self.opening == Some(id) {
            self.opening = None;
        }
        match self.swap(id, Slot::Vacant) {
            None | Some(Slot::Vacant) => return,
            Some(Slot::Idle(_)) => self.idle.retain(|idle| *idle != id),
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

    /// Whether an idle one has ended, or says something unasked. Then it is closed.
    pub(crate) fn close_if_odd(&mut self, id: usize) -> bool {
        let Some(Slot::Idle(stream)) = self.slots.get_mut(id) else { return false };
        match stream.read(&mut [0]) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => false,
            Ok(_) | Err(_) => {
                log::warn!("gate: a connection inside ended or spoke unasked");
                self.forget(id);
                true
            }
        }
    }

    /// Closes all that are not lent.
    pub(crate) fn close_idle(&mut self) {
        while let Some(id) = self.idle.last().copied() {
            self.forget(id);
        }
    }

    /// Until when the one that is being opened must be proven.
    pub(crate) fn proof_due(&self) -> Option<Instant> {
        match self.opening.and_then(|id| self.slots.get(id)) {
            Some(Slot::Opening(_, since)) => since.checked_add(PROOF_MAX),
            Some(_) | None => None,
        }
    }

    fn swap(&mut self, id: usize, slot: Slot) -> Option<Slot> {
        self.slots.get_mut(id).map(|place| std::mem::replace(place, slot))
    }
}

#[cfg(test)]
mod tests {
    use super::{Concerns, PROOF_MAX, Pool};
    use mio::net::UnixStream;
    use std::io::Write;
    use std::time::Instant;

    /// A pool with so many proven connections, and their other ends.
    fn proven(count: usize) -> (Pool, Vec<UnixStream>) {
        let mut pool = Pool::default();
        let mut others = Vec::new();
        for number in 0..count {
            let (ours, theirs) = UnixStream::pair().unwrap();
            assert_eq!(pool.next_id(), number);
            pool.open(ours, Instant::now());
            pool.prove();
            others.push(theirs);
        }
        (pool, others)
    }

    #[test]
    fn the_one_used_last_is_lent_first_and_each_to_one_place_only() {
        let (mut pool, _others) = proven(3);
        let (a, b) = (pool.lend(70).unwrap(), pool.lend(80).unwrap());
        assert_eq!((a.id, b.id), (2, 1));
        assert_eq!(pool.concerns(2), Concerns::Public(70));
        assert_eq!(pool.concerns(0), Concerns::Idle);
        pool.take_back(a);
        assert_eq!(pool.lend(90).unwrap().id, 2);
        assert_eq!(pool.lend(91).unwrap().id, 0);
        assert!(pool.lend(92).is_none());
        pool.forget(b.id);
        assert_eq!((pool.live(), pool.next_id(), pool.concerns(1)), (2, 1, Concerns::None));
        pool.forget(1);
        assert_eq!(pool.live(), 2, "forgotten once");
    }

    #[test]
    fn an_idle_one_that_ends_or_speaks_is_closed() {
        let (mut pool, mut others) = proven(3);
        assert!(!pool.close_if_odd(0));
        others[1].write_all(b"HTTP/1.1 200 OK\r\n").unwrap();
        drop(others.pop());
        assert!(pool.close_if_odd(1));
        // The other one would have been next.
        assert_eq!((pool.lend(7).unwrap().id, pool.live()), (0, 1));
        assert!(pool.lend(8).is_none());
    }

    #[test]
    fn those_that_are_not_lent_can_be_closed() {
        let (mut pool, _others) = proven(3);
        let lent = pool.lend(7).unwrap();
        pool.close_idle();
        assert_eq!((pool.live(), pool.has_idle()), (1, false));
        assert_eq!(pool.concerns(lent.id), Concerns::Public(7));
    }

    #[test]
    fn one_that_is_not_proven_is_not_lent() {
        let begun = Instant::now();
        let mut pool = Pool::default();
        let (ours, _theirs) = UnixStream::pair().unwrap();
        pool.open(ours, begun);
        assert_eq!((pool.is_opening(), pool.concerns(0)), (true, Concerns::Opening));
        assert_eq!(pool.proof_due(), Some(begun + PROOF_MAX));
        assert!(pool.lend(7).is_none(), "it may not be heard");
        pool.forget_opening();
        assert_eq!((pool.is_opening(), pool.live(), pool.proof_due()), (false, 0, None));
    }
}
