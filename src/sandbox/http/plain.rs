//! A small server for stand-ins of which one answer at a time is asked: a thread per connection, ended when it is dropped.

use crate::sandbox::http::wire::{Connection, Unreadable};
use crate::sandbox::message::{Request, Written};
use crate::sandbox::stop::{Stop, lock};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, thread};

/// A connection that is silent for so long is closed.
pub(crate) const SILENCE_MAX: Duration = Duration::from_secs(65);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// What answers a request. It sleeps by the stop alone, so that everything can end.
pub(crate) trait Answers: Send + Sync + 'static {
    fn respond(&self, request: &Request, stop: &Stop) -> Written;
}

/// A running server. Dropping it stops it.
pub(crate) struct Plain {
    shared: Arc<Shared>,
    address: SocketAddr,
    acceptor: Option<JoinHandle<()>>,
}

struct Shared {
    stop: Stop,
    name: &'static str,
    streams: Mutex<Vec<TcpStream>>,
    answers: Arc<dyn Answers>,
}

impl Plain {
    /// Binds to this address and port, and serves. The name is its threads'.
    pub(crate) fn start(
        listen: &str,
        name: &'static str,
        answers: Arc<dyn Answers>,
    ) -> io::Result<Plain> {
        let listener = TcpListener::bind(listen)?;
        let address = listener.local_addr()?;
        let (stop, streams) = (Stop::default(), Mutex::default());
        let shared = Arc::new(Shared { stop, name, streams, answers });
        let in_thread = shared.clone();
        let acceptor = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || accept(&in_thread, &listener))?;
        Ok(Plain { shared, address, acceptor: Some(acceptor) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        self.shared.stop.set();
        for stream in lock(&self.shared.streams).drain(..) {
            stream.shutdown(Shutdown::Both).ok();
        }
        // The acceptor sleeps in `accept` until a connection comes.
        let knocked = TcpStream::connect_timeout(&self.address, CONNECT_TIMEOUT).is_ok();
        if let Some(acceptor) = self.acceptor.take().filter(|_| knocked)
            && acceptor.join().is_err()
        {
            log::error!("sandbox: the accepting thread panicked");
        }
    }
}

fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    while let Ok((stream, _)) = listener.accept() {
        if shared.stop.is_set() {
            return;
        }
        stream.set_read_timeout(Some(SILENCE_MAX)).ok();
        if let Ok(second) = stream.try_clone() {
            lock(&shared.streams).push(second);
        }
        let in_thread = shared.clone();
        let begun = thread::Builder::new()
            .name(shared.name.to_owned())
            .spawn(move || serve(&in_thread, stream));
        if let Err(error) = begun {
            log::warn!("sandbox: connection refused: {error}");
        }
    }
}

fn serve(shared: &Shared, stream: TcpStream) {
    let closing = stream.try_clone();
    let mut connection = Connection::new(stream);
    while !shared.stop.is_set() {
        let request = match connection.next() {
            Ok(request) => request,
            Err(Unreadable::Gone | Unreadable::Bad(_)) => break,
        };
        let answer = shared.answers.respond(&request, &shared.stop);
        if !connection.write(&answer, request.keep_alive, &shared.stop) {
            break;
        }
    }
    // The list of streams holds a second handle, so that dropping ours closes nothing.
    if let Ok(stream) = closing {
        stream.shutdown(Shutdown::Both).ok();
    }
}
