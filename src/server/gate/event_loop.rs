//! The gate's one loop: waits for sockets, moves connections on, keeps caps and deadlines.

use crate::server::gate::accept::Acceptor;
use crate::server::gate::phase::{Phase, Step};
use crate::server::gate::relay;
use crate::server::gate::shared::{LISTENER, Side, WAKER};
use crate::server::gate::state::State;
use crate::server::limits::LINGER_AT_STOP;
use mio::Events;
use mio::event::Event;
use std::io;
use std::io::ErrorKind;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// Events taken at once.
const EVENTS_MAX: usize = 256;

/// The life of the gate's thread.
pub(crate) struct Loop {
    state: State,
    acceptor: Acceptor,
    stop_at: Option<Instant>,
}

impl Loop {
    /// A loop that has not begun.
    pub(crate) fn new(state: State, acceptor: Acceptor) -> Loop {
        Loop { state, acceptor, stop_at: None }
    }

    /// Runs until it is told to stop. An error means that the gate is dead.
    pub(crate) fn run(&mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(EVENTS_MAX);
        loop {
            match self.state.poll.poll(&mut events, self.patience(Instant::now())) {
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
                Ok(()) | Err(_) => {}
            }
            let now = Instant::now();
            for event in &events {
                self.handle(event, now);
            }
            self.look_around(now);
            if let Some(stop_at) = self.stop_at
                && (self.state.table.live() == 0 || stop_at <= now)
            {
                return Ok(());
            }
        }
    }

    /// What is due besides the events.
    fn look_around(&mut self, now: Instant) {
        let state = &mut self.state;
        state.retry_at = state.retry_at.filter(|at| *at > now);
        if state.retry_at.is_none() {
            self.acceptor.accept_some(state, now);
        }
        if state.pool.proof_due().is_some_and(|at| at <= now) {
            log::error!("gate: the server inside does not answer");
            state.pool.forget_opening();
        }
        relay::dispatch_ready(state, now);
        if state.table.next_deadline.is_some_and(|at| at <= now) {
            expire(state, now);
        }
        state.shed();
        state.shared.open.store(state.table.live(), Relaxed);
    }

    /// How long nothing needs to be done if no event comes.
    fn patience(&self, now: Instant) -> Option<Duration> {
        let state = &self.state;
        if self.acceptor.has_more() && state.retry_at.is_none() {
            return Some(Duration::ZERO);
        }
        let proof_due = state.pool.proof_due();
        let times = [state.table.next_deadline, state.retry_at, self.stop_at, proof_due];
        let next = times.into_iter().flatten().min();
        next.map(|next| next.saturating_duration_since(now))
    }

    fn handle(&mut self, event: &Event, now: Instant) {
        match event.token() {
            LISTENER => self.acceptor.note_waiting(),
            WAKER => self.look_for_stop(),
            token => match Side::of(token) {
                Side::Public(place) => handle_public(&mut self.state, place, event, now),
                Side::Inside(id) => relay::handle(&mut self.state, id, event, now),
            },
        }
    }

    /// Once: stops accepting, closes what waits for its client, and lets the rest finish. A client that is answered
    /// afterwards gets the time to read it.
    fn look_for_stop(&mut self) {
        if self.stop_at.is_some() {
            return;
        }
        let state = &mut self.state;
        let Some(stop_at) = state.shared.stop_at() else { return };
        self.stop_at = Some(stop_at);
        self.acceptor.stop();
        state.is_stopping = true;
        state.limits.linger = state.limits.linger.min(LINGER_AT_STOP);
        for place in state.table.all() {
            let Some(mut seat) = state.table.take(place) else { continue };
            match seat.1.phase {
                Phase::Head | Phase::Body | Phase::Lingering => state.close(seat),
                Phase::Ready | Phase::Working | Phase::Answering => {
                    seat.1.make_last();
                    state.table.put(seat);
                }
            }
        }
    }
}

fn handle_public(state: &mut State, place: usize, event: &Event, now: Instant) {
    let Some(mut seat) = state.table.take(place) else { return };
    let ended = event.is_read_closed() || event.is_error();
    if ended || event.is_readable() {
        seat.1.note_readable(ended);
    }
    state.go_on(seat, now);
}

/// Ends what waited beyond its deadline.
fn expire(state: &mut State, now: Instant) {
    for place in state.table.expired(now) {
        let Some(mut seat) = state.table.take(place) else { continue };
        let had = seat.1.inner.as_ref().map(|inner| inner.id);
        let step = seat.1.expire(&state.limits, now);
        state.settle_inside(had, &seat);
        match step {
            Step::Close => state.close(seat),
            Step::Wait | Step::Dispatch => state.go_on(seat, now),
        }
    }
}
