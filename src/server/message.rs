//! What a handler gets and gives: plain structs, so that it can be called without a server.

use serde_json::Value;
use std::fmt;

/// One whole request. It was bounded and unambiguous when it passed the gate.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method as sent: upper-case letters, case-sensitive.
    pub method: String,
    /// The path without the query. Percent-encoding is left as it was sent.
    pub path: String,
    /// What followed the first `?`, without it; empty if there was none.
    pub query: String,
    headers: Vec<(String, String)>,
    /// The body, decoded from chunks; empty if there was none.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers and body. `target` is the path, with `?query` if there is one.
    pub fn new(method: &str, target: &str) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The same request with one more header; earlier ones of that name stay.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Request {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same request with this body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Request {
        self.body = body.into();
        self
    }

    /// The first header of this name, whatever its case.
    ///
    /// A header that decides about trust must not be repeated: ask [`Request::header_values`].
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// All headers of this name, in the order they were sent.
    pub fn header_values(&self, name: &str) -> Vec<&str> {
        let same = self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        same.map(|(_, v)| v.as_str()).collect()
    }

    /// All headers, in the order they were sent.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }
}

impl fmt::Debug for Request {
    /// Names no header, query or body: they hold secrets and personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Request { method, path, headers, body, .. } = self;
        write!(f, "{method} {path} ({} headers, {} bytes)", headers.len(), body.len())
    }
}

/// What a handler answers. Length, date and connection headers are added on the way out. A status
/// outside 200 to 599 becomes 500.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code, 200 to 599.
    pub status: u16,
    /// The value of `Content-Type`; empty for none.
    pub content_type: &'static str,
    /// Further headers. One the server sets itself, or one with a byte that no header may hold,
    /// is left out and logged.
    pub headers: Vec<(&'static str, String)>,
    /// The body; not sent in answer to `HEAD` or with 204 and 304.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer without a body.
    pub fn empty(status: u16) -> Response {
        Response { status, content_type: "", headers: Vec::new(), body: Vec::new() }
    }

    /// A JSON answer.
    pub fn json(status: u16, value: &Value) -> Response {
        Response {
            status,
            content_type: "application/json",
            headers: Vec::new(),
            body: value.to_string().into_bytes(),
        }
    }

    /// A plain text answer.
    pub fn text(status: u16, text: impl Into<String>) -> Response {
        Response {
            status,
            content_type: "text/plain; charset=utf-8",
            headers: Vec::new(),
            body: text.into().into_bytes(),
        }
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Response {
        self.headers.push((name, value.into()));
        self
    }

    /// The same answer with everything of [`STRICT`] that it does not say otherwise.
    #[must_use]
    pub(crate) fn strict(mut self) -> Response {
        for (name, value) in STRICT {
            if !self.headers.iter().any(|(said, _)| said.eq_ignore_ascii_case(name)) {
                self.headers.push((name, value.to_owned()));
            }
        }
        self
    }
}

/// What every answer tells a browser, errors included, unless it says otherwise: to run nothing, to guess nothing, to
/// tell nobody where it came from, to keep nothing.
pub(crate) const STRICT: [(&str, &str); 4] = [
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
];

#[cfg(test)]
mod tests {
    use super::{Request, Response};
    use serde_json::json;

    #[test]
    fn a_target_is_split_at_its_first_question_mark_only() {
        let request = Request::new("GET", "/a%3Fb?c=d?e");
        assert_eq!((request.path.as_str(), request.query.as_str()), ("/a%3Fb", "c=d?e"));
        assert_eq!(Request::new("GET", "/a").query, "");
    }

    #[test]
    fn headers_are_found_whatever_their_case_and_repeats_are_seen() {
        let request = Request::new("GET", "/").with_header("X-Key", "1").with_header("x-key", "2");
        assert_eq!(request.header("X-KEY"), Some("1"));
        assert_eq!(request.header_values("x-Key"), ["1", "2"]);
        assert_eq!(request.header("other"), None);
    }

    #[test]
    fn debug_output_holds_nothing_private() {
        let request = Request::new("POST", "/login?code=4711")
            .with_header("Cookie", "session=geheim")
            .with_body("name=Erika");
        let shown = format!("{request:?}");
        assert_eq!(shown, "POST /login (1 headers, 10 bytes)");
    }

    #[test]
    fn json_and_text_say_what_they_are() {
        let answer = Response::json(201, &json!({ "id": 1 })).with_header("Location", "/x/1");
        assert_eq!((answer.status, answer.content_type), (201, "application/json"));
        assert_eq!(answer.body, br#"{"id":1}"#);
        assert_eq!(answer.headers, [("Location", "/x/1".to_owned())]);
        assert_eq!(Response::text(200, "ok").body, b"ok");
    }

    #[test]
    fn an_answer_is_strict_where_it_does_not_say_otherwise() {
        let answer = Response::empty(204).with_header("cache-control", "no-cache").strict();
        let names: Vec<&str> = answer.headers.iter().map(|(name, _)| *name).collect();
        let strict = ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"];
        assert_eq!(names, [&["cache-control"][..], &strict[..]].concat());
    }
}
