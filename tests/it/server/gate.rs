//! The gate, over raw sockets: what it lets in, what it refuses, and how long it waits.

use crate::server::gate_rows;
use crate::server::gate_rows::Row;
use chairside::server::handler::Lane;
use chairside::server::message::{Request, Response};
use chairside::server::serve::{Server, ServerOptions};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Far more than anything here takes; only a hanging test gets there.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A server whose handler writes down each request that reaches it.
pub struct Desk {
    pub server: Server,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Desk {
    pub fn start(options: ServerOptions) -> Desk {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        let handler = move |request: &Request| {
            notes.lock().unwrap().push(note(request));
            match request.path.as_str() {
                "/large" => Response::text(200, "l".repeat(3_000_000)),
                "/empty" => Response::empty(204),
                "/panic" => panic!("on purpose"),
                _ => Response::text(200, format!("answer to {}", request.path)),
            }
        };
        let server = Server::start("127.0.0.1:0", options, |_| Lane::Quick, Arc::new(handler));
        Desk { server: server.unwrap(), seen }
    }

    pub fn connect(&self) -> TcpStream {
        connect(&self.server)
    }

    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

fn note(request: &Request) -> String {
    let Request { method, path, query, body, .. } = request;
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let body = match body.len() > 1000 {
        true => format!("{} bytes", body.len()),
        false => String::from_utf8_lossy(body).into_owned(),
    };
    format!("{method} {path}{query} {body}")
}

pub fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.addr()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// All that comes until the server ends the connection.
pub fn read_all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        // The server need not read what a refused client still sends.
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("no end: {error}"),
    }
    String::from_utf8(bytes).unwrap()
}

/// One answer, head and body, on a connection that goes on.
pub fn read_one(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head
        .split("Content-Length: ")
        .nth(1)
        .map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

fn statuses(answers: &str) -> Vec<u16> {
    answers.split("HTTP/1.1 ").skip(1).map(|answer| answer[..3].parse().unwrap()).collect()
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: salon.example\r\n\r\n")
}

/// Sends a row, in pieces of the given size, and compares what comes of it.
fn check(desk: &Desk, row: &Row, piece: usize) {
    let mut stream = desk.connect();
    stream.set_nodelay(true).unwrap();
    let refused = row.statuses.last().is_some_and(|status| *status >= 400);
    let mut sent = row.sent.clone();
    if refused {
        sent.extend_from_slice(get("/smuggled").as_bytes());
    }
    for part in sent.chunks(piece) {
        // A refusal may come before all is sent.
        if stream.write_all(part).is_err() {
            break;
        }
    }
    if !refused {
        // Whoever is refused is cut off without this; others say that nothing follows.
        stream.shutdown(Shutdown::Write).unwrap();
    }
    let mut answers = read_all(&mut stream);
    // Whether it is said depends on how much of the body has come by then.
    if let Some(rest) = answers.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n") {
        answers = rest.to_owned();
    }
    assert_eq!(statuses(&answers), row.statuses, "{}, pieces of {piece}: {answers}", row.name);
    assert_eq!(desk.seen(), row.seen, "{}, pieces of {piece}", row.name);
    if refused {
        assert!(answers.contains("\r\nConnection: close\r\n"), "{}: {answers}", row.name);
    }
}

#[test]
fn what_is_unambiguous_is_let_in_once_and_in_order() {
    let desk = Desk::start(ServerOptions::default());
    for row in gate_rows::let_in().into_iter().chain(gate_rows::one_after_another()) {
        check(&desk, &row, usize::MAX);
        if row.sent.len() < 2000 {
            check(&desk, &row, 7);
        }
    }
}

#[test]
fn what_is_ambiguous_is_refused_and_nothing_behind_it_is_let_in() {
    let desk = Desk::start(ServerOptions::default());
    for row in gate_rows::bad() {
        check(&desk, &row, usize::MAX);
        check(&desk, &row, 5);
    }
}

#[test]
fn what_is_too_much_is_refused_before_it_is_all_there() {
    let desk = Desk::start(ServerOptions::default());
    for row in gate_rows::too_much() {
        check(&desk, &row, usize::MAX);
    }
}

#[test]
fn an_answer_to_head_states_the_length_and_has_no_body() {
    let desk = Desk::start(ServerOptions::default());
    let mut stream = desk.connect();
    let head = "HEAD /a HTTP/1.1\r\nHost: salon.example\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let answer = read_all(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\nDate: "), "{answer}");
    assert!(answer.contains("\r\nContent-Length: 12\r\n"), "{answer}");
    assert!(answer.ends_with("\r\nConnection: close\r\n\r\n"), "{answer}");
}

#[test]
fn a_connection_goes_on_after_each_answer() {
    let desk = Desk::start(ServerOptions::default());
    let mut stream = desk.connect();
    for path in ["/a", "/empty", "/large", "/b"] {
        stream.write_all(get(path).as_bytes()).unwrap();
        let answer = read_one(&mut stream);
        assert!(!answer.contains("Connection:") && !answer.contains("Transfer-Encoding"));
        match path {
            "/empty" => {
                assert!(answer.starts_with("HTTP/1.1 204 ") && answer.ends_with("\r\n\r\n"))
            }
            "/large" => assert!(answer.ends_with(&format!("\r\n\r\n{}", "l".repeat(3_000_000)))),
            path => assert!(answer.ends_with(&format!("\r\n\r\nanswer to {path}")), "{answer}"),
        }
    }
    let old = "GET /c HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    stream.write_all(old.as_bytes()).unwrap();
    assert!(read_one(&mut stream).contains("\r\nConnection: keep-alive\r\n"));
    assert_eq!(desk.server.connections().1, 1);
}

#[test]
fn continue_is_said_before_the_body_is_sent() {
    let desk = Desk::start(ServerOptions::default());
    let mut stream = desk.connect();
    let head = "POST /in HTTP/1.1\r\nHost: salon.example\r\nExpect: 100-continue\r\n";
    stream.write_all(format!("{head}Content-Length: 2\r\n\r\n").as_bytes()).unwrap();
    assert_eq!(read_one(&mut stream), "HTTP/1.1 100 Continue\r\n\r\n");
    assert_eq!(desk.seen(), [""; 0]);
    stream.write_all(b"hi").unwrap();
    assert!(read_one(&mut stream).starts_with("HTTP/1.1 200 "));
    assert_eq!(desk.seen(), ["POST /in hi"]);
    // Whoever asks first is spared a body that would be refused.
    stream.write_all(format!("{head}Content-Length: 3000000\r\n\r\n").as_bytes()).unwrap();
    assert_eq!(statuses(&read_all(&mut stream)), [413]);
}

/// Sends `first` at once, then a byte of `drip` now and then, until the server ends it.
fn drip(desk: &Desk, first: &str, drip: u8) -> (String, Duration) {
    let begun = Instant::now();
    let mut stream = desk.connect();
    stream.write_all(first.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => answer.extend_from_slice(&buffer[..n]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                assert!(begun.elapsed() < PATIENCE, "dripping goes on for ever");
                if stream.write_all(&[drip]).is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
    }
    (String::from_utf8(answer).unwrap(), begun.elapsed())
}

#[test]
fn deadlines_are_absolute_however_the_bytes_drip() {
    let mut options = ServerOptions::default();
    options.limits.head = Duration::from_millis(300);
    options.limits.body = Duration::from_millis(600);
    let desk = Desk::start(options);
    let body = "POST /in HTTP/1.1\r\nHost: salon.example\r\nContent-Length: 1000\r\n\r\nhalf";
    for (first, drips, least_ms) in [
        ("GET /a HTTP/1.1\r\nX: ", b'x', 300),
        (body, b'x', 600),
        (&body.replace("Content-Length: 1000", "Transfer-Encoding: chunked"), b'\0', 0),
    ] {
        let (answer, took) = drip(&desk, first, drips);
        let status = if drips == 0 { 400 } else { 408 };
        assert_eq!(statuses(&answer), [status], "{first}");
        assert!(took >= Duration::from_millis(least_ms), "{first}: {took:?}");
    }
    assert_eq!(desk.seen(), [""; 0]);
}

#[test]
fn silence_ends_a_connection_without_a_word() {
    let mut options = ServerOptions::default();
    options.limits.head = Duration::from_millis(200);
    options.limits.idle = Duration::from_millis(200);
    let desk = Desk::start(options);
    assert_eq!(read_all(&mut desk.connect()), "");
    let mut stream = desk.connect();
    stream.write_all(get("/a").as_bytes()).unwrap();
    assert_eq!(statuses(&read_all(&mut stream)), [200]);
    // Half a body, then silence: not even drips.
    let (_, took) = drip(&desk, "GET /a", b' ');
    assert!(took >= Duration::from_millis(200));
}

#[test]
fn who_does_not_take_the_answer_is_cut_off_and_who_is_slow_gets_it_all() {
    let mut options = ServerOptions::default();
    options.limits.answer = Duration::from_millis(1500);
    let desk = Desk::start(options);
    let mut deaf: Vec<TcpStream> = (0..3).map(|_| desk.connect()).collect();
    for stream in &mut deaf {
        // Three answers of 3 MB are more than the sockets' buffers hold.
        stream.write_all(get("/large").repeat(3).as_bytes()).unwrap();
    }
    let mut slow = desk.connect();
    slow.write_all(get("/large").as_bytes()).unwrap();
    assert!(read_one(&mut slow).len() > 3_000_000);
    drop(slow);
    let begun = Instant::now();
    while desk.server.connections().0 > 0 {
        assert!(begun.elapsed() < PATIENCE, "{:?}", desk.server.connections());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_panic_is_a_500_and_the_next_request_is_served() {
    let options = ServerOptions { quick_workers: 1, ..ServerOptions::default() };
    let desk = Desk::start(options);
    let mut stream = desk.connect();
    for (path, status) in [("/panic", 500), ("/a", 200), ("/panic", 500), ("/b", 200)] {
        stream.write_all(get(path).as_bytes()).unwrap();
        assert_eq!(statuses(&read_one(&mut stream)), [status]);
    }
}
