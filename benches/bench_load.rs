//! A lean load generator: one thread, one readiness loop, requests that were built before the clock started.

use crate::bench_http::CHUNK_BYTES;
use crate::{Outcome, bench_http};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};
use std::{io, thread};

/// Without any answer for so long, something is broken.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// What a run of requests took.
pub struct Run {
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// Each answer's own time.
    pub latencies: Vec<Duration>,
}

/// Sends all requests over so many keep-alive connections, each of which waits for its answer before it sends on.
///
/// `good` says whether an answer (status, body) is the expected one; the first that is not ends the run.
pub fn drive(
    addr: SocketAddr,
    connections: usize,
    requests: &[Vec<u8>],
    good: &dyn Fn(u16, &[u8]) -> bool,
) -> Outcome<Run> {
    run(addr, connections, requests, good).map_err(|error| format!("load on {addr}: {error}"))
}

struct Line {
    stream: TcpStream,
    bytes: Vec<u8>,
    sent_at: Instant,
}

fn run(
    addr: SocketAddr,
    connections: usize,
    requests: &[Vec<u8>],
    good: &dyn Fn(u16, &[u8]) -> bool,
) -> io::Result<Run> {
    let mut poll = Poll::new()?;
    let mut lines = (0..connections.min(requests.len()))
        .map(|number| {
            let stream = std::net::TcpStream::connect(addr)?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(number), Interest::READABLE)?;
            Ok(Line { stream, bytes: Vec::new(), sent_at: Instant::now() })
        })
        .collect::<io::Result<Vec<Line>>>()?;
    let begun = Instant::now();
    let mut waiting = requests.iter();
    let mut latencies = Vec::with_capacity(requests.len());
    for line in &mut lines {
        if let Some(request) = waiting.next() {
            send(line, request)?;
        }
    }
    let mut events = Events::with_capacity(connections.max(1));
    while latencies.len() < requests.len() {
        poll.poll(&mut events, Some(SILENCE_MAX))?;
        if events.is_empty() {
            return Err(io::Error::other("no answer for a long time"));
        }
        for event in &events {
            let Some(line) = lines.get_mut(event.token().0) else { continue };
            if !read_answer(line, good)? {
                continue;
            }
            latencies.push(line.sent_at.elapsed());
            if let Some(request) = waiting.next() {
                send(line, request)?;
            }
        }
    }
    Ok(Run { elapsed: begun.elapsed(), latencies })
}

fn send(line: &mut Line, request: &[u8]) -> io::Result<()> {
    line.sent_at = Instant::now();
    // The last request was answered, so that the socket's buffer is empty and takes it whole.
    line.stream.write_all(request)
}

/// Whether the answer is whole now.
fn read_answer(line: &mut Line, good: &dyn Fn(u16, &[u8]) -> bool) -> io::Result<bool> {
    let mut chunk = [0; CHUNK_BYTES];
    loop {
        match line.stream.read(&mut chunk) {
            Ok(0) => return Err(io::Error::other("a connection was closed")),
            Ok(count) => line.bytes.extend_from_slice(chunk.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error),
        }
        let Some(answer) = bench_http::answer(&line.bytes) else { continue };
        let body = line.bytes.get(answer.body_at..answer.end).unwrap_or_default();
        if !good(answer.status, body) {
            let text = String::from_utf8_lossy(body).into_owned();
            return Err(io::Error::other(format!("answered {}: {text}", answer.status)));
        }
        line.bytes.clear();
        return Ok(true);
    }
}

/// A server that reads each request to its end and answers 204 at once: what the load generator can do at most.
pub fn trivial_responder() -> Outcome<SocketAddr> {
    let started = || -> io::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let addr = listener.local_addr()?;
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || respond(stream));
            }
        });
        Ok(addr)
    };
    started().map_err(|error| format!("the trivial responder: {error}"))
}

fn respond(mut stream: std::net::TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut bytes = Vec::new();
    let mut chunk = [0; CHUNK_BYTES];
    loop {
        let count = stream.read(&mut chunk)?;
        if count == 0 {
            return Ok(());
        }
        bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
        if is_whole(&bytes) {
            bytes.clear();
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
        }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    let length: usize = length.and_then(|text| text.parse().ok()).unwrap_or(0);
    bytes.len() >= end + 4 + length
}
