//! What becomes of the connection inside: it is lent again only when its answer is here to its end.

use crate::server::gate::conn::Conn;
use crate::server::gate::phase::{Phase, Step};
use crate::server::inside::pool::{Inner, Pool};
use crate::server::limits::GateLimits;
use crate::server::parse::request::Intake;
use mio::net::{TcpStream, UnixStream};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Instant;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// A connection whose request is on its way inside.
struct Asked {
    conn: Conn,
    /// The other end of the public one.
    client: std::net::TcpStream,
    /// The other end of the one inside.
    server: UnixStream,
    limits: GateLimits,
}

impl Asked {
    fn start(request: &[u8]) -> Asked {
        let (limits, now) = (GateLimits::for_files(1024), Instant::now());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (public, _) = listener.accept().unwrap();
        public.set_nonblocking(true).unwrap();
        let public = TcpStream::from_std(public);
        let mut conn = Conn::new(public, None, Intake::new(&[]), &limits, now);
        let mut scratch = vec![0; 64 * 1024];
        let sending = request.to_vec();
        let sender = std::thread::spawn(move || {
            client.write_all(&sending).unwrap();
            client
        });
        while conn.advance(&mut scratch, &limits, now) != Step::Dispatch {
            conn.note_readable(false);
            std::thread::yield_now();
        }
        let (inner, server) = lent();
        conn.go_inside(inner, &limits, now).unwrap();
        Asked { conn, client: sender.join().unwrap(), server, limits }
    }

    /// The server inside says this; what of the connection can be used again?
    fn hear(&mut self, said: &[u8]) -> Option<Inner> {
        self.server.write_all(said).unwrap();
        self.listen()
    }

    fn listen(&mut self) -> Option<Inner> {
        self.conn.read_inside(&mut [0; 4096], &self.limits, Instant::now())
    }

    /// The beginning of what the client heard.
    fn heard(&mut self) -> String {
        let mut bytes = vec![0; 4096];
        let n = self.client.read(&mut bytes).unwrap();
        String::from_utf8(bytes[..n].to_vec()).unwrap()
    }
}

fn lent() -> (Inner, UnixStream) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let mut pool = Pool::default();
    pool.open(ours, Instant::now());
    pool.prove();
    (pool.lend(0).unwrap(), theirs)
}

fn get() -> Asked {
    Asked::start(b"GET /a HTTP/1.1\r\nHost: salon.example\r\n\r\n")
}

#[test]
fn after_a_whole_answer_it_is_lent_again() {
    let mut asked = get();
    assert!(asked.hear(&ANSWER[..30]).is_none());
    assert_eq!(asked.conn.phase, Phase::Working);
    assert!(asked.hear(&ANSWER[30..]).is_some());
    assert!(asked.heard().ends_with("\r\n\r\nhello"));
}

#[test]
fn one_that_ends_within_an_answer_is_closed_and_the_client_hears_502() {
    for said in [&ANSWER[..0], &ANSWER[..30], &ANSWER[..40]] {
        let mut asked = get();
        assert!(asked.hear(said).is_none());
        let (_, other) = UnixStream::pair().unwrap();
        drop(std::mem::replace(&mut asked.server, other));
        assert!(asked.listen().is_none());
        assert!(asked.conn.inner.is_none());
        assert!(asked.heard().starts_with("HTTP/1.1 502 "), "nothing of half an answer");
    }
}

#[test]
fn one_that_says_more_than_was_asked_is_closed() {
    let mut asked = get();
    assert!(asked.hear(&ANSWER.repeat(2)).is_none());
    assert!(asked.conn.inner.is_none());
    assert!(asked.heard().starts_with("HTTP/1.1 502 "));
}

#[test]
fn one_that_has_not_taken_the_whole_request_is_closed_after_the_answer() {
    let body = "x".repeat(2_000_000);
    let head = "POST /in HTTP/1.1\r\nHost: salon.example\r\nContent-Length: 2000000\r\n\r\n";
    let mut asked = Asked::start(format!("{head}{body}").as_bytes());
    assert!(asked.hear(ANSWER).is_none());
    assert!(asked.conn.inner.is_none(), "the rest of the request would be read as another one");
    assert!(asked.heard().ends_with("\r\n\r\nhello"));
}

#[test]
fn a_refusal_closes_it_with_the_answer_outstanding() {
    let mut asked = get();
    assert!(asked.hear(&ANSWER[..30]).is_none());
    asked.conn.expire(&asked.limits, Instant::now());
    assert!(asked.conn.inner.is_none());
    let heard = asked.heard();
    assert!(heard.starts_with("HTTP/1.1 504 ") && !heard.contains("200 OK"), "{heard}");
    // The other end sees that the rest of the answer is not taken.
    let end = asked.server.read(&mut [0; 4096]).and_then(|_| asked.server.read(&mut [0; 4096]));
    assert!(end.is_ok_and(|n| n == 0));
}
