//! What the threads behind tiny_http do with a request: receivers take it in, two crews of workers wait for it.

use crate::server::gate::answers::Outbox;
use crate::server::inside::ticket::Ticket;
use crate::server::limits::BODY_BYTES_MAX;
use crate::server::message::{Request, Response};
use crate::server::queue::{Crew, Next, Queue};
use crate::server::reply::{Back, Handler};
use crate::server::serve::Lane;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::{io, thread};

/// What a client hears when the waiting lane is full: when to come back.
const RETRY_AFTER_SECONDS: u32 = 2;

/// Stack of a worker. Only what is touched costs memory.
const WORKER_STACK_BYTES: usize = 512 * 1024;

/// A request with its way back.
pub struct Job {
    back: Back,
    request: Request,
}

/// What all these threads share.
pub struct Inside {
    /// tiny_http, behind the gate.
    pub http: tiny_http::Server,
    /// The way back through the gate.
    pub outbox: Arc<Outbox>,
    /// The lane for what waits for the disk at most.
    pub quick: Queue<Job>,
    /// The lane for what waits for others.
    pub waiting: Queue<Job>,
    /// Which lane a request takes.
    pub lane: fn(&Request) -> Lane,
    /// Answers requests.
    pub handler: Handler,
    /// The path the self-check asks for.
    pub check_path: String,
    /// Set when the threads shall end.
    pub stopping: AtomicBool,
    /// Set when tiny_http is gone.
    pub failed: AtomicBool,
    /// Called when tiny_http is gone.
    pub on_deaf: Arc<dyn Fn() + Send + Sync>,
    /// Everybody at work here.
    pub crew: Crew,
    /// Their threads.
    pub workers: Mutex<Vec<JoinHandle<()>>>,
}

/// What a thread does until the end.
pub type Life = fn(&Arc<Inside>);

impl Inside {
    /// The life of a receiver.
    pub fn run_receiver(self: &Arc<Inside>) {
        loop {
            match self.http.recv() {
                Ok(http) => {
                    // The gate says 502 for a request that is dropped on the way.
                    if catch_unwind(AssertUnwindSafe(|| self.receive(http))).is_err() {
                        log::error!("server: a request was dropped in a panic");
                    }
                }
                Err(_) if self.stopping.load(Relaxed) => return,
                Err(error) => {
                    log::error!("server: tiny_http accepts no more: {error}");
                    self.failed.store(true, Relaxed);
                    (self.on_deaf)();
                    return;
                }
            }
        }
    }

    /// The life of a worker for what waits for the disk at most.
    pub fn run_quick(self: &Arc<Inside>) {
        self.work_off(&self.quick, "quick", Inside::run_quick);
    }

    /// The life of a worker that waits for others.
    pub fn run_waiting(self: &Arc<Inside>) {
        self.work_off(&self.waiting, "waiting", Inside::run_waiting);
    }

    fn work_off(self: &Arc<Inside>, queue: &Queue<Job>, name: &str, life: Life) {
        while let Some(Next { item: Job { back, request }, hires }) = queue.pop() {
            if hires && let Err(error) = self.hire(name, life) {
                log::error!("server: no thread for another worker: {error}");
                queue.not_hired();
            }
            self.answer(back, &request);
        }
    }

    /// Starts a thread that lives this life.
    pub fn hire(self: &Arc<Inside>, name: &str, life: Life) -> io::Result<()> {
        let (inside, member) = (Arc::clone(self), self.crew.join());
        let builder = thread::Builder::new().name(name.to_owned());
        let worker = builder.stack_size(WORKER_STACK_BYTES).spawn(move || {
            life(&inside);
            drop(inside);
            drop(member);
        })?;
        self.workers.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        Ok(())
    }

    fn receive(&self, mut http: tiny_http::Request) {
        let (request, ticket) = match read(&mut http) {
            Ok(Some(request)) => request,
            Ok(None) => return log::error!("server: a request that is not from the gate"),
            Err(error) => return log::debug!("server: a request broke off inside: {error}"),
        };
        if ticket == Ticket::PROBE {
            let proof = http.respond(tiny_http::Response::empty(204));
            return proof.unwrap_or_else(|error| log::debug!("server: no proof: {error}"));
        }
        let back = Back::new(Arc::clone(&self.outbox), ticket, request.method == "HEAD");
        // tiny_http need not know of the answer; without this it would give one of its own.
        drop(http.into_writer());
        // The self-check goes the whole way: it shall notice workers that hang.
        let is_check = request.path == self.check_path;
        let job = Job { back, request };
        let unqueued = match if is_check { Lane::Quick } else { (self.lane)(&job.request) } {
            Lane::AtOnce => return self.answer(job.back, &job.request),
            Lane::Quick => self.quick.push(job),
            Lane::Waits => self.waiting.push(job),
        };
        if let Err(Job { back, .. }) = unqueued {
            let seconds = RETRY_AFTER_SECONDS.to_string();
            let response = Response::text(503, "busy, try again\n");
            back.answer(&response.with_header("Retry-After", seconds));
        }
    }

    fn answer(&self, back: Back, request: &Request) {
        if request.path == self.check_path {
            return back.answer(&Response::empty(204));
        }
        // The panic's message went to stderr; the log says which request it was. The client hears of it when the
        // way back is dropped.
        if catch_unwind(AssertUnwindSafe(|| self.handler.handle(request, back))).is_err() {
            log::error!("server: a panic in {request:?}");
        }
    }
}

/// Takes all there is out of tiny_http's request, so that its reading thread is free again. `None` without
/// the gate's ticket.
fn read(http: &mut tiny_http::Request) -> io::Result<Option<(Request, Ticket)>> {
    let Some((ticket, target)) = Ticket::tear_off_target(http.url()) else { return Ok(None) };
    let mut request = Request::new(http.method().as_str(), target);
    for header in http.headers() {
        request = request.with_header(header.field.as_str().as_str(), header.value.as_str());
    }
    let length = http.body_length().unwrap_or(0);
    if length > 0 {
        let mut body = Vec::with_capacity(length.min(BODY_BYTES_MAX));
        http.as_reader().read_to_end(&mut body)?;
        if body.len() != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        request = request.with_body(body);
    }
    Ok(Some((request, ticket)))
}
