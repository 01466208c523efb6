//! What the threads behind tiny_http do: quick workers take requests from it and answer them, or pass them on to the
//! workers that may wait.

use crate::server::handler::{Handler, Lane, Reply};
use crate::server::inside::probe::is_probe;
use crate::server::limits::BODY_BYTES_MAX;
use crate::server::message::{Request, Response};
use crate::server::queue::{Next, Queue, Staffing, WaitGroup};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::{io, thread};

/// What a client hears when the waiting lane is full: when to come back.
const RETRY_AFTER_SECONDS: u32 = 2;

/// Stack of a worker. Only what is touched costs memory.
const WORKER_STACK_BYTES: usize = 512 * 1024;

/// A request and the reply that is owed for it.
pub(crate) struct Job {
    request: Request,
    reply: Reply,
}

/// What all workers share.
pub(crate) struct Workers {
    /// tiny_http, behind the gate.
    pub(crate) http: tiny_http::Server,
    /// The workers for what waits for the disk at most.
    pub(crate) quick: Mutex<Staffing>,
    /// The lane for what waits for others.
    pub(crate) waiting: Queue<Job>,
    /// Which lane a request takes.
    pub(crate) lane: fn(&Request) -> Lane,
    /// Answers requests.
    pub(crate) handler: Handler,
    /// The path the self-check asks for.
    pub(crate) check_path: String,
    /// Set when the threads shall end.
    pub(crate) stopping: AtomicBool,
    /// Set when tiny_http is gone.
    pub(crate) failed: AtomicBool,
    /// Called when tiny_http is gone.
    pub(crate) on_unresponsive: Arc<dyn Fn() + Send + Sync>,
    /// All threads at work here.
    pub(crate) alive: WaitGroup,
    /// The same, to be joined.
    pub(crate) threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What a thread does until the end.
pub(crate) type Life = fn(&Arc<Workers>);

impl Workers {
    /// The life of a worker for what waits for the disk at most.
    pub(crate) fn run_quick(self: &Arc<Workers>) {
        loop {
            self.quick().wait();
            let received = self.http.recv();
            let spawns = {
                let mut quick = self.quick();
                quick.leave();
                quick.spawns()
            };
            if self.stopping.load(Relaxed) {
                return;
            }
            if spawns && self.spawned("quick", Workers::run_quick).is_none() {
                self.quick().not_spawned();
            }
            match received {
                Ok(http) => {
                    // The client hears 500 for a request that is dropped on the way.
                    if catch_unwind(AssertUnwindSafe(|| self.receive(http))).is_err() {
                        log::error!("server: a request was dropped in a panic");
                    }
                }
                Err(error) => {
                    log::error!("server: tiny_http accepts no more: {error}");
                    self.failed.store(true, Relaxed);
                    return (self.on_unresponsive)();
                }
            }
        }
    }

    /// The life of a worker that waits for others.
    pub(crate) fn run_waiting(self: &Arc<Workers>) {
        while let Some(Next { item, spawns }) = self.waiting.pop() {
            if spawns && self.spawned("waiting", Workers::run_waiting).is_none() {
                self.waiting.not_spawned();
            }
            self.answer(item);
        }
    }

    /// Starts a thread that lives this life.
    pub(crate) fn spawn(self: &Arc<Workers>, name: &str, life: Life) -> io::Result<()> {
        let (workers, alive) = (Arc::clone(self), self.alive.add());
        let builder = thread::Builder::new().name(name.to_owned());
        let thread = builder.stack_size(WORKER_STACK_BYTES).spawn(move || {
            life(&workers);
            drop(workers);
            drop(alive);
        })?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    /// The same beside others that work already: that there is no thread for it is only logged.
    fn spawned(self: &Arc<Workers>, name: &str, life: Life) -> Option<()> {
        let spawned = self.spawn(name, life);
        spawned.inspect_err(|e| log::error!("server: no thread for another worker: {e}")).ok()
    }

    fn quick(&self) -> MutexGuard<'_, Staffing> {
        self.quick.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn receive(&self, mut http: tiny_http::Request) {
        if is_probe(&http) {
            return Reply::new(http).send(Response::empty(204));
        }
        let request = match read(&mut http) {
            Ok(request) => request,
            Err(error) => return log::debug!("server: a request broke off inside: {error}"),
        };
        // The self-check goes the whole way: it shall notice workers that hang.
        let is_quick = request.path == self.check_path || (self.lane)(&request) == Lane::Quick;
        let job = Job { request, reply: Reply::new(http) };
        if is_quick {
            self.answer(job);
        } else if let Err(Job { reply, .. }) = self.waiting.push(job) {
            let seconds = RETRY_AFTER_SECONDS.to_string();
            let response = Response::text(503, "busy, try again\n");
            reply.send(response.with_header("Retry-After", seconds));
        }
    }

    fn answer(&self, Job { request, reply }: Job) {
        if request.path == self.check_path {
            return reply.send(Response::empty(204));
        }
        // The panic's message went to stderr; the log says which request it was. The client hears of it when the
        // reply is dropped.
        if catch_unwind(AssertUnwindSafe(|| self.handler.handle(&request, reply))).is_err() {
            log::error!("server: a panic in {request:?}");
        }
    }
}

/// Takes all there is out of tiny_http's request, so that its reading thread is free again.
fn read(http: &mut tiny_http::Request) -> io::Result<Request> {
    let mut request = Request::new(http.method().as_str(), http.url());
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
    Ok(request)
}
