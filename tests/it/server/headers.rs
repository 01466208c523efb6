//! Which headers of a request a handler gets to see: those that the server was told.

use crate::server::gate::{connect, read_one};
use chairside::server::handler::Lane;
use chairside::server::message::{Request, Response};
use chairside::server::serve::{Server, ServerOptions};
use std::io::Write;
use std::sync::Arc;

/// What a browser sends with a form.
const OF_A_BROWSER: [(&str, &str); 6] = [
    ("Cookie", "session=a1; theme=dark"),
    ("Origin", "https://salon.example"),
    ("Accept-Language", "de-DE,de;q=0.9,en;q=0.5"),
    ("If-None-Match", "\"v1\", W/\"v2\""),
    ("Content-Type", "application/x-www-form-urlencoded"),
    ("Host", "salon.example"),
];
const FORM: &str = "name=Erika+Muster&service=Haarschnitt";

/// What a handler saw of such a request.
fn seen(listed: &'static [&'static str]) -> String {
    let handler = |request: &Request| {
        let lines = request.headers().iter().map(|(name, value)| format!("{name}: {value}\n"));
        let lines: String = lines.collect();
        let body = String::from_utf8(request.body.clone()).unwrap();
        Response::text(200, format!("{lines}\n{body}"))
    };
    let options = ServerOptions { request_headers: listed, ..ServerOptions::default() };
    let server = Server::start("127.0.0.1:0", options, |_| Lane::Quick, Arc::new(handler)).unwrap();
    let headers = OF_A_BROWSER.map(|(name, value)| format!("{name}: {value}\r\n")).concat();
    let length = FORM.len();
    let request = format!(
        "POST /page HTTP/1.1\r\n{headers}X-Retell-Signature: v=1\r\nUser-Agent: a browser\r\n\
         Content-Length: {length}\r\n\r\n{FORM}"
    );
    let mut stream = connect(&server);
    stream.write_all(request.as_bytes()).unwrap();
    let answer = read_one(&mut stream);
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

#[test]
fn what_a_browser_sends_passes_when_it_is_listed() {
    let listed =
        &["cookie", "origin", "accept-language", "if-none-match", "content-type", "host", "absent"];
    let expected = OF_A_BROWSER.map(|(name, value)| format!("{name}: {value}\n")).concat();
    let length = FORM.len();
    assert_eq!(seen(listed), format!("{expected}Content-Length: {length}\n\n{FORM}"));
}

#[test]
fn what_is_not_listed_stays_outside() {
    let length = FORM.len();
    assert_eq!(seen(&[]), format!("Content-Length: {length}\n\n{FORM}"));
    assert!(seen(&["x-retell-signature"]).starts_with("X-Retell-Signature: v=1\n"));
}
