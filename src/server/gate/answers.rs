//! The way back from the server inside: answers are put here for the gate, in memory.
//!
//! Over the connection its request came in by, an answer would cost two more system calls, and a third thing nobody
//! asked for: whoever reads from a Unix socket wakes the thread that waits at its other end for the next request.

use crate::server::gate::event_loop::WAKER;
use crate::server::inside::ticket::Ticket;
use mio::{Registry, Waker};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{io, mem};

/// An answer, ready to be sent but for what its client must be told of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Head and body.
    pub bytes: Vec<u8>,
    /// Bytes of the head, its blank line included.
    pub head_bytes: usize,
}

/// Answers on their way out.
#[derive(Debug)]
pub struct Outbox {
    state: Mutex<State>,
    waker: Waker,
}

#[derive(Debug, Default)]
struct State {
    answers: Vec<(Ticket, Answer)>,
    /// The gate sleeps, or is about to: it has to be woken.
    sleeps: bool,
}

impl Outbox {
    /// An empty one, for the loop that polls this registry.
    pub fn new(registry: &Registry) -> io::Result<Outbox> {
        Ok(Outbox { state: Mutex::default(), waker: Waker::new(registry, WAKER)? })
    }

    /// Puts in the answer to the request with this ticket.
    pub fn put(&self, ticket: Ticket, answer: Answer) {
        let mut state = self.lock();
        state.answers.push((ticket, answer));
        let wakes = mem::take(&mut state.sleeps);
        drop(state);
        if wakes && let Err(error) = self.wake() {
            // It finds the answer when something else wakes it.
            log::error!("gate: cannot be woken: {error}");
        }
    }

    /// Swaps what is here for `empty`. The gate is awake now.
    pub fn swap(&self, empty: &mut Vec<(Ticket, Answer)>) {
        let mut state = self.lock();
        state.sleeps = false;
        mem::swap(&mut state.answers, empty);
    }

    /// Whether the gate may sleep, as nothing is here. What is put in from now on wakes it.
    pub fn lets_sleep(&self) -> bool {
        let mut state = self.lock();
        state.sleeps = state.answers.is_empty();
        state.sleeps
    }

    /// Wakes the gate.
    pub fn wake(&self) -> io::Result<()> {
        self.waker.wake()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Outbox};
    use crate::server::gate::event_loop::WAKER;
    use crate::server::inside::ticket::Ticket;
    use mio::{Events, Poll};
    use std::time::Duration;

    #[test]
    fn who_sleeps_is_woken_once_and_who_is_awake_is_left_alone() {
        let mut poll = Poll::new().unwrap();
        let outbox = Outbox::new(poll.registry()).unwrap();
        let mut woken = || {
            let mut events = Events::with_capacity(4);
            poll.poll(&mut events, Some(Duration::ZERO)).unwrap();
            events.iter().filter(|event| event.token() == WAKER).count()
        };
        let answer = Answer { bytes: b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), head_bytes: 27 };
        let ticket = Ticket::PROBE.next(3);
        assert!(outbox.lets_sleep());
        assert_eq!(woken(), 0);
        outbox.put(ticket, answer.clone());
        assert_eq!(woken(), 1);
        outbox.put(ticket.next(4), answer.clone());
        assert!(!outbox.lets_sleep(), "two answers wait");
        let mut taken = Vec::new();
        outbox.swap(&mut taken);
        assert_eq!(taken, [(ticket, answer.clone()), (ticket.next(4), answer.clone())]);
        outbox.put(ticket, answer);
        assert_eq!(woken(), 0, "nobody slept");
        assert!(!outbox.lets_sleep());
        outbox.swap(&mut Vec::new());
        assert!(outbox.lets_sleep());
    }
}
