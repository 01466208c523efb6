//! The gate's inner side: connections to the server inside are opened and proven, and answers come back over them.

use crate::server::gate::phase::{Phase, is_shortage, soon};
use crate::server::gate::refusal::BUSY;
use crate::server::gate::shared::Side;
use crate::server::gate::state::State;
use crate::server::gate::table::Seat;
use crate::server::inside::pool::Concerns;
use crate::server::inside::probe::{PROBE, is_proof};
use mio::Interest;
use mio::event::Event;
use mio::net::UnixStream;
use std::io;
use std::io::{ErrorKind, Write};
use std::time::Instant;

/// Brings waiting requests inside while there is a way, first come first served; opens one if there is none.
pub(crate) fn dispatch_ready(state: &mut State, now: Instant) {
    while state.pool.has_idle() {
        let Some(place) = state.ready.pop_front() else { return };
        let Some(mut seat) = state.table.take(place) else { continue };
        // It may have lost its patience, and the place may be another's by now.
        if seat.1.phase == Phase::Ready {
            state.dispatch(&mut seat, now);
        }
        state.go_on(seat, now);
    }
    let is_due = state.retry_at.is_none() && !state.pool.is_opening();
    if is_due && !state.ready.is_empty() && state.pool.live() < state.limits.in_flight_max {
        open(state, now);
    }
}

/// Opens a connection inside and asks the question that proves it.
fn open(state: &mut State, now: Instant) {
    match connect(state) {
        Ok(stream) => state.pool.open(stream, now),
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            // The queue of the server inside is full: nothing is lost by waiting.
            state.retry_at = soon(now);
        }
        Err(error) if is_shortage(&error) => {
            log::error!("gate: no file for a connection inside: {error}");
            state.shrink(now);
        }
        Err(error) => {
            log::error!("gate: no connection to the server inside: {error}");
            state.retry_at = soon(now);
            refuse_ready(state, now);
        }
    }
}

fn connect(state: &State) -> io::Result<UnixStream> {
    let mut stream = UnixStream::connect_addr(&state.inside)?;
    // An empty socket takes so little at once.
    stream.write_all(PROBE)?;
    let token = Side::Inside(state.pool.next_id()).token();
    state.poll.registry().register(&mut stream, token, Interest::READABLE)?;
    Ok(stream)
}

/// The server inside takes no connection: the requests that wait for one are refused.
fn refuse_ready(state: &mut State, now: Instant) {
    while let Some(place) = state.ready.pop_front() {
        let Some(mut seat) = state.table.take(place) else { continue };
        if seat.1.phase == Phase::Ready {
            seat.1.refuse(BUSY, &state.limits, now);
        }
        state.go_on(seat, now);
    }
}

/// Something happened on a connection inside.
pub(crate) fn handle(state: &mut State, id: usize, event: &Event, now: Instant) {
    match state.pool.concerns(id) {
        Concerns::None => {}
        Concerns::Opening => hear_proof(state, now),
        Concerns::Idle => {
            state.pool.close_if_odd(id);
        }
        Concerns::Public(place) => match state.table.take(place) {
            Some(seat) => hear_answer(state, seat, event, now),
            None => state.pool.forget(id),
        },
    }
}

fn hear_proof(state: &mut State, now: Instant) {
    let heard = match state.pool.read_opening(&mut state.scratch) {
        Ok(n) => state.scratch.get(..n).unwrap_or_default(),
        Err(error) if error.kind() == ErrorKind::WouldBlock => return,
        Err(_) => &[],
    };
    if is_proof(heard) {
        state.pool.prove();
    } else {
        log::error!("gate: the server inside does not answer as it should");
        state.pool.forget_opening();
        state.retry_at = soon(now);
    }
}

fn hear_answer(state: &mut State, mut seat: Seat, event: &Event, now: Instant) {
    let Some(id) = seat.1.inner.as_ref().map(|inner| inner.id) else {
        return state.table.put(seat);
    };
    if event.is_writable() {
        match seat.1.send_inside() {
            Ok(all) => state.watch_writable(&mut seat, !all),
            Err(_) => log::debug!("gate: the server inside did not take a whole request"),
        }
    }
    match seat.1.read_inside(&mut state.scratch, &state.limits, now) {
        Some(inner) => state.pool.take_back(inner),
        None => state.settle_inside(Some(id), &seat),
    }
    state.go_on(seat, now);
}
