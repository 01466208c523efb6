//! The public listener: which connections are accepted, and which are closed to make room for them.

use crate::server::gate::phase::is_shortage;
use crate::server::gate::shared::LISTENER;
use crate::server::gate::state::State;
use crate::server::gate::table::peer;
use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Registry};
use std::io;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Instant;

/// Connections accepted before the others get their turn.
const ACCEPT_BATCH: usize = 64;

/// Whether connections may be waiting to be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backlog {
    /// None; an event will tell.
    Empty,
    /// Perhaps some.
    Waiting,
    /// Perhaps some, but something has to end first.
    Blocked,
}

/// The listener, until the gate is stopped.
pub(crate) struct Acceptor {
    listener: Option<TcpListener>,
    backlog: Backlog,
}

impl Acceptor {
    /// Listens.
    pub(crate) fn new(registry: &Registry, mut listener: TcpListener) -> io::Result<Acceptor> {
        registry.register(&mut listener, LISTENER, Interest::READABLE)?;
        Ok(Acceptor { listener: Some(listener), backlog: Backlog::Empty })
    }

    /// Notes that an event told of connections.
    pub(crate) fn note_waiting(&mut self) {
        self.backlog = Backlog::Waiting;
    }

    /// Whether there may be more to accept at once, without any event.
    pub(crate) fn has_more(&self) -> bool {
        self.backlog == Backlog::Waiting
    }

    /// Accepts nothing any more.
    pub(crate) fn stop(&mut self) {
        self.listener = None;
        self.backlog = Backlog::Empty;
    }

    /// Accepts a batch of those that wait, closing others if there is no room.
    pub(crate) fn accept_some(&mut self, state: &mut State, now: Instant) {
        if self.backlog != Backlog::Empty {
            state.grow(now);
            self.backlog = match &self.listener {
                Some(listener) => accept_batch(listener, state, now),
                None => Backlog::Empty,
            };
        }
    }
}

fn accept_batch(listener: &TcpListener, state: &mut State, now: Instant) -> Backlog {
    // A newcomer must not be pushed out by the next ones before it was listened to.
    let batch = (state.limits.connections_max / 4).clamp(1, ACCEPT_BATCH);
    for _ in 0..batch {
        let is_full = state.table.live() >= state.limits.connections_max;
        let victim = if is_full { state.table.longest_waiting(None) } else { None };
        if is_full && victim.is_none() {
            return Backlog::Blocked;
        }
        match listener.accept() {
            Ok((stream, address)) => {
                state.give_up(victim);
                admit(state, stream, address, now);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Backlog::Empty,
            Err(error) if is_shortage(&error) => {
                state.shrink(now);
                return Backlog::Blocked;
            }
            // The others concern one client that has gone already.
            Err(error) => log::debug!("gate: a connection ended as it began: {error}"),
        }
    }
    Backlog::Waiting
}

fn admit(state: &mut State, stream: TcpStream, address: SocketAddr, now: Instant) {
    let peer = peer(address.ip());
    if let Some(peer) = peer
        && state.table.of_peer(peer) >= state.limits.connections_per_peer_max
    {
        let victim = state.table.longest_waiting(Some(peer));
        if victim.is_none() {
            return;
        }
        state.give_up(victim);
    }
    state.admit(stream, peer, now);
}
