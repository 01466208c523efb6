//! One public connection: which side owes what, and until when.

use crate::server::gate::phase::{Phase, Step, later, uninterrupted};
use crate::server::gate::refusal;
use crate::server::gate::refusal::UNANSWERED;
use crate::server::inside::answer::{Asked, PartialAnswer};
use crate::server::inside::pool::Inner;
use crate::server::limits::{GateLimits, LINGER_BYTES_MAX};
use crate::server::parse::head::Refusal;
use crate::server::parse::request::{Intake, Taken};
use mio::net::TcpStream;
use std::io;
use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown};
use std::time::Instant;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// One public connection.
pub(crate) struct Conn {
    /// The public socket.
    pub(crate) stream: TcpStream,
    /// The address this connection counts for; none for loopback.
    pub(crate) peer: Option<IpAddr>,
    /// Which side has to do something next.
    pub(crate) phase: Phase,
    /// Since when the client keeps us waiting.
    pub(crate) since: Instant,
    /// When we lose patience with the present phase.
    pub(crate) deadline: Instant,
    /// Our end of the connection inside, while working. It is this connection's alone, and dropped, which closes it,
    /// with an answer outstanding.
    pub(crate) inner: Option<Inner>,
    intake: Intake,
    sent: usize,
    partial: PartialAnswer,
    answer: Vec<u8>,
    written: usize,
    /// There may be bytes, or the end, to read.
    readable: bool,
    /// The client will send no more, so that no event tells of what is left to read.
    ended: bool,
    /// The deadline of the head is running.
    begun: bool,
    lingered: usize,
}

impl Conn {
    /// A connection just accepted.
    pub(crate) fn new(
        stream: TcpStream,
        peer: Option<IpAddr>,
        intake: Intake,
        limits: &GateLimits,
        now: Instant,
    ) -> Conn {
        Conn {
            stream,
            peer,
            phase: Phase::Head,
            since: now,
            deadline: later(now, limits.head),
            inner: None,
            intake,
            sent: 0,
            partial: PartialAnswer::default(),
            answer: Vec::new(),
            written: 0,
            readable: true,
            ended: false,
            // Silence counts too: the first head is due from accepting on.
            begun: true,
            lingered: 0,
        }
    }

    /// Bytes this connection makes us hold.
    pub(crate) fn held(&self) -> usize {
        self.intake.held() + self.partial.held() + self.answer.len()
    }

    /// Whether the server is at work for it, so that it must not be closed for want of room.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Ready | Phase::Working)
    }

    /// Whether it may be closed because it makes us hold too much: it waits for its client, or its answer is on the way.
    pub(crate) fn may_be_shed(&self) -> bool {
        !self.is_busy() || self.partial.held() > 0
    }

    /// Notes that an event told of bytes, or of the end, to read.
    pub(crate) fn note_readable(&mut self, ended: bool) {
        self.readable = true;
        self.ended |= ended;
    }

    /// Makes the present request the last one.
    pub(crate) fn make_last(&mut self) {
        self.intake.keep_alive = false;
    }

    /// Reads and writes on the public side as far as it goes.
    pub(crate) fn advance(
        &mut self,
        scratch: &mut [u8],
        limits: &GateLimits,
        now: Instant,
    ) -> Step {
        loop {
            let progress = match self.phase {
                Phase::Ready | Phase::Working => return Step::Wait,
                Phase::Lingering => return self.linger(scratch),
                Phase::Answering => match self.write_answer() {
                    Ok(true) if self.intake.keep_alive => self.next_request(limits, now),
                    Ok(true) => {
                        self.begin_linger(limits, now);
                        continue;
                    }
                    Ok(false) => return Step::Wait,
                    Err(_) => return Step::Close,
                },
                Phase::Head | Phase::Body if !self.readable => return Step::Wait,
                Phase::Head | Phase::Body => match self.read(scratch) {
                    Ok(0) => return Step::Close,
                    Ok(n) => {
                        let new = scratch.get(..n).unwrap_or_default();
                        self.intake.take(new, limits.body_bytes_max)
                    }
                    Err(error) if error.kind() == ErrorKind::WouldBlock => return Step::Wait,
                    Err(_) => return Step::Close,
                },
            };
            match progress {
                Ok(Taken::Whole) => {
                    self.phase = Phase::Ready;
                    self.deadline = later(now, limits.work);
                    return Step::Dispatch;
                }
                Ok(taken) => self.note_progress(taken, limits, now),
                Err(refusal) => self.refuse(refusal, limits, now),
            }
        }
    }

    fn note_progress(&mut self, taken: Taken, limits: &GateLimits, now: Instant) {
        if taken == Taken::InBody && self.phase == Phase::Head {
            self.phase = Phase::Body;
            self.deadline = later(now, limits.body);
            if self.intake.owes_continue() && self.stream.write_all(CONTINUE).is_err() {
                // An empty socket that takes no 25 bytes is broken; reading will say so.
                self.ended = true;
            }
        } else if taken == Taken::InHead && !self.begun && !self.intake.is_empty() {
            self.begun = true;
            self.deadline = later(now, limits.head);
        }
    }

    fn next_request(&mut self, limits: &GateLimits, now: Instant) -> Result<Taken, Refusal> {
        self.phase = Phase::Head;
        self.since = now;
        self.begun = false;
        self.deadline = later(now, limits.idle);
        self.intake.next(limits.body_bytes_max)
    }

    /// Reads once. A short read has emptied the socket, so the next bytes bring a new event.
    fn read(&mut self, scratch: &mut [u8]) -> io::Result<usize> {
        let read = uninterrupted(|| self.stream.read(scratch));
        self.readable = match read {
            Ok(n) => n == scratch.len() || self.ended,
            Err(_) => false,
        };
        read
    }

    /// Begins to send the request, whole as it is, over a proven connection. True: it has all.
    ///
    /// After an error the connection is gone. If it took nothing, the request was surely not read and is still
    /// whole; else that is unknown, and the client hears 502.
    pub(crate) fn go_inside(
        &mut self,
        inner: Inner,
        limits: &GateLimits,
        now: Instant,
    ) -> io::Result<bool> {
        self.inner = Some(inner);
        let sent = self.send_inside();
        match sent {
            Ok(_) => self.phase = Phase::Working,
            Err(_) if self.sent == 0 => self.inner = None,
            Err(_) => self.refuse(UNANSWERED, limits, now),
        }
        sent
    }

    /// Sends what the server inside takes of the request. True: it has all.
    pub(crate) fn send_inside(&mut self) -> io::Result<bool> {
        let Some(inner) = self.inner.as_mut() else { return Ok(true) };
        while let Some(rest) = self.intake.request.get(self.sent..).filter(|r| !r.is_empty()) {
            match uninterrupted(|| inner.stream.write(rest)) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => self.sent += n,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        self.intake.request = Vec::new();
        self.sent = 0;
        Ok(true)
    }

    /// Reads what the server inside has answered; a whole answer begins to go out.
    ///
    /// Gives the connection inside back if it can be used again: the request was sent to its end, and its answer, with
    /// nothing behind it, is here. In every other case it is closed, or still this one's.
    pub(crate) fn read_inside(
        &mut self,
        scratch: &mut [u8],
        limits: &GateLimits,
        now: Instant,
    ) -> Option<Inner> {
        let asked = self.asked();
        while let Some(inner) = self.inner.as_mut() {
            let taken = match uninterrupted(|| inner.stream.read(scratch)) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
                Ok(0) | Err(_) => Err(UNANSWERED),
                Ok(n) => self.partial.take(scratch.get(..n).unwrap_or_default(), asked),
            };
            match taken {
                Ok(None) => {}
                Ok(Some(answer)) => {
                    let inner = self.inner.take().filter(|_| self.intake.request.is_empty());
                    self.give(answer, limits, now);
                    return inner;
                }
                Err(refusal) => self.refuse(refusal, limits, now),
            }
        }
        None
    }

    /// What this client must be told with an answer.
    fn asked(&self) -> Asked {
        let connection = match (self.intake.keep_alive, self.intake.is_http_10) {
            (true, false) => None,
            (true, true) => Some("keep-alive"),
            (false, _) => Some("close"),
        };
        Asked { is_head: self.intake.is_head, connection }
    }

    /// Answers in the server's place. The connection ends with it.
    pub(crate) fn refuse(&mut self, refusal: Refusal, limits: &GateLimits, now: Instant) {
        self.intake.keep_alive = false;
        let answer = refusal::encode(refusal, self.intake.is_head);
        self.give(answer, limits, now);
    }

    /// Writes what the client takes at once and keeps the rest; the loop goes on with it.
    fn give(&mut self, answer: Vec<u8>, limits: &GateLimits, now: Instant) {
        self.inner = None;
        self.partial = PartialAnswer::default();
        self.intake.request = Vec::new();
        self.sent = 0;
        self.phase = Phase::Answering;
        self.since = now;
        self.deadline = later(now, limits.answer);
        // An error shows again when the rest is written.
        self.written = uninterrupted(|| self.stream.write(&answer)).unwrap_or(0);
        self.answer = answer;
    }

    /// True: all is written.
    fn write_answer(&mut self) -> io::Result<bool> {
        while let Some(rest) = self.answer.get(self.written..).filter(|rest| !rest.is_empty()) {
            match uninterrupted(|| self.stream.write(rest)) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => self.written += n,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        self.answer = Vec::new();
        self.written = 0;
        Ok(true)
    }

    /// Ends our half only: closing a socket with unread bytes would take the answer back.
    fn begin_linger(&mut self, limits: &GateLimits, now: Instant) {
        self.phase = Phase::Lingering;
        self.deadline = later(now, limits.linger);
        self.readable = true;
        self.intake.clear();
        if self.stream.shutdown(Shutdown::Write).is_err() {
            // The client was quicker; reading will find the end.
            self.ended = true;
        }
    }

    fn linger(&mut self, scratch: &mut [u8]) -> Step {
        loop {
            match uninterrupted(|| self.stream.read(scratch)) {
                Ok(n) if n > 0 && self.lingered < LINGER_BYTES_MAX => self.lingered += n,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Step::Wait,
                Ok(_) | Err(_) => return Step::Close,
            }
        }
    }

    /// The deadline of the present phase has passed.
    pub(crate) fn expire(&mut self, limits: &GateLimits, now: Instant) -> Step {
        let refusal = match self.phase {
            Phase::Head if self.intake.is_empty() => return Step::Close,
            Phase::Answering | Phase::Lingering => return Step::Close,
            Phase::Head | Phase::Body => Refusal { status: 408, why: "too slow" },
            Phase::Ready | Phase::Working => Refusal { status: 504, why: "no answer in time" },
        };
        self.refuse(refusal, limits, now);
        Step::Wait
    }
}
