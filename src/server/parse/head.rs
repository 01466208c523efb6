//! Request line and headers: checked to the letter, then written anew for the server inside.
//!
//! Wherever two readers could disagree about where a request ends, it is refused.

use crate::server::limits::{HEADERS_MAX, TARGET_BYTES_MAX};
use httparse::EMPTY_HEADER;

/// Headers about a connection, which never go inside, wanted or not: the connection inside is another.
const OF_THE_CONNECTION: [&str; 5] = ["te", "trailer", "upgrade", "keep-alive", "proxy-connection"];
/// What a head grows by on its way inside, at most: the length.
const HEAD_EXTRA_BYTES: usize = 64;
/// Longest method we know is seven letters; this leaves room for honest strangers.
const METHOD_BYTES_MAX: usize = 16;

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The status the client gets before the connection is closed.
    pub(crate) status: u16,
    /// A word of explanation, safe for anybody.
    pub(crate) why: &'static str,
}

/// A refusal with status 400.
pub(crate) fn bad(why: &'static str) -> Refusal {
    Refusal { status: 400, why }
}

/// How the end of the body is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// So many bytes follow the head; none if neither header was there.
    Length(usize),
    /// Chunks follow.
    Chunked,
}

/// What the gate has to know of a checked head.
#[derive(Debug)]
pub(crate) struct Head {
    /// How the body ends.
    pub(crate) framing: Framing,
    /// Whether the client wants to go on with this connection.
    pub(crate) keep_alive: bool,
    /// Whether it said HTTP/1.0, where keeping alive must be confirmed.
    pub(crate) is_http_10: bool,
    /// Whether it waits for "100 Continue" before it sends the body.
    pub(crate) expects_continue: bool,
    /// Whether the answer has no body.
    pub(crate) is_head: bool,
    /// The head for the server inside; for chunks without length and blank line, see [`finish`].
    pub(crate) inside: Vec<u8>,
}

/// What a fault found by httparse means.
pub(crate) fn refusal(error: httparse::Error, head: &[u8]) -> Refusal {
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
/// Of the headers only those of the names `wanted` go inside, but none that is about the connection or about where the
/// body ends; `Content-Length` is ours.
pub(crate) fn parse(head: &[u8], body_bytes_max: usize, wanted: &[&str]) -> Result<Head, Refusal> {
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
    for part in [method, " ", target, " HTTP/1.1\r\n"] {
        inside.extend_from_slice(part.as_bytes());
    }
    let mut seen = Seen::default();
    for header in request.headers.iter() {
        let is = |name: &&str| header.name.eq_ignore_ascii_case(name);
        if seen.note(header.name, header.value)? && wanted.iter().any(is) {
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
    })
}

/// Ends a head for the server inside with the length of the body.
pub(crate) fn finish(inside: &mut Vec<u8>, body_bytes: usize) {
    inside.extend_from_slice(format!("Content-Length: {body_bytes}\r\n\r\n").as_bytes());
}

fn check_method(method: &str) -> Result<(), Refusal> {
    let known_shape = method.bytes().all(|b| b.is_ascii_uppercase());
    if known_shape && (1..=METHOD_BYTES_MAX).contains(&method.len()) {
        Ok(())
    } else {
        Err(bad("bad method"))
    }
}

/// A path, or `*` for OPTIONS. Forms meant for proxies could name another host than `Host` does.
fn check_target(method: &str, target: &str) -> Result<(), Refusal> {
    if target.len() > TARGET_BYTES_MAX {
        return Err(Refusal { status: 414, why: "target too long" });
    }
    let is_path = target.starts_with('/') && !target.contains('#');
    if is_path || (method == "OPTIONS" && target == "*") { Ok(()) } else { Err(bad("bad target")) }
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
    /// Whether the header may go inside.
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
            return Ok(true);
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
            return Ok(!OF_THE_CONNECTION.iter().any(|name| is(name)));
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
    use super::{Framing, parse};

    #[test]
    fn the_head_inside_is_plain() {
        let head = b"POST /a?b HTTP/1.1\r\nhost: salon.example:80\r\nTE: trailers\r\n\
            Connection: keep-alive, x-a\r\nContent-Length:  07 \r\nX-A: 1\r\nUpgrade: h2c\r\n\
            AUTHORIZATION: Bearer a\r\nx-signature: b\r\nX-Signature: c\r\n\r\n";
        let parsed = parse(head, 7, &["authorization", "x-signature"]).unwrap();
        assert_eq!(
            String::from_utf8(parsed.inside).unwrap(),
            "POST /a?b HTTP/1.1\r\nAUTHORIZATION: Bearer a\r\nx-signature: b\r\nX-Signature: c\r\n\
             Content-Length: 7\r\n\r\n"
        );
        assert_eq!((parsed.framing, parsed.keep_alive), (Framing::Length(7), true));
        assert_eq!(parse(head, 6, &[]).unwrap_err().status, 413);
    }

    #[test]
    fn what_is_about_the_connection_or_the_length_stays_outside_whoever_wants_it() {
        let kept_out = [
            "Connection: close",
            "Content-Length: 0",
            "Expect: 100-continue",
            "TE: chunked",
            "Upgrade: h2c",
            "Trailer: A",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: close",
        ];
        let names = kept_out.map(|line| line.split(':').next().unwrap());
        let wanted = [&names[..], &["Transfer-Encoding", "Host"]].concat();
        let head = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n\r\n", kept_out.join("\r\n"));
        let inside = parse(head.as_bytes(), 0, &wanted).unwrap().inside;
        let expected = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(String::from_utf8(inside).unwrap(), expected);
        let chunked = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        let inside = parse(chunked, 0, &wanted).unwrap().inside;
        assert_eq!(String::from_utf8(inside).unwrap(), "POST / HTTP/1.1\r\nHost: a\r\n");
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
            assert_eq!(parse(head.as_bytes(), 0, &[]).unwrap().keep_alive, keeps, "{rest}");
        }
    }
}
