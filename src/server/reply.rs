//! The way back to a client: one answer, at once or later, from whatever thread has it.

use crate::server::gate::answer::reason;
use crate::server::gate::answers::{Answer, Outbox};
use crate::server::inside::ticket::Ticket;
use crate::server::message::{Request, Response};
use std::fmt::Write as _;
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// Room for the head of an answer.
const HEAD_BYTES: usize = 256;

/// What the server alone says.
const OURS: [&str; 5] =
    ["content-length", "transfer-encoding", "connection", "content-type", "date"];

const HTTP_DATE: &[BorrowedFormatItem] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);

/// Answers requests. Every `Fn(&Request) -> Response` does so at once.
pub trait Handle: Send + Sync {
    /// Answers a request through `back`, on this thread or later on another. Called by many workers at once; a
    /// panic becomes a 500, as does a `back` that is dropped unused.
    fn handle(&self, request: &Request, back: Back);
}

/// How a handler is shared.
pub type Handler = Arc<dyn Handle>;

impl<F: Fn(&Request) -> Response + Send + Sync> Handle for F {
    fn handle(&self, request: &Request, back: Back) {
        back.answer(&self(request));
    }
}

/// The way back to whoever sent a request. Dropping it unused answers 500.
pub struct Back {
    outbox: Option<Arc<Outbox>>,
    ticket: Ticket,
    is_head: bool,
}

impl Back {
    /// The way back, through this outbox, for a request that came with this ticket.
    pub(crate) fn new(outbox: Arc<Outbox>, ticket: Ticket, is_head: bool) -> Back {
        Back { outbox: Some(outbox), ticket, is_head }
    }

    /// Sends the answer.
    pub fn answer(mut self, response: &Response) {
        self.send(response);
    }

    fn send(&mut self, response: &Response) {
        let answer = encode(response, self.is_head, OffsetDateTime::now_utc());
        if let Some(outbox) = self.outbox.take() {
            outbox.put(self.ticket, answer);
        }
    }
}

impl Drop for Back {
    fn drop(&mut self) {
        if self.outbox.is_some() {
            log::error!("server: a request was left without an answer");
            self.send(&Response::text(500, "internal error\n"));
        }
    }
}

fn encode(response: &Response, is_head: bool, now: OffsetDateTime) -> Answer {
    if !(200..=599).contains(&response.status) {
        log::error!("server: {} is no status to answer with", response.status);
        return encode(&Response::text(500, "internal error\n"), is_head, now);
    }
    let Response { status, content_type, headers, body } = response;
    let mut head = String::with_capacity(HEAD_BYTES.saturating_add(body.len()));
    let has_body = !matches!(status, 204 | 304);
    let line = |head: &mut String, name: &str, value: &dyn std::fmt::Display| {
        // Writing to a string cannot fail.
        write!(head, "{name}{value}\r\n").unwrap_or_default();
    };
    line(&mut head, "HTTP/1.1 ", &format_args!("{status} {}", reason(*status)));
    line(&mut head, "Date: ", &now.format(HTTP_DATE).unwrap_or_default());
    if !content_type.is_empty() && has_body {
        line(&mut head, "Content-Type: ", content_type);
    }
    for (name, value) in headers {
        let is_ours = OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours));
        match !is_ours && value.bytes().all(|b| matches!(b, b'\t' | b' '..=b'~')) {
            true => line(&mut head, "", &format_args!("{name}: {value}")),
            false => log::error!(
                "server: header {name} left out: not the handler's to set, or a bad byte"
            ),
        }
    }
    if has_body {
        line(&mut head, "Content-Length: ", &body.len());
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    let head_bytes = bytes.len();
    if has_body && !is_head {
        bytes.extend_from_slice(body);
    }
    Answer { bytes, head_bytes }
}

#[cfg(test)]
mod tests {
    use super::encode;
    use crate::server::message::Response;
    use time::macros::datetime;

    #[test]
    fn an_answer_states_its_length_and_splits_into_nothing_else() {
        let response = Response::text(200, "hi")
            .with_header("X-A", "1\r\nX-B: 2")
            .with_header("Content-length", "9");
        let now = datetime!(2030-01-05 07:08:09 UTC);
        let answer = encode(&response, false, now);
        assert_eq!(answer.bytes.len(), answer.head_bytes + 2);
        assert_eq!(
            String::from_utf8(answer.bytes).unwrap(),
            "HTTP/1.1 200 OK\r\nDate: Sat, 05 Jan 2030 07:08:09 GMT\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\n\r\nhi"
        );
        let bytes = |response: &Response, is_head| encode(response, is_head, now).bytes;
        assert!(bytes(&response, true).ends_with(b"Content-Length: 2\r\n\r\n"));
        assert!(bytes(&Response::empty(204), false).ends_with(b"GMT\r\n\r\n"));
        assert!(bytes(&Response::empty(100), false).starts_with(b"HTTP/1.1 500 "));
    }
}
