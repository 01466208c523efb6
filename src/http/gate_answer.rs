//! Answers: those that come out of the server inside, and the gate's own refusals.

use crate::http::gate_head::Refusal;
use crate::http::gate_limits::ANSWER_BYTES_MAX;
use crate::http::gate_limits::HEADERS_MAX;
use httparse::EMPTY_HEADER;

/// Where an answer's head and the whole of it end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Bytes up to and with the blank line.
    pub head: usize,
    /// Bytes of head and body.
    pub whole: usize,
}

impl Extent {
    /// The extent after so many bytes were taken out of the head.
    pub fn moved(self, bytes: usize) -> Extent {
        Extent { head: self.head.saturating_sub(bytes), whole: self.whole.saturating_sub(bytes) }
    }
}

/// The extent of the answer that begins with `bytes`; `None` while its head is not whole.
///
/// Our own server states a length always, so anything else is a fault of ours: 502.
pub fn extent(bytes: &[u8], is_answer_to_head: bool) -> Result<Option<Extent>, Refusal> {
    let mut slots = [EMPTY_HEADER; HEADERS_MAX];
    let mut answer = httparse::Response::new(&mut slots);
    let head = match answer.parse(bytes) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) if bytes.len() <= ANSWER_BYTES_MAX => return Ok(None),
        Ok(httparse::Status::Partial) | Err(_) => return Err(broken("unreadable answer")),
    };
    if is_answer_to_head || matches!(answer.code, Some(204 | 304)) {
        return Ok(Some(Extent { head, whole: head }));
    }
    let lengths = answer.headers.iter().filter(|h| h.name.eq_ignore_ascii_case("content-length"));
    let mut lengths = lengths.map(|h| str::from_utf8(h.value).ok()?.parse::<usize>().ok());
    match (lengths.next(), lengths.next()) {
        (Some(Some(body)), None) if body <= ANSWER_BYTES_MAX => {
            Ok(Some(Extent { head, whole: head.saturating_add(body) }))
        }
        (_, _) => Err(broken("answer without a length")),
    }
}

fn broken(why: &'static str) -> Refusal {
    Refusal { status: 502, why }
}

/// The same answer with a `Connection` header, for clients that must be told.
pub fn with_connection(answer: &[u8], extent: Extent, connection: &str) -> Vec<u8> {
    let (head, body) = answer.split_at_checked(extent.head).unwrap_or((answer, &[]));
    let mut out = Vec::with_capacity(answer.len() + 32);
    out.extend_from_slice(head.strip_suffix(b"\r\n").unwrap_or(head));
    out.extend_from_slice(b"Connection: ");
    out.extend_from_slice(connection.as_bytes());
    out.extend_from_slice(b"\r\n\r\n");
    out.extend_from_slice(body);
    out
}

/// The answer to a request that is not let in. The connection ends with it.
pub fn refusal(refusal: Refusal, is_answer_to_head: bool) -> Vec<u8> {
    let Refusal { status, why } = refusal;
    let body = if is_answer_to_head { String::new() } else { format!("{why}\n") };
    let length = why.len() + 1;
    format!(
        "HTTP/1.1 {status} {}\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}",
        reason(status)
    )
    .into_bytes()
}

/// The phrase that goes with a status code.
pub fn reason(status: u16) -> &'static str {
    tiny_http::StatusCode(status).default_reason_phrase()
}

#[cfg(test)]
mod tests {
    use super::Extent;
    use super::extent;
    use super::refusal;
    use super::with_connection;
    use crate::http::gate_head::Refusal;

    #[test]
    fn an_answer_is_measured_once_its_head_is_there() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        assert_eq!(extent(&answer[..20], false), Ok(None));
        let whole = Extent { head: answer.len() - 2, whole: answer.len() };
        assert_eq!(extent(&answer[..answer.len() - 2], false), Ok(Some(whole)));
        assert_eq!(extent(answer, true).unwrap().unwrap().whole, answer.len() - 2);
        let closed = with_connection(answer, whole, "close");
        assert!(closed.ends_with(b"Content-Length: 2\r\nConnection: close\r\n\r\nok"));
    }

    #[test]
    fn an_answer_of_unknown_length_is_our_fault() {
        for answer in [
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n",
            "nonsense\r\n",
        ] {
            assert_eq!(extent(answer.as_bytes(), false).unwrap_err().status, 502, "{answer}");
        }
        let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
        assert_eq!(extent(answer, false).unwrap().unwrap().whole, answer.len());
    }

    #[test]
    fn a_refusal_measures_itself_and_ends_the_connection() {
        let answer = refusal(Refusal { status: 431, why: "too many headers" }, false);
        let extent = extent(&answer, false).unwrap().unwrap();
        assert_eq!(extent.whole, answer.len());
        let text = String::from_utf8(answer).unwrap();
        assert!(text.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "{text}");
        assert!(text.contains("\r\nConnection: close\r\n"));
    }
}
