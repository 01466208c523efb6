//! The self-check: a server that no longer answers must notice it itself.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, thread};

/// The beginning of the only right answer.
const RIGHT: &[u8] = b"HTTP/1.1 204 ";
/// The thread does next to nothing.
const STACK_BYTES: usize = 128 * 1024;

/// What to ask, how often, and what to do about silence.
pub(crate) struct Check {
    /// Our own listener.
    pub(crate) addr: SocketAddr,
    /// The path that is answered with 204.
    pub(crate) path: String,
    /// From one question to the next.
    pub(crate) every: Duration,
    /// How long an answer may take.
    pub(crate) patience: Duration,
    /// So many questions in a row without the right answer mean unresponsive.
    pub(crate) misses: u32,
    /// Whether something behind the server hangs for good, though the server itself may answer.
    pub(crate) is_stuck: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Called then, and again after as many more.
    pub(crate) on_unresponsive: Arc<dyn Fn() + Send + Sync>,
}

/// A running self-check. Ends when dropped.
pub(crate) struct Watch {
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Starts asking; the first question comes after the first interval.
    pub(crate) fn start(check: Check) -> io::Result<Watch> {
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = Arc::clone(&stop);
        let builder = thread::Builder::new().name("self-check".to_owned()).stack_size(STACK_BYTES);
        let thread = builder.spawn(move || run(&check, &theirs))?;
        Ok(Watch { stop, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        *self.stop.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.stop.1.notify_all();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            log::error!("server: the self-check had panicked");
        }
    }
}

fn run(check: &Check, stop: &(Mutex<bool>, Condvar)) {
    let mut missed = 0u32;
    loop {
        let guard = stop.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = stop.1.wait_timeout_while(guard, check.every, |stop| !*stop);
        if *waited.unwrap_or_else(PoisonError::into_inner).0 {
            return;
        }
        match ask(check) {
            Ok(()) => missed = 0,
            Err(error) => {
                missed = missed.saturating_add(1);
                log::warn!("server: self-check {missed} of {} failed: {error}", check.misses);
            }
        }
        if missed >= check.misses {
            missed = 0;
            (check.on_unresponsive)();
        }
    }
}

/// Goes the whole way of a request: the gate, tiny_http, a quick worker, and back.
fn ask(check: &Check) -> io::Result<()> {
    if (check.is_stuck)() {
        return Err(io::Error::other("the database's writer hangs in one commit"));
    }
    let mut stream = TcpStream::connect_timeout(&reachable(check.addr), check.patience)?;
    stream.set_read_timeout(Some(check.patience))?;
    stream.set_write_timeout(Some(check.patience))?;
    let path = &check.path;
    let question = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(question.as_bytes())?;
    let mut answer = [0; RIGHT.len()];
    stream.read_exact(&mut answer)?;
    if answer == RIGHT { Ok(()) } else { Err(io::Error::other("wrong answer")) }
}

/// A listener on all addresses is asked on this machine's own.
fn reachable(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, addr.port())
}
