//! The listener: a thread per connection, at most so many, all of them ended on request.

use crate::sandbox::answer::Answer;
use crate::sandbox::api::core::Core;
use crate::sandbox::api::respond::respond;
use crate::sandbox::http::wire::{Connection, Unreadable};
use crate::sandbox::message::{Ending, Written};
use crate::sandbox::stop::{lock, unpoisoned};
use std::collections::HashMap;
use std::net::{
    IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs,
};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, thread};

/// A connection that is silent for so long, or takes so long to accept bytes, is closed.
const SILENCE_MAX: Duration = Duration::from_secs(65);
/// How long an end waits for the threads.
const END_TIMEOUT: Duration = Duration::from_secs(6);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const THREAD_STACK_BYTES: usize = 512 * 1024;

/// The threads that serve.
pub(crate) struct Server {
    core: Arc<Core>,
    address: SocketAddr,
    open: Arc<Open>,
    acceptor: Option<JoinHandle<()>>,
}

/// The connections that are open.
#[derive(Default)]
struct Open {
    streams: Mutex<HashMap<u64, TcpStream>>,
    closed: Condvar,
}

/// Listens on the address; only on a loopback one unless told otherwise.
pub(crate) fn listen(core: &Core) -> io::Result<TcpListener> {
    let options = &core.options;
    let addresses: Vec<SocketAddr> = options.listen.to_socket_addrs()?.collect();
    if !options.allow_other_addresses && addresses.iter().any(|a| !a.ip().is_loopback()) {
        let message = format!("{} is no loopback address", options.listen);
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    TcpListener::bind(addresses.as_slice())
}

impl Server {
    pub(crate) fn start(core: Arc<Core>, listener: TcpListener) -> io::Result<Server> {
        let address = listener.local_addr()?;
        let open = Arc::<Open>::default();
        let (for_thread, open_in_thread) = (core.clone(), open.clone());
        let acceptor = thread::Builder::new()
            .name("sandbox accept".to_owned())
            .spawn(move || accept(&for_thread, &listener, &open_in_thread))?;
        Ok(Server { core, address, open, acceptor: Some(acceptor) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends all threads; waits for them, but not for ever. `core.stop` is set before.
    pub(crate) fn end(&mut self) {
        // The acceptor sleeps in `accept` until a connection comes.
        let mut door = self.address;
        if door.ip().is_unspecified() {
            door.set_ip(match door.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        let knocked = TcpStream::connect_timeout(&door, CONNECT_TIMEOUT).is_ok();
        let acceptor = self.acceptor.take().filter(|_| knocked);
        if acceptor.is_some_and(|acceptor| acceptor.join().is_err()) {
            log::error!("sandbox: the accepting thread panicked");
        }
        let streams = lock(&self.open.streams);
        for stream in streams.values() {
            // An error means that it is closed already.
            stream.shutdown(Shutdown::Both).ok();
        }
        let busy = |streams: &mut HashMap<u64, TcpStream>| !streams.is_empty();
        let waited = self.open.closed.wait_timeout_while(streams, END_TIMEOUT, busy);
        if unpoisoned(waited).1.timed_out() {
            log::error!("sandbox: some connections did not end in time");
        }
        log::debug!("sandbox: ended after {} requests", self.core.requests().len());
    }
}

fn accept(core: &Arc<Core>, listener: &TcpListener, open: &Arc<Open>) {
    let mut number: u64 = 0;
    loop {
        let accepted = listener.accept();
        if core.stop.is_set() {
            return;
        }
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // For example no file descriptors left; the next one may do.
                log::warn!("sandbox: accept: {error}");
                core.stop.sleep(Duration::from_millis(20));
                continue;
            }
        };
        number = number.wrapping_add(1);
        if let Err(error) = admit(core, stream, open, number) {
            log::warn!("sandbox: connection refused: {error}");
        }
    }
}

fn admit(core: &Arc<Core>, stream: TcpStream, open: &Arc<Open>, number: u64) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(SILENCE_MAX))?;
    stream.set_write_timeout(Some(SILENCE_MAX))?;
    {
        let mut streams = lock(&open.streams);
        if streams.len() >= core.options.connections_max {
            return Err(io::Error::other("too many connections"));
        }
        streams.insert(number, stream.try_clone()?);
    }
    let place = Place { open: open.clone(), number };
    let core = core.clone();
    thread::Builder::new()
        .name(format!("sandbox {number}"))
        .stack_size(THREAD_STACK_BYTES)
        .spawn(move || {
            serve(&core, stream);
            drop(place);
        })
        .map(drop)
}

/// A connection's entry in the list; leaves it even when the thread panics or never starts.
struct Place {
    open: Arc<Open>,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let stream = lock(&self.open.streams).remove(&self.number);
        if let Some(stream) = stream {
            // The list holds a second handle, so that dropping the first alone would close nothing.
            stream.shutdown(Shutdown::Both).ok();
        }
        self.open.closed.notify_all();
    }
}

fn serve(core: &Core, stream: TcpStream) {
    let mut connection = Connection::new(stream);
    while !core.stop.is_set() {
        match connection.next() {
            Ok(request) => {
                let answer = respond(core, &request);
                if !connection.write(&answer, request.keep_alive, &core.stop) {
                    return;
                }
            }
            Err(Unreadable::Gone) => return,
            Err(Unreadable::Bad(status)) => {
                let refusal = Answer::refused(status, "The request could not be read");
                let (content_type, body) = refusal.render("/", core.now());
                let headers = Vec::new();
                let content_type = content_type.to_owned();
                let ending = Ending::Whole;
                let answer = Written { status, headers, content_type, body, ending };
                connection.write(&answer, false, &core.stop);
                return;
            }
        }
    }
}
