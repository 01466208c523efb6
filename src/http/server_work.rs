//! What the workers do with a request: two lanes, and an answer whatever happens.

use crate::http::gate_answer::reason;
use crate::http::gate_limits::BODY_BYTES_MAX;
use crate::http::message::Request;
use crate::http::message::Response;
use crate::http::server::Handler;
use crate::http::server::Lane;
use crate::http::server_queue::Queue;
use std::fmt::Write as _;
use std::io;
use std::io::Write as _;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// What a client hears when the waiting lane is full: when to come back.
const RETRY_AFTER_SECONDS: u32 = 2;
/// Room for the head of an answer.
const HEAD_BYTES: usize = 256;

/// What the server alone says.
const OURS: [&str; 5] =
    ["content-length", "transfer-encoding", "connection", "content-type", "date"];

const HTTP_DATE: &[BorrowedFormatItem] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);

/// A request with its way back.
pub struct Job {
    http: tiny_http::Request,
    request: Request,
}

/// What all workers share.
pub struct Inside {
    /// tiny_http, behind the gate.
    pub http: tiny_http::Server,
    /// The lane for what waits for others.
    pub queue: Queue<Job>,
    /// Which lane a request takes.
    pub lane: fn(&Request) -> Lane,
    /// Answers requests.
    pub handler: Handler,
    /// The path the self-check asks for.
    pub check_path: String,
    /// Set when the workers shall end.
    pub stopping: AtomicBool,
    /// Set when tiny_http is gone.
    pub failed: AtomicBool,
    /// Called when tiny_http is gone.
    pub on_deaf: Arc<dyn Fn() + Send + Sync>,
}

impl Inside {
    /// The life of a quick worker.
    pub fn run_quick(&self) {
        loop {
            match self.http.recv() {
                Ok(http) => {
                    // tiny_http answers 500 for a request that is dropped on the way.
                    if catch_unwind(AssertUnwindSafe(|| self.receive(http))).is_err() {
                        log::error!("server: a request was dropped in a panic");
                    }
                }
                Err(_) if self.stopping.load(Relaxed) => return,
                Err(error) => {
                    log::error!("server: tiny_http accepts no more: {error}");
                    self.failed.store(true, Relaxed);
                    (self.on_deaf)();
                    return;
                }
            }
        }
    }

    /// The life of a worker that waits for others.
    pub fn run_waiting(&self) {
        while let Some(Job { http, request }) = self.queue.pop() {
            self.answer(http, &request);
        }
    }

    fn receive(&self, mut http: tiny_http::Request) {
        let request = match read(&mut http) {
            Ok(request) => request,
            Err(error) => {
                log::debug!("server: a request broke off inside: {error}");
                return;
            }
        };
        if request.path == self.check_path {
            return respond(http, &request, &Response::empty(204));
        }
        match (self.lane)(&request) {
            Lane::Quick => self.answer(http, &request),
            Lane::Waits => {
                if let Err(Job { http, request }) = self.queue.push(Job { http, request }) {
                    let response = Response::text(503, "busy, try again\n");
                    let seconds = RETRY_AFTER_SECONDS.to_string();
                    respond(http, &request, &response.with_header("Retry-After", seconds));
                }
            }
        }
    }

    fn answer(&self, http: tiny_http::Request, request: &Request) {
        // The panic's message went to stderr; the log says which request it was.
        let response = catch_unwind(AssertUnwindSafe(|| (self.handler)(request)));
        let response = response.unwrap_or_else(|_| {
            log::error!("server: a panic in {request:?}");
            Response::text(500, "internal error\n")
        });
        respond(http, request, &response);
    }
}

/// Takes all there is out of tiny_http's request, so that its reading thread is free again.
fn read(http: &mut tiny_http::Request) -> io::Result<Request> {
    let mut request = Request::new(http.method().as_str(), http.url());
    for header in http.headers() {
        request = request.with_header(header.field.as_str().as_str(), header.value.as_str());
    }
    let length = http.body_length().unwrap_or(0);
    if length > 0 {
        let mut body = Vec::with_capacity(length.min(BODY_BYTES_MAX));
        http.as_reader().read_to_end(&mut body)?;
        if body.len() != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        request = request.with_body(body);
    }
    Ok(request)
}

/// Sends the answer in one piece, which the gate can pass on in one piece.
fn respond(http: tiny_http::Request, request: &Request, response: &Response) {
    let bytes = encode(response, request.method == "HEAD", OffsetDateTime::now_utc());
    let mut writer = http.into_writer();
    if let Err(error) = writer.write_all(&bytes).and_then(|()| writer.flush()) {
        log::debug!("server: nobody took the answer to {request:?}: {error}");
    }
}

fn encode(response: &Response, is_head: bool, now: OffsetDateTime) -> Vec<u8> {
    if !(200..=599).contains(&response.status) {
        log::error!("server: {} is no status to answer with", response.status);
        return encode(&Response::text(500, "internal error\n"), is_head, now);
    }
    let Response { status, content_type, headers, body } = response;
    let mut head = String::with_capacity(HEAD_BYTES);
    let has_body = !matches!(status, 204 | 304);
    let date = now.format(HTTP_DATE).unwrap_or_default();
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        // Writing to a string cannot fail.
        write!(head, "{name}{value}\r\n").unwrap_or_default();
    };
    line("HTTP/1.1 ", &format_args!("{status} {}", reason(*status)));
    line("Date: ", &date);
    if !content_type.is_empty() && has_body {
        line("Content-Type: ", content_type);
    }
    for (name, value) in headers {
        let is_ours = OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours));
        match !is_ours && value.bytes().all(|b| matches!(b, b'\t' | b' '..=b'~')) {
            true => line("", &format_args!("{name}: {value}")),
            false => log::error!(
                "server: header {name} left out: not the handler's to set, or a bad byte"
            ),
        }
    }
    if has_body {
        line("Content-Length: ", &body.len());
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    if has_body && !is_head {
        bytes.extend_from_slice(body);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::encode;
    use crate::http::message::Response;
    use time::macros::datetime;

    #[test]
    fn an_answer_states_its_length_and_splits_into_nothing_else() {
        let response = Response::text(200, "hi")
            .with_header("X-A", "1\r\nX-B: 2")
            .with_header("Content-length", "9");
        let now = datetime!(2030-01-05 07:08:09 UTC);
        let bytes = encode(&response, false, now);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "HTTP/1.1 200 OK\r\nDate: Sat, 05 Jan 2030 07:08:09 GMT\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\n\r\nhi"
        );
        assert!(encode(&response, true, now).ends_with(b"Content-Length: 2\r\n\r\n"));
        assert!(encode(&Response::empty(204), false, now).ends_with(b"GMT\r\n\r\n"));
        assert!(encode(&Response::empty(100), false, now).starts_with(b"HTTP/1.1 500 "));
    }
}
