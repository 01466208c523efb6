//! What the gate's thread and its owner share, and the tokens of its sockets.

use mio::Token;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The token of the listener.
pub(crate) const LISTENER: Token = Token(0);
/// The token of the waker.
pub(crate) const WAKER: Token = Token(1);
/// Tokens before those of the connections: even ones are public, odd ones inside.
const TOKENS_RESERVED: usize = 2;

/// Which side of the gate a connection is on, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// A place of the table.
    Public(usize),
    /// A place of the pool.
    Inside(usize),
}

impl Side {
    /// The token of a connection.
    pub(crate) fn token(self) -> Token {
        let (place, side) = match self {
            Side::Public(place) => (place, 0),
            Side::Inside(place) => (place, 1),
        };
        Token(place.saturating_mul(2).saturating_add(side).saturating_add(TOKENS_RESERVED))
    }

    /// The connection with this token.
    pub(crate) fn of(token: Token) -> Side {
        let number = token.0.saturating_sub(TOKENS_RESERVED);
        let place = number / 2;
        if number.is_multiple_of(2) { Side::Public(place) } else { Side::Inside(place) }
    }
}

/// What the loop and its owner share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// Connections now open.
    pub(crate) open: AtomicUsize,
    /// Connections accepted so far.
    pub(crate) accepted: AtomicU64,
    /// Connections closed so far to make room for others.
    pub(crate) evicted: AtomicU64,
    /// Whether the thread has ended though it was not stopped.
    pub(crate) dead: AtomicBool,
    stop_at: Mutex<Option<Instant>>,
}

impl Shared {
    /// When the loop must have ended, once it was told to stop.
    pub(crate) fn stop_at(&self) -> Option<Instant> {
        *self.stop_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the loop to end by then. It must be woken to see it.
    pub(crate) fn stop(&self, at: Instant) {
        *self.stop_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::{LISTENER, Side, WAKER};

    #[test]
    fn a_token_tells_the_side_and_the_place() {
        for side in [Side::Public(0), Side::Inside(0), Side::Public(7), Side::Inside(7)] {
            assert_eq!(Side::of(side.token()), side);
            assert!(![LISTENER, WAKER].contains(&side.token()));
        }
    }
}
