//! The least of HTTP that a client needs: one request's bytes, and where an answer ends.

use crate::Outcome;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Nothing measured here takes longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Read at a time.
pub const CHUNK_BYTES: usize = 16 * 1024;

/// A request, ready to be sent.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: bench.example\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str("Content-Type: application/json\r\n");
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A whole answer at the start of some bytes.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Where its body begins.
    pub body_at: usize,
    /// Where it ends.
    pub end: usize,
    /// The server closes the connection after it.
    pub closes: bool,
}

/// The answer at the start of these bytes, once it is whole.
pub fn answer(bytes: &[u8]) -> Option<Answer> {
    let body_at = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(bytes.get(..body_at)?).ok()?;
    let status = head.get(9..12)?.parse().ok()?;
    let value = |wanted: &str| {
        head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then_some(value.trim())
        })
    };
    let length = value("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let end = body_at + length;
    let closes = value("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    (bytes.len() >= end).then_some(Answer { status, body_at, end, closes })
}

/// One keep-alive connection that waits for each answer.
pub struct Client {
    addr: SocketAddr,
    stream: Option<TcpStream>,
}

impl Client {
    /// Connects at the first request.
    pub fn new(addr: SocketAddr) -> Client {
        Client { addr, stream: None }
    }

    /// Sends and waits: status, body, and how long it took. A connection is stood up before the clock starts.
    pub fn ask(&mut self, request: &[u8]) -> Outcome<(u16, Vec<u8>, Duration)> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(self.addr)?,
        };
        let begun = Instant::now();
        stream.write_all(request).map_err(|error| format!("sending: {error}"))?;
        let mut bytes = Vec::new();
        let mut chunk = [0; CHUNK_BYTES];
        loop {
            let count = stream.read(&mut chunk).map_err(|error| format!("waiting: {error}"))?;
            bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
            if let Some(answer) = answer(&bytes) {
                let took = begun.elapsed();
                if !answer.closes {
                    self.stream = Some(stream);
                }
                let body = bytes.get(answer.body_at..answer.end).unwrap_or_default().to_vec();
                return Ok((answer.status, body, took));
            }
            if count == 0 {
                return Err("the connection ended before its answer".into());
            }
        }
    }
}

fn connect(addr: SocketAddr) -> Outcome<TcpStream> {
    let stood = TcpStream::connect_timeout(&addr, PATIENCE).and_then(|stream| {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    });
    stood.map_err(|error| format!("no connection to {addr}: {error}"))
}
