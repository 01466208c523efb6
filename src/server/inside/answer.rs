//! An answer of the server inside: read to its end, its head written anew for the client.

use crate::server::limits::{ANSWER_BYTES_MAX, HEAD_BYTES_MAX, HEADERS_MAX};
use crate::server::parse::head::Refusal;
use httparse::{EMPTY_HEADER, Status};
use std::mem;

/// What the answer is to, and what its client must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Whether the request was HEAD, so that no body follows.
    pub(crate) is_head: bool,
    /// The value of a `Connection` header the client must see.
    pub(crate) connection: Option<&'static str>,
}

/// The part of an answer that is here. Every fault in it is one of ours: 502.
#[derive(Debug, Default)]
pub(crate) struct PartialAnswer {
    /// The bytes as they came, until the head is whole.
    raw: Vec<u8>,
    /// The head for the client, and the body so far.
    answer: Vec<u8>,
    /// Bytes of the body to come, once the head is whole.
    missing: Option<usize>,
}

impl PartialAnswer {
    /// Bytes held.
    pub(crate) fn held(&self) -> usize {
        self.raw.len().saturating_add(self.answer.len())
    }

    /// Takes in the next bytes. Gives the answer once it is whole; a byte behind it is a fault, because nothing else
    /// was asked.
    pub(crate) fn take(&mut self, new: &[u8], asked: Asked) -> Result<Option<Vec<u8>>, Refusal> {
        let (came, missing) = match self.missing {
            Some(missing) => {
                self.answer.extend_from_slice(new);
                (new.len(), missing)
            }
            None => {
                self.raw.extend_from_slice(new);
                let Some(head) = head(&self.raw, asked)? else { return Ok(None) };
                let raw = mem::take(&mut self.raw);
                let body = raw.get(head.bytes..).unwrap_or_default();
                self.answer = head.for_client;
                self.answer.extend_from_slice(body);
                (body.len(), head.body_bytes)
            }
        };
        let left = missing.checked_sub(came).ok_or(fault("more than one answer"))?;
        self.missing = Some(left);
        Ok((left == 0).then(|| mem::take(self).answer))
    }
}

struct Head {
    /// Its bytes as they came.
    bytes: usize,
    body_bytes: usize,
    for_client: Vec<u8>,
}

/// The head these bytes begin with; `None` while it is not whole.
fn head(bytes: &[u8], asked: Asked) -> Result<Option<Head>, Refusal> {
    let mut slots = [EMPTY_HEADER; HEADERS_MAX];
    let mut answer = httparse::Response::new(&mut slots);
    let head_bytes = match answer.parse(bytes) {
        Ok(Status::Complete(head_bytes)) => head_bytes,
        Ok(Status::Partial) if bytes.len() <= HEAD_BYTES_MAX => return Ok(None),
        Ok(Status::Partial) | Err(_) => return Err(fault("unreadable answer")),
    };
    let code = answer.code.unwrap_or_default();
    let never_has_body = matches!(code, 204 | 304);
    let status = format!("HTTP/1.1 {code} {}\r\n", answer.reason.unwrap_or_default());
    let mut for_client = status.into_bytes();
    let mut length = None;
    for header in answer.headers.iter() {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("transfer-encoding") || (is("content-length") && length.is_some()) {
            return Err(fault("answer without a length"));
        }
        if is("content-length") {
            length = str::from_utf8(header.value).ok().and_then(|text| text.parse::<usize>().ok());
        }
        // tiny_http names itself, and states a length where none belongs (RFC 9110, 8.6).
        let is_left_out = is("server") || (never_has_body && is("content-length"));
        if !is_left_out {
            push_line(&mut for_client, header.name, header.value);
        }
    }
    if let Some(connection) = asked.connection {
        push_line(&mut for_client, "Connection", connection.as_bytes());
    }
    for_client.extend_from_slice(b"\r\n");
    let length = length.ok_or(fault("answer without a length"))?;
    let body_bytes = if asked.is_head || never_has_body { 0 } else { length };
    if body_bytes > ANSWER_BYTES_MAX {
        return Err(fault("answer too large"));
    }
    Ok(Some(Head { bytes: head_bytes, body_bytes, for_client }))
}

fn push_line(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    for part in [name.as_bytes(), b": ", value, b"\r\n"] {
        head.extend_from_slice(part);
    }
}

fn fault(why: &'static str) -> Refusal {
    Refusal { status: 502, why }
}

#[cfg(test)]
mod tests {
    use super::{Asked, PartialAnswer};
    use crate::server::limits::ANSWER_BYTES_MAX;

    const GET: Asked = Asked { is_head: false, connection: None };
    const OK: &str = "HTTP/1.1 200 OK\r\nServer: tiny-http (Rust)\r\nDate: today\r\n\
                      Content-Length: 2\r\n\r\n";

    fn whole(answer: &str, asked: Asked) -> Result<Option<String>, u16> {
        let taken = PartialAnswer::default().take(answer.as_bytes(), asked);
        let answer = taken.map_err(|refusal| refusal.status)?;
        Ok(answer.map(|bytes| String::from_utf8(bytes).unwrap()))
    }

    #[test]
    fn an_answer_is_the_same_however_its_bytes_are_cut() {
        let bytes = format!("{OK}ok").into_bytes();
        for piece in 1..=bytes.len() {
            let mut partial = PartialAnswer::default();
            let mut answers = Vec::new();
            for part in bytes.chunks(piece) {
                answers.extend(partial.take(part, GET).unwrap());
            }
            let expected = "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 2\r\n\r\nok";
            assert_eq!(answers, [expected.as_bytes()], "{piece}");
            assert_eq!(partial.held(), 0);
        }
    }

    #[test]
    fn what_a_client_is_told_of_its_connection_stands_in_the_head() {
        let told = Asked { is_head: true, connection: Some("close") };
        let expected =
            "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";
        assert_eq!(whole(OK, told), Ok(Some(expected.to_owned())));
    }

    #[test]
    fn an_answer_that_never_has_a_body_has_no_length() {
        let empty = "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n";
        let expected = "HTTP/1.1 204 No Content\r\n\r\n".to_owned();
        assert_eq!(whole(empty, GET), Ok(Some(expected)));
    }

    #[test]
    fn what_cannot_be_passed_on_is_a_fault_of_ours() {
        let too_large =
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", ANSWER_BYTES_MAX + 1);
        for answer in [
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: +x\r\n\r\n",
            &too_large,
            "nonsense\r\n",
            &format!("{OK}okHTTP/1.1 200 OK\r\n"),
            &"x".repeat(20_000),
        ] {
            assert_eq!(whole(answer, GET), Err(502), "{answer:.80}");
        }
    }
}
