//! The Cal.com client against a server that plays every nasty answer: each call must end in time, in the
//! right class of outcome, without a panic, and whatever changes something must be sent exactly once.

use crate::calcom::client_server::{Server, http, raw, read_request};
use chairside::calcom::client::http::HttpCalcom;
use chairside::calcom::client::options::ClientOptions;
use chairside::calcom::{BookingFilter, Calcom, CallError, NewBooking};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};
use time::macros::datetime;

const UID: &str = "uid1";
const GOOD: &str = r#"{"status":"success","data":{"id":1,"uid":"uid1","status":"accepted",
    "start":"2026-12-01T09:00:00.000Z","end":"2026-12-01T09:30:00.000Z","eventTypeId":42}}"#;
const ERROR: &str = r#"{"status":"error","error":{"code":"BadRequestException","message":"no"}}"#;
/// For answers that come at once; for those that never end.
const PATIENT: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(400);
/// How long after its deadline a call may end on a busy machine.
const SLACK: Duration = Duration::from_secs(3);

fn client(url: &str) -> HttpCalcom {
    HttpCalcom::new(ClientOptions::new(url, "cal_test_key")).expect("a client")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Book,
    Get,
    List,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Done,
    Refused,
    NotSent,
    Unknown,
}
use Class::{Done, NotSent, Refused, Unknown};

fn new_booking() -> NewBooking {
    NewBooking {
        event_type_id: 42,
        start: datetime!(2026-12-01 10:00 +1),
        length_minutes: None,
        attendee_name: "Zoë Beispiel".to_owned(),
        attendee_email: "visit+abc@salon.example".to_owned(),
        attendee_phone: None,
        attendee_time_zone: "Europe/Berlin".to_owned(),
        attendee_language: "de".to_owned(),
        metadata: BTreeMap::new(),
    }
}

/// Makes the call and checks that it ends in time.
fn run(client: &HttpCalcom, call: Call, patience: Duration) -> Result<(), CallError> {
    let begun = Instant::now();
    let deadline = begun + patience;
    let result = match call {
        Call::Book => client.book(&new_booking(), deadline).map(drop),
        Call::Get => client.booking(UID, deadline).map(drop),
        Call::List => client.bookings(&BookingFilter::default(), deadline).map(drop),
    };
    assert!(begun.elapsed() < patience + SLACK, "{call:?} ended after {:?}", begun.elapsed());
    result
}

fn class(result: &Result<(), CallError>) -> Class {
    match result {
        Ok(()) => Done,
        Err(CallError::Refused(_)) => Refused,
        Err(CallError::NotSent { .. }) => NotSent,
        Err(CallError::Unknown(_)) => Unknown,
    }
}

/// Each call against its own server, at the same time; `expected` in the order book, get, list.
fn check(name: &str, patience: Duration, expected: [Class; 3], server: impl Fn() -> Server + Sync) {
    thread::scope(|scope| {
        for (call, expected) in [Call::Book, Call::Get, Call::List].into_iter().zip(expected) {
            let server = &server;
            scope.spawn(move || {
                let server = server();
                let result = run(&client(&server.url()), call, patience);
                assert_eq!(class(&result), expected, "{name}, {call:?}: {result:?}");
                assert_eq!(server.connections(), 1, "{name}, {call:?}: sent exactly once");
            });
        }
    });
}

#[test]
fn whole_answers_are_sorted_rightly() {
    let bare = r#"{"statusCode":409,"message":"booking_conflict_error"}"#;
    let crash = r#"{"statusCode":500,"message":"Internal server error"}"#;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let cases = [
        ("good", http("201 Created", "", GOOD), [Done, Done, Unknown]),
        ("data array", http("200 OK", "", r#"{"data":[]}"#), [Unknown, Unknown, Done]),
        ("html", http("200 OK", "content-type: text/html\r\n", "<html>"), [Unknown; 3]),
        ("error with 200", http("200 OK", "", ERROR), [Unknown; 3]),
        ("bad request", http("400 Bad Request", "", ERROR), [Refused; 3]),
        ("unauthorized", http("401 Unauthorized", "", ERROR), [Refused; 3]),
        ("not found", http("404 Not Found", "", ERROR), [Refused; 3]),
        ("race", http("409 Conflict", "", bare), [Refused; 3]),
        ("html 403", http("403 Forbidden", "", "<html>"), [Refused; 3]),
        ("time-out", http("408 Request Timeout", "", ERROR), [Unknown; 3]),
        ("bare 500", http("500 Oops", "", crash), [Unknown; 3]),
        ("gateway", http("524 A Timeout Occurred", "", "<html>"), [Unknown; 3]),
        ("empty 200", http("200 OK", "", ""), [Unknown; 3]),
        ("204", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), [Unknown; 3]),
        ("deep", http("200 OK", "", &deep), [Unknown; 3]),
        ("big number", http("200 OK", "", r#"{"data":1e400}"#), [Unknown; 3]),
        ("null", http("200 OK", "", "null"), [Unknown; 3]),
    ];
    for (name, bytes, expected) in cases {
        check(name, PATIENT, expected, || Server::answering(bytes.clone()));
    }
}

#[test]
fn broken_answers_are_never_taken_for_a_yes_or_no() {
    let head = "HTTP/1.1 200 OK";
    let long_header = format!("{head}\r\nx-long: {}", "x".repeat(100_000));
    let many_headers = format!("{head}{}", "\r\nx-many: x".repeat(1_000));
    let gzip = format!("{head}\r\ncontent-encoding: gzip\r\ncontent-length: 4");
    let early = format!("HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n{head}\r\nconnection: close");
    let cases = [
        (
            "cut body",
            raw(&format!("{head}\r\ncontent-length: 5000"), GOOD.as_bytes()),
            [Unknown; 3],
        ),
        (
            "short length",
            raw(&format!("{head}\r\ncontent-length: 9"), GOOD.as_bytes()),
            [Unknown; 3],
        ),
        (
            "odd length",
            raw(&format!("{head}\r\ncontent-length: -9"), GOOD.as_bytes()),
            [Unknown; 3],
        ),
        ("not utf-8", raw(&format!("{head}\r\ncontent-length: 7"), b"{\"\xff\":1}"), [Unknown; 3]),
        ("gzip", raw(&gzip, b"\x1f\x8b\x08\x00"), [Unknown; 3]),
        ("long header", raw(&long_header, GOOD.as_bytes()), [Unknown; 3]),
        ("many headers", raw(&many_headers, GOOD.as_bytes()), [Unknown; 3]),
        ("no http", b"220 mail.example ESMTP\r\n\r\n".to_vec(), [Unknown; 3]),
        ("odd status", raw("HTTP/1.1 99999 Hm", b""), [Unknown; 3]),
        ("status 0", raw("HTTP/1.1 000 Hm", b""), [Unknown; 3]),
        (
            "bad chunk",
            raw(&format!("{head}\r\ntransfer-encoding: chunked"), b"ZZ\r\n{}\r\n"),
            [Unknown; 3],
        ),
        (
            "huge chunk",
            raw(&format!("{head}\r\ntransfer-encoding: chunked"), b"FFFFFFFFFFFFFFFFF\r\n{}"),
            [Unknown; 3],
        ),
        ("close before answer", Vec::new(), [Unknown; 3]),
        ("cut head", b"HTTP/1.1 201 Cre".to_vec(), [Unknown; 3]),
        ("close-delimited", raw("HTTP/1.0 200 OK", GOOD.as_bytes()), [Done, Done, Unknown]),
        ("early hints", raw(&early, GOOD.as_bytes()), [Done, Done, Unknown]),
    ];
    for (name, bytes, expected) in cases {
        check(name, PATIENT, expected, || Server::answering(bytes.clone()));
    }
}

#[test]
fn endless_answers_end_at_the_limit_or_the_deadline() {
    let drip = |bytes: &'static [u8]| {
        move || {
            Server::start(move |stream, log| {
                read_request(stream, log);
                for byte in bytes.iter().cycle() {
                    if stream.write_all(&[*byte]).is_err() {
                        return;
                    }
                    thread::sleep(Duration::from_millis(50));
                }
            })
        }
    };
    check(
        "dripping head",
        SHORT,
        [Unknown; 3],
        drip(b"HTTP/1.1 200 OK\r\nx: yyyyyyyyyyyyyyyyyyyyyyyyyy"),
    );
    let flood = |head: &'static [u8], more: &'static [u8]| {
        move || {
            Server::start(move |stream, log| {
                read_request(stream, log);
                let mut open = stream.write_all(head).is_ok();
                let more = more.repeat(1_000);
                while open {
                    open = stream.write_all(&more).is_ok();
                }
            })
        }
    };
    let gigabyte = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n";
    check("1 GB", PATIENT, [Unknown; 3], flood(gigabyte, b"          "));
    check("endless", PATIENT, [Unknown; 3], flood(b"HTTP/1.1 200 OK\r\n\r\n", b"[[[[[[[[["));
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    check("endless chunks", PATIENT, [Unknown; 3], flood(chunked, b"4\r\nabcd\r\n"));
    check("hints without end", SHORT, [Unknown; 3], flood(b"", b"HTTP/1.1 103 Hm\r\n\r\n"));
    check("slow body", SHORT, [Unknown; 3], || {
        Server::start(|stream, log| {
            read_request(stream, log);
            let mut open =
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n").is_ok();
            while open {
                thread::sleep(Duration::from_millis(50));
                open = stream.write_all(b" ").is_ok();
            }
        })
    });
    check("silence", SHORT, [Unknown; 3], || {
        Server::start(|stream, log| {
            read_request(stream, log);
            // Returns when the client has given up and hung up.
            stream.read_exact(&mut [0]).expect_err("nothing more comes");
        })
    });
}

#[test]
fn a_reset_after_the_request_leaves_the_outcome_open() {
    check("reset", PATIENT, [Unknown; 3], || {
        Server::start(|stream, _| {
            // Unread bytes in the socket turn the close into a reset.
            stream.read_exact(&mut [0]).expect("the request begins");
            while stream.peek(&mut [0; 16]).expect("more of it") < 16 {}
        })
    });
}

#[test]
fn redirects_are_never_followed() {
    let elsewhere = Server::answering(http("201 Created", "", GOOD));
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let location = format!("location: {}/v2/bookings\r\n", elsewhere.url());
        let bytes = http(status, &location, "");
        check(status, PATIENT, [Unknown, Refused, Refused], || Server::answering(bytes.clone()));
    }
    assert_eq!(elsewhere.connections(), 0, "the key stays with its server");
}

#[test]
fn the_rate_limit_tells_how_long_to_wait() {
    let headers = "x-ratelimit-reset-default: 33\r\nretry-after: 12\r\n";
    for call in [Call::Book, Call::Get, Call::List] {
        let server = Server::answering(http("429 Too Many Requests", headers, ERROR));
        let error = run(&client(&server.url()), call, PATIENT).expect_err("too many");
        let CallError::NotSent { retry_after_seconds, .. } = error else { panic!("{error:?}") };
        assert_eq!(retry_after_seconds, Some(33));
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn what_never_left_is_not_sent() {
    // A port that is taken, so that no other test gets it, but on which nobody listens.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let holder = TcpStream::connect(listener.local_addr().expect("an address")).expect("a stream");
    let deaf = holder.local_addr().expect("an address");
    let no_tls = Server::start(|stream, _| {
        stream.read_exact(&mut [0]).expect("a handshake begins");
        stream.write_all(&http("400 Bad Request", "", "this is no TLS")).ok();
    });
    let hangs_up = Server::start(|_, _| {});
    let urls = [
        format!("http://{deaf}"),
        format!("https://{}", no_tls.address),
        format!("https://{}", hangs_up.address),
    ];
    for url in urls {
        for call in [Call::Book, Call::Get, Call::List] {
            let result = run(&client(&url), call, PATIENT);
            assert_eq!(class(&result), NotSent, "{url} {call:?}: {result:?}");
        }
    }
    let server = Server::answering(http("201 Created", "", GOOD));
    let late = run(&client(&server.url()), Call::Book, Duration::ZERO);
    assert_eq!(class(&late), NotSent);
    let odd = client(&server.url()).cancel("../x y", "no", Instant::now() + PATIENT);
    assert!(matches!(odd, Err(CallError::Refused(_))), "{odd:?}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn requests_look_as_calcom_wants_them() {
    let server = Server::answering(http("200 OK", "connection: close\r\n", GOOD));
    let client = client(&format!("{}/", server.url()));
    let deadline = Instant::now() + PATIENT;
    client.book(&new_booking(), deadline).expect("booked");
    client.cancel(UID, "krank", deadline).expect("cancelled");
    client.reschedule("a/b", datetime!(2026-12-02 9:00 UTC), "", deadline).expect("moved");
    client.booking("other", deadline).expect_err("another booking's answer");
    let (from, until) = (datetime!(2026-12-01 0:00 UTC), datetime!(2026-12-02 0:00 UTC));
    client.slots(42, from, until, deadline).expect_err("no slots in this answer");
    client.reserve(42, from, 5, deadline).expect_err("no reservation in this answer");
    let expected = [
        ("POST /v2/bookings HTTP/1.1", "2024-08-13", r#""start":"2026-12-01T09:00:00Z""#),
        (
            "POST /v2/bookings/uid1/cancel HTTP/1.1",
            "2024-08-13",
            r#"{"cancellationReason":"krank"}"#,
        ),
        ("POST /v2/bookings/a%2Fb/reschedule HTTP/1.1", "2024-08-13", "2026-12-02T09:00:00Z"),
        ("GET /v2/bookings/other HTTP/1.1", "2024-08-13", ""),
        ("GET /v2/slots?eventTypeId=42&start=", "2024-09-04", ""),
        ("POST /v2/slots/reservations HTTP/1.1", "2024-09-04", r#""reservationDuration":5"#),
    ];
    let requests = server.requests();
    assert_eq!(requests.len(), expected.len());
    for (request, (first, version, body)) in requests.iter().zip(expected) {
        let (head, sent) = request.split_once("\r\n\r\n").expect("head and body");
        assert!(head.starts_with(first) && sent.contains(body), "{request}");
        let head = head.to_ascii_lowercase();
        assert!(head.contains("\r\nauthorization: bearer cal_test_key\r\n"), "{head}");
        assert!(head.contains(&format!("\r\ncal-api-version: {version}")), "{head}");
        assert_eq!(head.contains("content-type: application/json"), !sent.is_empty(), "{head}");
    }
}

#[test]
fn reads_share_a_connection_and_bookings_take_their_own() {
    let server = Server::start(|stream, log| {
        // The third request on a connection meets a server that hangs up instead of answering.
        for _ in 0..2 {
            if !read_request(stream, log) {
                return;
            }
            stream.write_all(&http("200 OK", "", GOOD)).expect("answered");
        }
        read_request(stream, log);
    });
    let client = client(&server.url());
    run(&client, Call::Get, PATIENT).expect("read");
    run(&client, Call::Get, PATIENT).expect("read again");
    assert_eq!(server.connections(), 1);
    run(&client, Call::Get, PATIENT).expect("read on a fresh connection after the hang-up");
    assert_eq!((server.connections(), server.requests().len()), (2, 4));
    run(&client, Call::Book, PATIENT).expect("booked");
    run(&client, Call::Book, PATIENT).expect("booked again");
    assert_eq!((server.connections(), server.requests().len()), (4, 6));
}

#[test]
fn our_own_rate_limit_holds_back_what_cannot_wait() {
    let server = Server::answering(http("200 OK", "connection: close\r\n", GOOD));
    let options = ClientOptions {
        requests_per_minute: Some(1),
        ..ClientOptions::new(server.url(), "cal_test_key")
    };
    let client = HttpCalcom::new(options).expect("a client");
    run(&client, Call::Get, PATIENT).expect("the first goes through");
    let held = run(&client, Call::Book, SHORT).expect_err("the second is held back");
    let CallError::NotSent { retry_after_seconds: Some(seconds), .. } = held else {
        panic!("{held:?}")
    };
    assert!((50..=61).contains(&seconds), "{seconds}");
    assert_eq!(server.requests().len(), 1);
}
