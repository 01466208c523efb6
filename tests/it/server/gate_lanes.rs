//! The gate and the lanes under load, in want of files, and when they are stopped.

use crate::server::gate::{Desk, PATIENCE, connect, read_all, read_one};
use chairside::server::handler::{Handler, Lane};
use chairside::server::message::{Request, Response};
use chairside::server::serve::{Server, ServerOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};
use std::{env, io, thread};

fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: salon.example\r\n\r\n").into_bytes()
}

fn ask(server: &Server, path: &str) -> TcpStream {
    let mut stream = connect(server);
    stream.write_all(&get(path)).unwrap();
    stream
}

pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "never: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// A server whose `/wait` answers when told to, in the waiting lane, and `/hold` in the quick one.
struct Salon {
    server: Server,
    handler: Handler,
    entered: Receiver<()>,
    release: Sender<()>,
}

impl Salon {
    fn start(options: ServerOptions) -> Salon {
        let (enter, entered) = mpsc::channel();
        let (release, released) = mpsc::channel();
        let released = Mutex::new(released);
        let handler: Handler = Arc::new(move |request: &Request| {
            if request.path == "/wait" || request.path == "/hold" {
                enter.send(()).unwrap();
                // Ends when the test says so, or has ended itself.
                released.lock().unwrap().recv().unwrap_or_default();
            }
            Response::text(200, format!("answer to {}", request.path))
        });
        let lane = |r: &Request| if r.path == "/wait" { Lane::Waits } else { Lane::Quick };
        let server = Server::start("127.0.0.1:0", options, lane, Arc::clone(&handler)).unwrap();
        Salon { server, handler, entered, release }
    }

    /// Sends requests one by one, each once the one before is being worked on.
    fn occupy(&self, count: usize, path: &str) -> Vec<TcpStream> {
        let begin = |_| {
            let stream = ask(&self.server, path);
            self.entered.recv_timeout(PATIENCE).unwrap();
            stream
        };
        (0..count).map(begin).collect()
    }

    fn release(&self, count: usize) {
        (0..count).for_each(|_| self.release.send(()).unwrap());
    }
}

#[test]
fn silent_clients_give_way_to_honest_ones_but_work_is_finished() {
    let mut options = ServerOptions::default();
    options.limits.connections_max = 50;
    let salon = Salon::start(options);
    let mut busy = salon.occupy(10, "/wait");
    let mut silent = Vec::new();
    for number in 0..300u64 {
        let mut stream = connect(&salon.server);
        match number % 3 {
            0 => {}
            1 => stream.write_all(b"GET / HTT").unwrap(),
            _ => stream
                .write_all(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhal")
                .unwrap(),
        }
        silent.push(stream);
        until("accepted", || salon.server.connections().1 >= 11 + number);
    }
    let begun = Instant::now();
    for _ in 0..20 {
        assert!(read_one(&mut ask(&salon.server, "/a")).starts_with("HTTP/1.1 200 "));
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let (open, _, evicted) = salon.server.connections();
    assert!(open <= 50 && evicted >= 260, "{open} open, {evicted} closed");
    salon.release(10);
    for stream in &mut busy {
        assert!(read_one(stream).ends_with("answer to /wait"));
    }
    // The first to come was the first to go.
    assert_eq!(silent[0].read(&mut [0; 8]).unwrap_or(0), 0);
}

#[test]
fn when_all_are_worked_on_newcomers_wait_until_one_is_done() {
    let mut options = ServerOptions::default();
    options.limits.connections_max = 4;
    let salon = Salon::start(options);
    let mut busy = salon.occupy(4, "/wait");
    let mut late = ask(&salon.server, "/a");
    late.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    assert!(late.read(&mut [0; 8]).is_err(), "there is no place for it");
    late.set_read_timeout(Some(PATIENCE)).unwrap();
    salon.release(4);
    assert!(read_one(&mut late).ends_with("answer to /a"));
    assert!(busy.iter_mut().all(|stream| read_one(stream).ends_with("answer to /wait")));
}

#[test]
fn sixty_four_that_wait_do_not_delay_a_quick_one_and_a_full_queue_says_so() {
    let salon = Salon::start(ServerOptions { waiting_queue_max: 32, ..ServerOptions::default() });
    let mut waiting = salon.occupy(64, "/wait");
    let begun = Instant::now();
    for _ in 0..20 {
        assert!(read_one(&mut ask(&salon.server, "/a")).ends_with("answer to /a"));
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());

    let mut more: Vec<TcpStream> = (0..40).map(|_| ask(&salon.server, "/wait")).collect();
    // Of 40 more, 32 fit the queue; the others hear at once, which ones is up to the threads.
    let (refused, queued) = sort(&mut more, 8);
    assert_eq!(queued.len(), 32);
    for answer in refused {
        assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("\r\nRetry-After: 2\r\n"));
    }
    salon.release(96);
    for stream in waiting.iter_mut().chain(queued) {
        assert!(read_one(stream).ends_with("answer to /wait"));
    }
}

/// Waits for so many answers; tells them, and who got none.
fn sort(streams: &mut [TcpStream], answers: usize) -> (Vec<String>, Vec<&mut TcpStream>) {
    let mut heard = Vec::new();
    let mut rest: Vec<&mut TcpStream> = streams.iter_mut().collect();
    until("answers", || {
        rest.retain_mut(|stream| {
            stream.set_nonblocking(true).unwrap();
            let is_there = stream.peek(&mut [0]).is_ok();
            stream.set_nonblocking(false).unwrap();
            if is_there {
                heard.push(read_one(stream));
            }
            !is_there
        });
        heard.len() >= answers
    });
    (heard, rest)
}

#[test]
fn bursts_of_clients_that_stay_are_all_answered() {
    let desk = Desk::start(ServerOptions::default());
    for _ in 0..20 {
        let mut streams: Vec<TcpStream> = (0..16).map(|_| desk.connect()).collect();
        for round in 0..5 {
            let path = format!("/{round}");
            streams.iter_mut().for_each(|stream| stream.write_all(&get(&path)).unwrap());
            for stream in &mut streams {
                assert!(read_one(stream).ends_with(&format!("answer to {path}")));
            }
        }
    }
}

#[test]
fn more_requests_than_there_is_room_inside_wait_their_turn() {
    let mut options = ServerOptions::default();
    options.limits.in_flight_max = 3;
    let desk = Desk::start(options);
    let mut streams: Vec<TcpStream> = (0..40).map(|_| desk.connect()).collect();
    streams.iter_mut().for_each(|stream| stream.write_all(&get("/a").repeat(3)).unwrap());
    for stream in &mut streams {
        (0..3).for_each(|_| assert!(read_one(stream).ends_with("answer to /a")));
    }
}

#[test]
fn who_makes_us_hold_most_is_closed_first() {
    let mut options = ServerOptions::default();
    options.limits.held_bytes_max = 1_500_000;
    let desk = Desk::start(options);
    let half = |bytes: usize| {
        let mut stream = desk.connect();
        let head = "POST /in HTTP/1.1\r\nHost: salon.example\r\nContent-Length: 900000\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&vec![b'x'; bytes]).unwrap();
        stream
    };
    let (mut small, mut large) = (half(300_000), half(850_000));
    let mut middle = half(400_000);
    assert_eq!(large.read(&mut [0; 8]).unwrap_or(0), 0);
    for (stream, missing) in [(&mut small, 600_000), (&mut middle, 500_000)] {
        stream.write_all(&vec![b'x'; missing]).unwrap();
        assert!(read_one(stream).ends_with("answer to /in"));
    }
    assert_eq!(desk.server.connections().2, 1);
}

#[test]
fn a_handler_that_hangs_is_a_504() {
    let mut options = ServerOptions::default();
    options.limits.work = Duration::from_millis(200);
    let salon = Salon::start(options);
    let mut stuck = salon.occupy(1, "/wait").remove(0);
    assert!(read_all(&mut stuck).starts_with("HTTP/1.1 504 "));
    assert!(read_one(&mut ask(&salon.server, "/a")).ends_with("answer to /a"));
    salon.release(1);
}

#[test]
fn a_stop_finishes_what_is_in_work_and_leaves_nothing_behind() {
    let Salon { server, handler, release, entered } = Salon::start(ServerOptions::default());
    let addr = server.addr();
    let mut idle = connect(&server);
    let mut waiting = ask(&server, "/wait");
    let mut quick = ask(&server, "/hold");
    (0..2).for_each(|_| entered.recv_timeout(PATIENCE).unwrap());
    let stopping = thread::spawn(move || server.stop());
    assert_eq!(read_all(&mut idle), "", "who waits for nothing is let go at once");
    until("the door is shut", || TcpStream::connect(addr).is_err());
    assert!(!stopping.is_finished());
    (0..2).for_each(|_| release.send(()).unwrap());
    for stream in [&mut waiting, &mut quick] {
        let answer = read_all(stream);
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("Connection: close"));
    }
    stopping.join().unwrap();
    // Every worker held the handler: now none is left.
    assert_eq!(Arc::strong_count(&handler), 1);
}

#[test]
fn a_stop_does_not_wait_for_ever() {
    let stop_patience = Duration::from_millis(100);
    let options = ServerOptions { stop_patience, ..ServerOptions::default() };
    let salon = Salon::start(options);
    let mut stuck = salon.occupy(1, "/wait").remove(0);
    let begun = Instant::now();
    salon.server.stop();
    assert!(begun.elapsed() < PATIENCE / 2, "{:?}", begun.elapsed());
    assert_eq!(read_all(&mut stuck), "");
}

#[test]
fn an_unresponsive_server_is_noticed_and_a_healthy_one_is_not_accused() {
    let (unresponsive, noticed) = mpsc::channel();
    let options = ServerOptions {
        quick_workers: 1,
        check_every: Duration::from_millis(5),
        check_patience: Duration::from_secs(5),
        check_misses: 2,
        on_unresponsive: Arc::new(move || unresponsive.send(()).unwrap_or_default()),
        ..ServerOptions::default()
    };
    let salon = Salon::start(ServerOptions {
        on_unresponsive: options.on_unresponsive.clone(),
        ..options.clone()
    });
    until("ten self-checks", || salon.server.connections().1 >= 10);
    assert!(noticed.try_recv().is_err(), "it answers well");
    drop(salon);
    let impatient = ServerOptions { check_patience: Duration::from_millis(20), ..options };
    let salon = Salon::start(impatient);
    let held = salon.occupy(1, "/hold");
    noticed.recv_timeout(PATIENCE).unwrap();
    assert!(!salon.server.has_failed(), "only overworked");
    salon.release(1);
    drop(held);
}

const CHILD: &str = "CHAIRSIDE_TEST_FEW_FILES";

/// In the child: serves with few files until its parent has seen enough.
fn serve_with_few_files(believed: usize) {
    let check_every = Duration::from_secs(3600);
    let mut options = ServerOptions { check_every, ..ServerOptions::default() };
    // Nobody is to be saved by a deadline.
    options.limits.head = Duration::from_secs(3600);
    options.limits.connections_max = options.limits.connections_max.max(believed);
    let desk = Desk::start(options);
    println!("\nport={}", desk.server.addr().port());
    io::stdin().read_line(&mut String::new()).unwrap();
    assert!(!desk.server.has_failed());
}

/// Starts this very test as a child under `ulimit -n`, floods it, and asks it something.
fn flood(test: &str, files: usize, believed: usize) {
    let script = format!("ulimit -n {files} && exec \"$0\" --exact {test} --nocapture");
    let mut child = Command::new("sh")
        .args(["-c", &script, env::current_exe().unwrap().to_str().unwrap()])
        .env(CHILD, believed.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines.find_map(|line| line.unwrap().strip_prefix("port=")?.parse::<u16>().ok());
    let addr = SocketAddr::from(([127, 0, 0, 1], port.unwrap()));
    let mut silent = Vec::new();
    // Fewer than the system queues for us: whoever does not fit there tries again after a second.
    for _ in 0..120 {
        silent.push(TcpStream::connect_timeout(&addr, PATIENCE).unwrap());
    }
    for _ in 0..20 {
        let mut stream = TcpStream::connect_timeout(&addr, PATIENCE).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(&get("/a")).unwrap();
        assert!(read_one(&mut stream).ends_with("answer to /a"));
    }
    child.stdin.take().unwrap().write_all(b"enough\n").unwrap();
    lines.for_each(|line| drop(line.unwrap()));
    assert!(child.wait().unwrap().success());
}

#[test]
fn caps_fit_the_files_there_are() {
    match env::var(CHILD) {
        Ok(believed) => serve_with_few_files(believed.parse().unwrap()),
        Err(_) => flood("server::gate_lanes::caps_fit_the_files_there_are", 64, 0),
    }
}

#[test]
fn a_shortage_of_files_makes_it_neither_unresponsive_nor_busy() {
    match env::var(CHILD) {
        Ok(believed) => serve_with_few_files(believed.parse().unwrap()),
        Err(_) => flood(
            "server::gate_lanes::a_shortage_of_files_makes_it_neither_unresponsive_nor_busy",
            64,
            900,
        ),
    }
}
