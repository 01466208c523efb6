//! One public connection: who owes whom what, and until when.

use crate::http::gate_answer;
use crate::http::gate_answer::Extent;
use crate::http::gate_head::Refusal;
use crate::http::gate_intake::Intake;
use crate::http::gate_intake::Taken;
use crate::http::gate_limits::ANSWER_BYTES_MAX;
use crate::http::gate_limits::GateLimits;
use crate::http::gate_limits::HEAD_BYTES_MAX;
use crate::http::gate_limits::LINGER_BYTES_MAX;
use mio::net::TcpStream;
use mio::net::UnixStream;
use std::io;
use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;
use std::mem;
use std::net::IpAddr;
use std::net::Shutdown;
use std::time::Duration;
use std::time::Instant;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// Who has to do something next, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The client: send a request, or the rest of its head.
    Head,
    /// The client: send the rest of the body.
    Body,
    /// The gate: find room inside for this whole request.
    Ready,
    /// The server inside: answer.
    Working,
    /// The client: take the rest of the answer.
    Answering,
    /// The client: end the connection, now that we ended our half.
    Lingering,
}

/// What the loop has to do for a connection after it went as far as it could.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing until the next event.
    Wait,
    /// Find room inside for its request.
    Dispatch,
    /// Forget it.
    Close,
}

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
    pub inner: Option<UnixStream>,
    intake: Intake,
    sent: usize,
    answer: Vec<u8>,
    written: usize,
    extent: Option<Extent>,
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
            intake: Intake::new(),
            sent: 0,
            answer: Vec::new(),
            written: 0,
            extent: None,
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

    /// Sends what the server inside takes of the request. True: it has all.
    pub fn send_inside(&mut self) -> io::Result<bool> {
        let Some(inner) = self.inner.as_mut() else { return Ok(true) };
        while let Some(rest) = self.intake.request.get(self.sent..).filter(|r| !r.is_empty()) {
            match uninterrupted(|| inner.write(rest)) {
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

    /// Reads what the server inside has answered; a whole answer ends the connection inside
    /// and begins to go out.
    pub fn read_inside(&mut self, scratch: &mut [u8], limits: &GateLimits, now: Instant) {
        while let Some(inner) = self.inner.as_mut() {
            match uninterrupted(|| inner.read(scratch)) {
                Ok(n) if n > 0 => {
                    let new = scratch.get(..n).unwrap_or_default();
                    if let Err(refusal) = self.take_answer(new, limits, now) {
                        self.refuse(refusal, limits, now);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Ok(_) | Err(_) => {
                    let why = "the server gave no answer";
                    self.refuse(Refusal { status: 502, why }, limits, now);
                }
            }
        }
    }

    fn take_answer(
        &mut self,
        new: &[u8],
        limits: &GateLimits,
        now: Instant,
    ) -> Result<(), Refusal> {
        let mut early = mem::take(&mut self.answer);
        // Most answers come in one piece and need no copy.
        let bytes = match early.is_empty() {
            true => new,
            false => {
                early.extend_from_slice(new);
                &early
            }
        };
        if self.extent.is_none() {
            self.extent = gate_answer::extent(bytes, self.intake.is_head)?;
        }
        match self.extent {
            Some(extent) if bytes.len() >= extent.whole => {
                let answer = bytes.get(..extent.whole).unwrap_or_default();
                let keep = self.intake.keep_alive;
                let tell = if keep { "keep-alive" } else { "close" };
                match keep && !self.intake.is_http_10 {
                    true => self.give(answer, limits, now),
                    false => {
                        let answer = gate_answer::with_connection(answer, extent, tell);
                        self.give(&answer, limits, now);
                    }
                }
            }
            Some(_) | None if bytes.len() > ANSWER_BYTES_MAX + HEAD_BYTES_MAX => {
                return Err(Refusal { status: 502, why: "answer too large" });
            }
            Some(_) | None => self.answer = if early.is_empty() { new.to_vec() } else { early },
        }
        Ok(())
    }

    /// Answers in the server's place. The connection ends with it.
    pub fn refuse(&mut self, refusal: Refusal, limits: &GateLimits, now: Instant) {
        self.intake.keep_alive = false;
        let answer = gate_answer::refusal(refusal, self.intake.is_head);
        self.give(&answer, limits, now);
    }

    /// Writes what the client takes at once and keeps the rest; the loop goes on with it.
    fn give(&mut self, answer: &[u8], limits: &GateLimits, now: Instant) {
        self.inner = None;
        self.extent = None;
        self.intake.request = Vec::new();
        self.phase = Phase::Answering;
        self.since = now;
        self.deadline = later(now, limits.answer);
        self.written = 0;
        // An error shows again when the rest is written.
        let gone = uninterrupted(|| self.stream.write(answer)).unwrap_or(0);
        self.answer = answer.get(gone..).unwrap_or_default().to_vec();
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

/// A deadline; for a patience beyond what clocks count, one that is far away.
fn later(now: Instant, patience: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(86_400);
    now.checked_add(patience).or_else(|| now.checked_add(FAR)).unwrap_or(now)
}

fn uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
