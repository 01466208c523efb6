//! What answers requests: the handler, its lanes, and the reply it owes for each request.

use crate::server::message::{Request, Response};
use std::io::Cursor;
use std::sync::Arc;
use tiny_http::Header;

/// What the server alone says.
const OURS: [&str; 6] =
    ["content-length", "transfer-encoding", "connection", "content-type", "date", "server"];

/// Which workers take a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Never waits for another machine.
    Quick,
    /// May wait for another machine.
    Waits,
}

/// Answers requests. Every `Fn(&Request) -> Response` does so at once.
pub trait Handle: Send + Sync {
    /// Answers a request through `reply`, on this thread or later on another. Called by many workers at once; a
    /// panic becomes a 500, as does a `reply` that is dropped unused.
    fn handle(&self, request: &Request, reply: Reply);
}

/// How a handler is shared.
pub type Handler = Arc<dyn Handle>;

impl<F: Fn(&Request) -> Response + Send + Sync> Handle for F {
    fn handle(&self, request: &Request, reply: Reply) {
        reply.send(self(request));
    }
}

/// The one answer that is owed for a request. Dropping it unused answers 500.
pub struct Reply {
    http: Option<tiny_http::Request>,
}

impl Reply {
    /// Owed for this request, whose body was read.
    pub(crate) fn new(http: tiny_http::Request) -> Reply {
        Reply { http: Some(http) }
    }

    /// Sends the answer. A client that has gone is no error.
    pub fn send(mut self, response: Response) {
        self.answer(response);
    }

    fn answer(&mut self, response: Response) {
        let Some(http) = self.http.take() else { return };
        if let Err(error) = http.respond(inside(response.strict())) {
            log::debug!("server: an answer was not taken: {error}");
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if self.http.is_some() {
            log::error!("server: a request was left without an answer");
            self.answer(Response::text(500, "internal error\n"));
        }
    }
}

/// The answer as tiny_http sends it: always with a length, which the gate goes by.
fn inside(response: Response) -> tiny_http::Response<Cursor<Vec<u8>>> {
    if !(200..=599).contains(&response.status) {
        log::error!("server: {} is no status to answer with", response.status);
        return inside(Response::text(500, "internal error\n"));
    }
    let Response { status, content_type, headers, body } = response;
    let never_has_body = matches!(status, 204 | 304);
    let typed = (!content_type.is_empty() && !never_has_body).then_some(content_type);
    let typed = typed.map(|value| ("Content-Type", value));
    let further = headers.iter().filter(|(name, value)| is_allowed(name, value));
    let further = further.map(|(name, value)| (*name, value.as_str()));
    let lines = typed.into_iter().chain(further);
    let headers = lines.filter_map(|(name, value)| Header::from_bytes(name, value).ok()).collect();
    let length = body.len();
    tiny_http::Response::new(status.into(), headers, Cursor::new(body), Some(length), None)
        .with_chunked_threshold(usize::MAX)
}

/// Whether a handler may set this header.
fn is_allowed(name: &str, value: &str) -> bool {
    let is_ours = OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours));
    let allowed = !is_ours && value.bytes().all(|b| matches!(b, b'\t' | b' '..=b'~'));
    if !allowed {
        log::error!("server: header {name} left out: not the handler's to set, or a bad byte");
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::inside;
    use crate::server::message::Response;

    fn sent(response: Response) -> String {
        let mut bytes = Vec::new();
        let version = tiny_http::HTTPVersion(1, 1);
        inside(response).raw_print(&mut bytes, version, &[], false, None).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn an_answer_states_its_length_and_splits_into_nothing_else() {
        let response = Response::text(200, "hi")
            .with_header("X-A", "1\r\nX-B: 2")
            .with_header("X-C", "3")
            .with_header("Content-length", "9");
        let answer = sent(response);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && body == "hi", "{answer}");
        assert!(!head.contains("X-A") && !head.contains("X-B"), "{answer}");
        let ending = "\r\nContent-Type: text/plain; charset=utf-8\r\nX-C: 3\r\nContent-Length: 2";
        assert!(head.ends_with(ending), "{answer}");
        assert!(sent(Response::empty(100)).starts_with("HTTP/1.1 500 "));
        let large = sent(Response::text(200, "l".repeat(100_000)));
        assert!(large.contains("\r\nContent-Length: 100000\r\n"), "{}", large.len());
    }
}
