//! One public connection: who owes whom what, and until when.

use crate::server::gate::answer;
use crate::server::gate::answers::Answer;
use crate::server::gate::phase::{Phase, Step, later, uninterrupted};
use crate::server::inside::pool::Inner;
use crate::server::inside::ticket::Ticket;
use crate::server::limits::{ANSWER_BYTES_MAX, GateLimits, LINGER_BYTES_MAX};
use crate::server::parse::head::Refusal;
use crate::server::parse::request::{Intake, Taken};
use mio::net::TcpStream;
use std::io;
use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown};
use std::time::Instant;

/// What a client hears when nobody knows whether its request was dealt with.
const UNANSWERED: Refusal = Refusal { status: 502, why: "the server gave no answer" };
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// One public connection.
pub struct Conn {
    /// The public socket.
    pub stream: TcpStream,
    /// The address this connection counts for; none for loopback.
    pub peer: Option<IpAddr>,
    /// Who has to do something next.
    pub phase: Phase,
    /// Since when the client keeps us waiting.
    pub since: Instant,
    /// When we lose patience with the present phase.
    pub deadline: Instant,
    /// Our end of the connection inside, while working.
    pub inner: Option<Inner>,
    /// What its answer must have.
    ticket: Ticket,
    intake: Intake,
    sent: usize,
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
    pub fn new(stream: TcpStream, peer: Option<IpAddr>, limits: &GateLimits, now: Instant) -> Conn {
        Conn {
            stream,
            peer,
            phase: Phase::Head,
            since: now,
            deadline: later(now, limits.head),
            inner: None,
            ticket: Ticket::PROBE,
            intake: Intake::new(),
            sent: 0,
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
    pub fn held(&self) -> usize {
        self.intake.held() + self.answer.len()
    }

    /// Whether the server is at work for it, so that it must not be closed for want of room.
    pub fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Ready | Phase::Working)
    }

    /// Notes that an event told of bytes, or of the end, to read.
    pub fn note_readable(&mut self, ended: bool) {
        self.readable = true;
        self.ended |= ended;
    }

    /// Makes the present request the last one.
    pub fn make_last(&mut self) {
        self.intake.keep_alive = false;
    }

    /// Reads and writes on the public side as far as it goes.
    pub fn advance(&mut self, scratch: &mut [u8], limits: &GateLimits, now: Instant) -> Step {
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
    /// whole; else nobody knows, and the client hears 502.
    pub fn go_inside(
        &mut self,
        inner: Inner,
        ticket: Ticket,
        limits: &GateLimits,
        now: Instant,
    ) -> io::Result<bool> {
        self.inner = Some(inner);
        self.ticket = ticket;
        self.intake.stamp(ticket);
        let sent = self.send_inside();
        match sent {
            Ok(_) => self.phase = Phase::Working,
            Err(_) if self.sent == 0 => self.inner = None,
            Err(_) => self.refuse(UNANSWERED, limits, now),
        }
        sent
    }

    /// Sends what the server inside takes of the request. True: it has all.
    pub fn send_inside(&mut self) -> io::Result<bool> {
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

    /// Looks why the connection inside has something to say: answers come another way, so it is broken.
    pub fn look_inside(&mut self, scratch: &mut [u8], limits: &GateLimits, now: Instant) {
        let Some(inner) = self.inner.as_mut() else { return };
        match uninterrupted(|| inner.stream.read(scratch)) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Ok(_) | Err(_) => self.refuse(UNANSWERED, limits, now),
        }
    }

    /// Whether it is the answer with this ticket that it waits for.
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.phase == Phase::Working && self.ticket == ticket
    }

    /// Lets out the answer it waits for, with what this client must be told about its connection.
    ///
    /// Gives the connection inside back if it can be used again: the request was sent to its end.
    pub fn take_answer(
        &mut self,
        answer: Answer,
        limits: &GateLimits,
        now: Instant,
    ) -> Option<Inner> {
        let inner = self.inner.take().filter(|_| self.intake.request.is_empty());
        let keep = self.intake.keep_alive;
        if answer.bytes.len() > ANSWER_BYTES_MAX {
            self.refuse(Refusal { status: 502, why: "answer too large" }, limits, now);
        } else if keep && !self.intake.is_http_10 {
            self.give(answer.bytes, limits, now);
        } else {
            let tell = if keep { "keep-alive" } else { "close" };
            self.give(answer::with_connection(&answer, tell), limits, now);
        }
        inner
    }

    /// Answers in the server's place. The connection ends with it.
    pub fn refuse(&mut self, refusal: Refusal, limits: &GateLimits, now: Instant) {
        self.intake.keep_alive = false;
        let answer = answer::refusal(refusal, self.intake.is_head);
        self.give(answer, limits, now);
    }

    /// Writes what the client takes at once and keeps the rest; the loop goes on with it.
    fn give(&mut self, answer: Vec<u8>, limits: &GateLimits, now: Instant) {
        self.inner = None;
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
        self.intake = Intake::new();
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
    pub fn expire(&mut self, limits: &GateLimits, now: Instant) -> Step {
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
