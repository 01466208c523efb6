//! The gate's inner side: whole requests go in over proven connections, and answers come back.

use crate::server::gate::accept::{is_shortage, soon};
use crate::server::gate::event_loop::{Loop, token};
use crate::server::gate::phase::Phase;
use crate::server::gate::table::Seat;
use crate::server::inside::pool::Concerns;
use crate::server::inside::ticket::Ticket;
use crate::server::parse::head::Refusal;
use mio::Interest;
use mio::event::Event;
use mio::net::UnixStream;
use std::io::{ErrorKind, Write};
use std::time::Instant;
use std::{io, mem};

/// What a client hears when there is no room for its request.
pub const BUSY: Refusal = Refusal { status: 503, why: "busy, try again" };
/// How the answer to the probe begins, the only one that comes over the connection itself.
const PROVEN: &[u8] = b"HTTP/1.1 204 ";

impl Loop {
    /// Whether a request that comes now may go inside at once: others do not wait, and a connection is idle.
    pub fn has_way_in(&self) -> bool {
        self.ready.is_empty() && self.pool.has_idle()
    }

    /// Whether all there may be is at work.
    pub fn is_full_inside(&self) -> bool {
        self.pool.live() >= self.limits.in_flight_max && !self.pool.has_idle()
    }

    /// Brings a whole request inside. If every idle connection turns out to have ended it waits for another.
    pub fn dispatch(&mut self, seat: &mut Seat, now: Instant) {
        let (place, conn) = seat;
        if self.is_stopping() {
            conn.make_last();
        }
        self.ticket = self.ticket.next(*place);
        while let Some(inner) = self.pool.lend(*place) {
            let id = inner.id;
            match conn.go_inside(inner, self.ticket, &self.limits, now) {
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
    fn watch_writable(&self, seat: &mut Seat, wanted: bool) {
        let Some(inner) = seat.1.inner.as_mut().filter(|inner| inner.tells_writable != wanted)
        else {
            return;
        };
        let both = Interest::READABLE | Interest::WRITABLE;
        let interest = if wanted { both } else { Interest::READABLE };
        match self.poll.registry().reregister(&mut inner.stream, token(inner.id, 1), interest) {
            Ok(()) => inner.tells_writable = wanted,
            // The request's deadline ends what goes no further.
            Err(error) => log::error!("gate: a connection inside cannot be watched: {error}"),
        }
    }

    /// Brings waiting requests inside while there is a way, first come first served; opens one if there is none.
    pub fn dispatch_ready(&mut self, now: Instant) {
        while self.pool.has_idle() {
            let Some(place) = self.ready.pop_front() else { return };
            let Some(mut seat) = self.table.take(place) else { continue };
            // It may have lost its patience, and the place may be another's by now.
            if seat.1.phase == Phase::Ready {
                self.dispatch(&mut seat, now);
            }
            self.go_on(seat, now);
        }
        let is_due = self.retry_at.is_none() && !self.pool.is_opening();
        if is_due && !self.ready.is_empty() && self.pool.live() < self.limits.in_flight_max {
            self.open(now);
        }
    }

    /// Opens a connection inside and asks the question that proves it.
    fn open(&mut self, now: Instant) {
        match self.connect() {
            Ok(stream) => self.pool.open(stream, now),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                // The queue of the server inside is full: nothing is lost by waiting.
                self.retry_at = soon(now);
            }
            Err(error) if is_shortage(&error) => {
                log::error!("gate: no file for a connection inside: {error}");
                self.shrink(now);
            }
            Err(error) => {
                log::error!("gate: no connection to the server inside: {error}");
                self.retry_at = soon(now);
                self.refuse_ready(now);
            }
        }
    }

    fn connect(&self) -> io::Result<UnixStream> {
        let mut stream = UnixStream::connect_addr(&self.inside)?;
        let digits = Ticket::PROBE.digits();
        let head = format!("GET /{digits}/ HTTP/1.1\r\n\r\n");
        // An empty socket takes so little at once.
        stream.write_all(head.as_bytes())?;
        let token = token(self.pool.next_id(), 1);
        self.poll.registry().register(&mut stream, token, Interest::READABLE)?;
        Ok(stream)
    }

    /// Nobody is there inside: whoever waits for a way in hears so.
    fn refuse_ready(&mut self, now: Instant) {
        while let Some(place) = self.ready.pop_front() {
            let Some(mut seat) = self.table.take(place) else { continue };
            if seat.1.phase == Phase::Ready {
                seat.1.refuse(BUSY, &self.limits, now);
            }
            self.go_on(seat, now);
        }
    }

    /// Something happened on a connection inside.
    pub fn handle_inside(&mut self, id: usize, event: &Event, now: Instant) {
        match self.pool.concerns(id) {
            Concerns::Nobody => {}
            Concerns::Opening => self.hear_proof(now),
            Concerns::Idle => {
                if self.pool.close_if_odd(id) {
                    log::warn!("gate: a connection inside ended or spoke unasked");
                }
            }
            Concerns::Public(place) => match self.table.take(place) {
                Some(seat) => self.look_inside(seat, event, now),
                None => self.pool.forget(id),
            },
        }
    }

    /// The answer to the probe comes in one piece, as all that short do.
    fn hear_proof(&mut self, now: Instant) {
        let heard = match self.pool.read_opening(&mut self.scratch) {
            Ok(n) => self.scratch.get(..n).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(_) => &[],
        };
        if heard.starts_with(PROVEN) && heard.ends_with(b"\r\n\r\n") {
            self.pool.prove(now);
        } else {
            log::error!("gate: the server inside does not answer as it should");
            self.pool.forget_opening();
            self.retry_at = soon(now);
        }
    }

    fn look_inside(&mut self, mut seat: Seat, event: &Event, now: Instant) {
        let Some(id) = seat.1.inner.as_ref().map(|inner| inner.id) else {
            return self.table.put(seat);
        };
        if event.is_writable() {
            match seat.1.send_inside() {
                Ok(all) => self.watch_writable(&mut seat, !all),
                Err(_) => log::debug!("gate: the server inside did not take a whole request"),
            }
        }
        if event.is_readable() || event.is_read_closed() || event.is_error() {
            seat.1.look_inside(&mut self.scratch, &self.limits, now);
        }
        self.settle_inside(Some(id), &seat);
        self.go_on(seat, now);
    }

    /// Lets the answers out that are there, each to whoever still waits with its ticket.
    pub fn deliver(&mut self, now: Instant) {
        let mut answers = mem::take(&mut self.answers);
        self.outbox.swap(&mut answers);
        for (ticket, answer) in answers.drain(..) {
            let Some(mut seat) = self.table.take(ticket.place()) else { continue };
            if !seat.1.waits_for(ticket) {
                self.table.put(seat);
                continue;
            }
            let had = seat.1.inner.as_ref().map(|inner| inner.id);
            match seat.1.take_answer(answer, &self.limits, now) {
                Some(inner) => self.pool.take_back(inner, now),
                None => self.settle_inside(had, &seat),
            }
            self.go_on(seat, now);
        }
        self.answers = answers;
    }

    /// Forgets the connection inside that a public one had before and has no more.
    pub fn settle_inside(&mut self, had: Option<usize>, seat: &Seat) {
        if let (Some(id), None) = (had, &seat.1.inner) {
            self.pool.forget(id);
        }
    }
}
