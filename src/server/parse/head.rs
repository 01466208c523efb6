//! Request line and headers: checked to the letter, then written anew for the server inside.
//!
//! Wherever two readers could disagree about where a request ends, it is refused.

use crate::calcom::signature as calcom;
use crate::retell::signature as retell;
use crate::server::inside::ticket::{TICKET_DIGITS, Ticket};
use crate::server::limits::{HEADERS_MAX, TARGET_BYTES_MAX};
use httparse::EMPTY_HEADER;

/// The headers that go inside: what a door of ours reads. The server inside takes each line up byte by byte, so what
/// nobody reads is dear, and a header that is left out here cannot be misread there.
const INSIDE: [&str; 3] = ["authorization", retell::SIGNATURE_HEADER, calcom::SIGNATURE_HEADER];
/// What a head grows by on its way inside, at most: ticket and length.
const HEAD_EXTRA_BYTES: usize = 64;
/// Longest method we know is seven letters; this leaves room for honest strangers.
const METHOD_BYTES_MAX: usize = 16;

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status the client gets before the connection is closed.
    pub status: u16,
    /// A word of explanation, safe for anybody.
    pub why: &'static str,
}

/// A refusal with status 400.
pub fn bad(why: &'static str) -> Refusal {
    Refusal { status: 400, why }
}

/// How the end of the body is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// So many bytes follow the head; none if neither header was there.
    Length(usize),
    /// Chunks follow.
    Chunked,
}

/// What the gate has to know of a checked head.
#[derive(Debug)]
pub struct Head {
    /// How the body ends.
    pub framing: Framing,
    /// Whether the client wants to go on with this connection.
    pub keep_alive: bool,
    /// Whether it said HTTP/1.0, where keeping alive must be confirmed.
    pub is_http_10: bool,
    /// Whether it waits for "100 Continue" before it sends the body.
    pub expects_continue: bool,
    /// Whether the answer has no body.
    pub is_head: bool,
    /// The head for the server inside; for chunks without length and blank line, see [`finish`].
    pub inside: Vec<u8>,
    /// Where in it the digits of a ticket go, see [`stamp`].
    pub ticket_at: usize,
}

/// What a fault found by httparse means.
pub fn refusal(error: httparse::Error, head: &[u8]) -> Refusal {
    match error {
        httparse::Error::TooManyHeaders => Refusal { status: 431, why: "too many headers" },
        httparse::Error::Version if has_foreign_version(head) => {
            Refusal { status: 505, why: "unknown version" }
        }
        httparse::Error::Version => bad("bad version"),
        httparse::Error::HeaderName => bad("bad header name"),
        httparse::Error::HeaderValue => bad("bad header value"),
        httparse::Error::NewLine | httparse::Error::Status | httparse::Error::Token => {
            bad("bad request line")
        }
    }
}

/// Whether the first line ends in a version that is well formed but not ours.
fn has_foreign_version(head: &[u8]) -> bool {
    let line = head.split(|b| *b == b'\r').find(|line| line.len() > 1).unwrap_or_default();
    match line.rsplit(|b| *b == b' ').next().and_then(|v| v.strip_prefix(b"HTTP/")) {
        Some([major, b'.', minor]) => major.is_ascii_digit() && minor.is_ascii_digit(),
        Some(_) | None => false,
    }
}

/// Checks a whole head, from its first byte to its blank line, and writes it anew.
///
/// Of the headers only those go inside that are read there; `Content-Length` is ours. The ticket stands before the
/// target.
pub fn parse(head: &[u8], body_bytes_max: usize) -> Result<Head, Refusal> {
    let mut slots = [EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut slots);
    match request.parse(head) {
        Ok(httparse::Status::Complete(length)) if length == head.len() => {}
        Ok(_) => return Err(bad("bad request")),
        Err(error) => return Err(refusal(error, head)),
    }
    let method = request.method.unwrap_or_default();
    let target = request.path.unwrap_or_default();
    check_method(method)?;
    check_target(method, target)?;
    let is_http_10 = request.version == Some(0);

    let mut inside = Vec::with_capacity(head.len() + HEAD_EXTRA_BYTES);
    inside.extend_from_slice(method.as_bytes());
    inside.extend_from_slice(b" /");
    let ticket_at = inside.len();
    for part in [Ticket::PROBE.digits().as_str(), target, " HTTP/1.1\r\n"] {
        inside.extend_from_slice(part.as_bytes());
    }
    let mut seen = Seen::default();
    for header in request.headers.iter() {
        if seen.note(header.name, header.value)? {
            for part in [header.name.as_bytes(), b": ", header.value, b"\r\n"] {
                inside.extend_from_slice(part);
            }
        }
    }
    if !seen.has_host && !is_http_10 {
        return Err(bad("Host missing"));
    }
    let framing = seen.framing(is_http_10, body_bytes_max)?;
    match framing {
        Framing::Length(0) if seen.length.is_none() => inside.extend_from_slice(b"\r\n"),
        Framing::Length(length) => finish(&mut inside, length),
        Framing::Chunked => {}
    }
    Ok(Head {
        framing,
        keep_alive: !seen.close && (!is_http_10 || seen.keep_alive),
        is_http_10,
        expects_continue: seen.expects_continue && !is_http_10,
        is_head: method == "HEAD",
        inside,
        ticket_at,
    })
}

/// Ends a head for the server inside with the length of the body.
pub fn finish(inside: &mut Vec<u8>, body_bytes: usize) {
    inside.extend_from_slice(format!("Content-Length: {body_bytes}\r\n\r\n").as_bytes());
}

/// Writes a ticket into a head for the server inside.
pub fn stamp(inside: &mut [u8], ticket_at: usize, ticket: Ticket) {
    let end = ticket_at.saturating_add(TICKET_DIGITS);
    if let Some(digits) = inside.get_mut(ticket_at..end) {
        digits.copy_from_slice(ticket.digits().as_bytes());
    }
}

fn check_method(method: &str) -> Result<(), Refusal> {
    let known_shape = method.bytes().all(|b| b.is_ascii_uppercase());
    match known_shape && (1..=METHOD_BYTES_MAX).contains(&method.len()) {
        true => Ok(()),
        false => Err(bad("bad method")),
    }
}

/// A path, or `*` for OPTIONS. Forms meant for proxies could name another host than `Host` does.
fn check_target(method: &str, target: &str) -> Result<(), Refusal> {
    if target.len() > TARGET_BYTES_MAX {
        return Err(Refusal { status: 414, why: "target too long" });
    }
    let is_path = target.starts_with('/') && !target.contains('#');
    match is_path || (method == "OPTIONS" && target == "*") {
        true => Ok(()),
        false => Err(bad("bad target")),
    }
}

/// What the headers said about the connection so far.
#[derive(Default)]
struct Seen {
    length: Option<Option<usize>>,
    chunked: bool,
    has_host: bool,
    close: bool,
    keep_alive: bool,
    expects_continue: bool,
}

impl Seen {
    /// Whether the header goes inside.
    fn note(&mut self, name: &str, value: &[u8]) -> Result<bool, Refusal> {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("content-length") {
            if self.length.is_some() {
                return Err(bad("Content-Length repeated"));
            }
            self.length = Some(parse_length(value)?);
        } else if is("transfer-encoding") {
            if self.chunked || !value.eq_ignore_ascii_case(b"chunked") {
                return Err(bad("Transfer-Encoding not understood"));
            }
            self.chunked = true;
        } else if is("host") {
            if self.has_host || !is_host(value) {
                return Err(bad("bad Host"));
            }
            self.has_host = true;
        } else if is("connection") {
            for word in value.split(|b| *b == b',').map(<[u8]>::trim_ascii) {
                self.close |= word.eq_ignore_ascii_case(b"close");
                self.keep_alive |= word.eq_ignore_ascii_case(b"keep-alive");
            }
        } else if is("expect") {
            if !value.eq_ignore_ascii_case(b"100-continue") {
                return Err(Refusal { status: 417, why: "Expect not understood" });
            }
            self.expects_continue = true;
        } else {
            return Ok(INSIDE.iter().any(|known| is(known)));
        }
        Ok(false)
    }

    fn framing(&self, is_http_10: bool, body_bytes_max: usize) -> Result<Framing, Refusal> {
        match (self.chunked, self.length) {
            (true, Some(_)) => Err(bad("both Content-Length and Transfer-Encoding")),
            (true, None) if is_http_10 => Err(bad("Transfer-Encoding in HTTP/1.0")),
            (true, None) => Ok(Framing::Chunked),
            (false, None) => Ok(Framing::Length(0)),
            (false, Some(Some(length))) if length <= body_bytes_max => Ok(Framing::Length(length)),
            (false, Some(_)) => Err(Refusal { status: 413, why: "body too large" }),
        }
    }
}

/// Digits and nothing else; `None` for more than any machine holds.
fn parse_length(value: &[u8]) -> Result<Option<usize>, Refusal> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return Err(bad("bad Content-Length"));
    }
    let mut digits = value.iter().map(|b| usize::from(b.wrapping_sub(b'0')));
    Ok(digits.try_fold(0usize, |sum, digit| sum.checked_mul(10)?.checked_add(digit)))
}

/// A name or address with an optional port; no list, no path, no user.
fn is_host(value: &[u8]) -> bool {
    let allowed = |b: &u8| b.is_ascii_alphanumeric() || b".-_~:[]%!$&'()*+;=".contains(b);
    !value.is_empty() && value.iter().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::{Framing, parse, stamp};
    use crate::server::inside::ticket::Ticket;

    #[test]
    fn the_head_inside_is_plain() {
        let head = b"POST /a?b HTTP/1.1\r\nhost: salon.example:80\r\nTE: trailers\r\n\
            Connection: keep-alive, x-a\r\nContent-Length:  07 \r\nX-A: 1\r\nUpgrade: h2c\r\n\
            AUTHORIZATION: Bearer a\r\nx-retell-signature: v=1\r\nX-Cal-Signature-256: b\r\n\
            X-Cal-Signature-256: c\r\n\r\n";
        let mut parsed = parse(head, 7).unwrap();
        stamp(&mut parsed.inside, parsed.ticket_at, Ticket::PROBE.next(7));
        let inside = String::from_utf8(parsed.inside).unwrap();
        assert_eq!(
            inside,
            "POST /0000000700000001/a?b HTTP/1.1\r\nAUTHORIZATION: Bearer a\r\nx-retell-signature: v=1\r\n\
             X-Cal-Signature-256: b\r\nX-Cal-Signature-256: c\r\nContent-Length: 7\r\n\r\n"
        );
        assert_eq!((parsed.framing, parsed.keep_alive), (Framing::Length(7), true));
        assert_eq!(parse(head, 6).unwrap_err().status, 413);
    }

    #[test]
    fn keeping_alive_is_asked_for_in_1_0_and_assumed_in_1_1() {
        for (rest, keeps) in [
            ("1.1\r\nHost: a", true),
            ("1.1\r\nHost: a\r\nConnection: Close", false),
            ("1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close", false),
            ("1.0", false),
            ("1.0\r\nConnection: Keep-Alive", true),
        ] {
            let head = format!("GET / HTTP/{rest}\r\n\r\n");
            assert_eq!(parse(head.as_bytes(), 0).unwrap().keep_alive, keeps, "{rest}");
        }
    }
}
