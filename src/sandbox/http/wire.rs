//! HTTP on a raw socket: reads one request at a time and writes answers, the broken ones too.

use crate::sandbox::answer::reason_phrase;
use crate::sandbox::message::{Ending, Request, Written};
use crate::sandbox::stop::Stop;
use percent_encoding::percent_decode_str;
use std::io;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const HEAD_BYTES_MAX: usize = 16 * 1024;
const HEADERS_MAX: usize = 64;
const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
const READ_BYTES: usize = 8 * 1024;
const HUGE_BYTES: u64 = 1 << 30;
const HUGE_CHUNK_BYTES: usize = 64 * 1024;
/// How many bytes a cut body promises and does not send.
const CUT_BYTES: usize = 64;

/// Why no request could be read.
pub(crate) enum Unreadable {
    /// The other side is gone or silent for too long.
    Gone,
    /// Answer with this status and close.
    Bad(u16),
}

pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

struct Head {
    bytes: usize,
    request: Request,
    body_bytes: usize,
    expects_continue: bool,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Connection {
        Connection { stream, buffer: Vec::new() }
    }

    /// The next request; waits for it.
    pub(crate) fn next(&mut self) -> Result<Request, Unreadable> {
        let mut head = loop {
            if let Some(head) = parse_head(&self.buffer)? {
                break head;
            }
            if self.buffer.len() > HEAD_BYTES_MAX {
                return Err(Unreadable::Bad(431));
            }
            self.fill()?;
        };
        if head.bytes > HEAD_BYTES_MAX {
            return Err(Unreadable::Bad(431));
        }
        if head.body_bytes > BODY_BYTES_MAX {
            return Err(Unreadable::Bad(413));
        }
        if head.expects_continue {
            let go_on = self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
            go_on.map_err(|_| Unreadable::Gone)?;
        }
        let whole = head.bytes.saturating_add(head.body_bytes);
        while self.buffer.len() < whole {
            self.fill()?;
        }
        let rest = self.buffer.split_off(whole);
        let mut bytes = std::mem::replace(&mut self.buffer, rest);
        head.request.body = bytes.split_off(head.bytes.min(bytes.len()));
        Ok(head.request)
    }

    fn fill(&mut self) -> Result<(), Unreadable> {
        let mut chunk = [0; READ_BYTES];
        let read = loop {
            match self.stream.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other.map_err(|_| Unreadable::Gone)?,
            }
        };
        match chunk.get(..read) {
            Some(bytes) if !bytes.is_empty() => self.buffer.extend_from_slice(bytes),
            _ => return Err(Unreadable::Gone),
        }
        Ok(())
    }

    /// Writes an answer; says whether the connection can go on.
    pub(crate) fn write(&mut self, answer: &Written, keep_alive: bool, stop: &Stop) -> bool {
        let done = match answer.ending {
            Ending::Silent => return false,
            Ending::Whole => self.write_whole(answer, keep_alive),
            Ending::Cut => self.write_cut(answer).map(|()| false),
            Ending::Drip(interval) => self.write_drip(answer, interval, stop).map(|()| false),
            Ending::Huge => self.write_huge(answer).map(|()| false),
        };
        done.unwrap_or(false)
    }

    fn write_whole(&mut self, answer: &Written, keep_alive: bool) -> io::Result<bool> {
        let mut bytes = head(answer, keep_alive, Some(answer.body.len()));
        bytes.extend_from_slice(&answer.body);
        self.stream.write_all(&bytes)?;
        Ok(keep_alive)
    }

    fn write_cut(&mut self, answer: &Written) -> io::Result<()> {
        let mut bytes = head(answer, false, Some(answer.body.len().saturating_add(CUT_BYTES)));
        bytes.extend(answer.body.iter().take(answer.body.len() / 2));
        self.stream.write_all(&bytes)
    }

    fn write_drip(&mut self, answer: &Written, every: Duration, stop: &Stop) -> io::Result<()> {
        self.stream.write_all(&head(answer, false, Some(answer.body.len())))?;
        for byte in &answer.body {
            if stop.sleep(every) {
                return Ok(());
            }
            self.stream.write_all(&[*byte])?;
        }
        Ok(())
    }

    fn write_huge(&mut self, answer: &Written) -> io::Result<()> {
        self.stream.write_all(&head(answer, false, None))?;
        let mut chunk = format!("{HUGE_CHUNK_BYTES:x}\r\n").into_bytes();
        chunk.extend(std::iter::repeat_n(b' ', HUGE_CHUNK_BYTES));
        chunk.extend_from_slice(b"\r\n");
        let chunks = HUGE_BYTES / HUGE_CHUNK_BYTES as u64;
        for _ in 0..chunks {
            self.stream.write_all(&chunk)?;
        }
        self.stream.write_all(b"0\r\n\r\n")
    }
}

/// The head of an answer; without a length the body is chunked.
fn head(answer: &Written, keep_alive: bool, length: Option<usize>) -> Vec<u8> {
    let mut text = format!(
        "HTTP/1.1 {} {}\r\nContent-Type: {}\r\n",
        answer.status,
        reason_phrase(answer.status),
        answer.content_type
    );
    for (name, value) in &answer.headers {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    match length {
        Some(length) => text.push_str(&format!("Content-Length: {length}\r\n")),
        None => text.push_str("Transfer-Encoding: chunked\r\n"),
    }
    text.push_str(if keep_alive {
        "Connection: keep-alive\r\n\r\n"
    } else {
        "Connection: close\r\n\r\n"
    });
    text.into_bytes()
}

fn parse_head(buffer: &[u8]) -> Result<Option<Head>, Unreadable> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut parsed = httparse::Request::new(&mut headers);
    let bytes = match parsed.parse(buffer) {
        Ok(httparse::Status::Complete(bytes)) => bytes,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Unreadable::Bad(431)),
        Err(_) => return Err(Unreadable::Bad(400)),
    };
    let headers: Vec<(String, String)> = parsed
        .headers
        .iter()
        .map(|header| {
            let value = String::from_utf8_lossy(header.value).trim().to_owned();
            (header.name.to_ascii_lowercase(), value)
        })
        .collect();
    let find = |name: &str| headers.iter().find(|(key, _)| key == name).map(|(_, v)| v.as_str());
    if find("transfer-encoding").is_some() {
        return Err(Unreadable::Bad(411));
    }
    let body_bytes = match find("content-length") {
        Some(digits) => digits.parse().map_err(|_| Unreadable::Bad(400))?,
        None => 0,
    };
    let expects_continue = find("expect").is_some_and(|v| v.eq_ignore_ascii_case("100-continue"));
    let asked = find("connection").unwrap_or_default().to_ascii_lowercase();
    let keep_alive = !asked.contains("close") && parsed.version == Some(1);
    let target = parsed.path.unwrap_or("/").to_owned();
    let (path, query) = target.split_once('?').unwrap_or((target.as_str(), ""));
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        segments: path.split('/').skip(1).map(|piece| decode(piece, false)).collect(),
        query: query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decode(key, true), decode(value, true))
            })
            .collect(),
        target: target.clone(),
        headers,
        body: Vec::new(),
        keep_alive,
    };
    Ok(Some(Head { bytes, request, body_bytes, expects_continue }))
}

/// Percent-decoding; in a query a plus is a space. What is no valid escape stays as it is.
fn decode(text: &str, in_query: bool) -> String {
    let text = if in_query { text.replace('+', " ") } else { text.to_owned() };
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_nonsense_is_kept() {
        for (text, plain) in [
            ("a%40b.example", "a@b.example"),
            ("J%C3%BCrgen+M", "Jürgen M"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
        ] {
            assert_eq!(decode(text, true), plain, "{text}");
        }
        assert_eq!(decode("a+b", false), "a+b");
    }
}
