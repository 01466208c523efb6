//! Answers that come in another order than their requests, late, or not at all: each client hears its own.

use crate::server::gate::{PATIENCE, connect, read_all, read_one};
use crate::server::gate_lanes::until;
use chairside::server::handler::Lane;
use chairside::server::handler::{Handle, Reply};
use chairside::server::message::{Request, Response};
use chairside::server::serve::{Server, ServerOptions};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// Gives each request with its way reply to the test.
struct Collector(Sender<(String, Reply)>);

impl Handle for Collector {
    fn handle(&self, request: &Request, reply: Reply) {
        self.0.send((request.path.clone(), reply)).unwrap();
    }
}

/// A server whose requests the test answers.
struct Desk {
    server: Server,
    asked: Receiver<(String, Reply)>,
}

impl Desk {
    fn start(options: ServerOptions) -> Desk {
        let (sender, asked) = mpsc::channel();
        let handler = Arc::new(Collector(sender));
        let lane = |_: &Request| Lane::Quick;
        Desk { server: Server::start("127.0.0.1:0", options, lane, handler).unwrap(), asked }
    }

    fn next(&self) -> (String, Reply) {
        self.asked.recv_timeout(PATIENCE).unwrap()
    }

    /// Sends a request and waits until it is at the handler.
    fn ask(&self, path: &str) -> (TcpStream, Reply) {
        let mut stream = connect(&self.server);
        send(&mut stream, path);
        let (asked, reply) = self.next();
        assert_eq!(asked, path);
        (stream, reply)
    }

    /// Sends a request on a connection that is there, answers it, and looks that this answer comes.
    fn serve(&self, stream: &mut TcpStream, path: &str) {
        send(stream, path);
        let (asked, reply) = self.next();
        reply.send(answer(&asked));
        assert!(read_one(stream).ends_with(&format!("\r\n\r\nanswer to {path}")));
    }
}

fn send(stream: &mut TcpStream, path: &str) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: salon.example\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
}

fn answer(path: &str) -> Response {
    Response::text(200, format!("answer to {path}"))
}

#[test]
fn answers_in_any_order_reach_who_asked() {
    let desk = Desk::start(ServerOptions::default());
    let mut streams: Vec<TcpStream> = (0..48).map(|_| connect(&desk.server)).collect();
    for round in 0..20 {
        let path = |client: usize| format!("/{round}/{client}");
        streams.iter_mut().enumerate().for_each(|(client, stream)| send(stream, &path(client)));
        let mut asked: Vec<(String, Reply)> = streams.iter().map(|_| desk.next()).collect();
        // Another order each time, and never the one they came in.
        asked.reverse();
        asked.rotate_left(round * 7 % streams.len());
        for (path, reply) in asked {
            reply.send(answer(&path));
        }
        for (client, stream) in streams.iter_mut().enumerate() {
            assert!(read_one(stream).ends_with(&format!("\r\n\r\nanswer to {}", path(client))));
        }
    }
    assert_eq!(desk.server.connections().1, 48, "none was given up");
}

#[test]
fn an_answer_that_comes_too_late_goes_to_nobody() {
    let mut options = ServerOptions::default();
    options.limits.work = Duration::from_secs(1);
    let desk = Desk::start(options);
    let (mut first, late) = desk.ask("/first");
    assert!(read_all(&mut first).starts_with("HTTP/1.1 504 "));
    drop(first);
    until("the connection has ended", || desk.server.connections().0 == 0);
    // The next to come sits where the first one sat.
    let (mut second, reply) = desk.ask("/second");
    late.send(answer("/first"));
    reply.send(answer("/second"));
    assert!(read_one(&mut second).ends_with("\r\n\r\nanswer to /second"));
    // Who has left hears nothing, and nobody else hears it.
    let (gone, reply) = desk.ask("/gone");
    drop(gone);
    reply.send(answer("/gone"));
    desk.serve(&mut second, "/third");
}

#[test]
fn who_is_forgotten_hears_500_and_goes_on() {
    let desk = Desk::start(ServerOptions::default());
    let (mut stream, reply) = desk.ask("/forgotten");
    drop(reply);
    assert!(read_one(&mut stream).starts_with("HTTP/1.1 500 "));
    desk.serve(&mut stream, "/a");
}

#[test]
fn a_stop_cuts_no_answer_off_that_was_given_meanwhile() {
    // How long who is answered may go on sending is the gate's to say; an attempt that was held up says nothing.
    until("answered in time", || answers_while_stopping(Duration::from_millis(100)));
}

/// False: it took too long to count.
fn answers_while_stopping(at_most: Duration) -> bool {
    const LARGE: usize = 400_000;
    let desk = Desk::start(ServerOptions::default());
    let (mut first, reply) = desk.ask("/first");
    let others: Vec<_> = (0..3).map(|_| desk.ask("/other")).collect();
    let Desk { server, asked: _asked } = desk;
    let addr = server.addr();
    let stop = std::thread::spawn(move || server.stop());
    until("nobody is let in any more", || TcpStream::connect(addr).is_err());
    let begun = Instant::now();
    reply.send(Response::text(200, "l".repeat(LARGE)));
    first.peek(&mut [0]).unwrap();
    // Each of them wakes the gate; when the last one has its answer, the gate is through with the one before.
    for (mut stream, reply) in others {
        reply.send(answer("/other"));
        assert!(read_all(&mut stream).ends_with("answer to /other"));
    }
    // Were the connection closed by now, this would take the rest of the answer reply.
    send(&mut first, "/next");
    let mut bytes = Vec::new();
    let end = first.read_to_end(&mut bytes);
    let is_timely = begun.elapsed() < at_most;
    drop(first);
    stop.join().unwrap();
    if is_timely {
        assert!(end.is_ok() && bytes.len() > LARGE, "{} bytes, {end:?}", bytes.len());
    }
    is_timely
}

#[test]
fn who_leaves_in_the_middle_of_an_answer_leaves_none_of_it_to_others() {
    const LARGE: usize = 3_000_000;
    let mut options = ServerOptions::default();
    // So few ways in are used again and again.
    options.limits.in_flight_max = 3;
    options.limits.answer = Duration::from_secs(1);
    let desk = Desk::start(options);
    let mut stays = connect(&desk.server);
    for round in 0..20 {
        let (mut leaves, reply) = desk.ask("/large");
        if round % 2 == 0 {
            reply.send(Response::text(200, "l".repeat(LARGE)));
            leaves.read_exact(&mut [0; 100]).unwrap();
            drop(leaves);
        } else {
            drop(leaves);
            reply.send(Response::text(200, "l".repeat(LARGE)));
        }
        desk.serve(&mut stays, &format!("/{round}"));
    }
}
