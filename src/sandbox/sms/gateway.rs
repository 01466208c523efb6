//! The running stand-in, as its host program holds it.

use crate::sandbox::http::wire::{Connection, Unreadable};
use crate::sandbox::message::{Ending, Request, Written};
use crate::sandbox::sms::answers;
use crate::sandbox::sms::answers::Asked;
use crate::sandbox::stop::{Stop, lock};
use std::collections::VecDeque;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, thread};

/// A connection that is silent for so long is closed.
const SILENCE_MAX: Duration = Duration::from_secs(65);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// A text message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// As it was sent.
    pub to: String,
    /// As it was sent.
    pub text: String,
    /// The sender's own key for it; empty where the shape has none.
    pub key: String,
}

/// What goes wrong with the next message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmsFault {
    /// The number is refused for good, nothing taken.
    RefusedNumber,
    /// 503, nothing taken.
    Error503,
    /// 429, nothing taken.
    TooMany,
    /// The key is refused, nothing taken.
    KeyRefused,
    /// Taken; the answer comes so much later.
    Slow(Duration),
    /// Taken; the connection closes without an answer.
    LostAnswer,
    /// The connection closes before anything is taken.
    NeverArrives,
    /// Nothing is taken and nothing is answered, until everything ends.
    Hangs,
    /// 302 to elsewhere, nothing taken.
    Redirect,
    /// 200 and a page of somebody else's, nothing taken.
    Html200,
}

/// A running stand-in. Dropping it stops it.
pub struct SmsGateway {
    core: Arc<Core>,
    address: SocketAddr,
    acceptor: Option<JoinHandle<()>>,
}

/// What there is at the start, in cents.
const CREDIT_CENTS: i64 = 4_250;

struct Core {
    credit_cents: Mutex<i64>,
    is_key_refused: Mutex<bool>,
    stop: Stop,
    /// A message of the same text and number is not taken twice, as seven.io has it for some minutes.
    has_reload_lock: Mutex<bool>,
    faults: Mutex<VecDeque<SmsFault>>,
    taken: Mutex<Vec<Taken>>,
    requests: Mutex<u64>,
    streams: Mutex<Vec<TcpStream>>,
}

impl Default for Core {
    fn default() -> Core {
        Core {
            credit_cents: Mutex::new(CREDIT_CENTS),
            is_key_refused: Mutex::default(),
            stop: Stop::default(),
            has_reload_lock: Mutex::default(),
            faults: Mutex::default(),
            taken: Mutex::default(),
            requests: Mutex::default(),
            streams: Mutex::default(),
        }
    }
}

impl SmsGateway {
    /// So much is left to pay messages with, in cents.
    pub fn set_credit(&self, cents: i64) {
        *lock(&self.core.credit_cents) = cents;
    }

    /// Whoever asks what is left is told that the key is wrong.
    pub fn refuse_key(&self) {
        *lock(&self.core.is_key_refused) = true;
    }

    /// Binds to a free port of this machine and serves.
    pub fn start() -> io::Result<SmsGateway> {
        SmsGateway::start_at("127.0.0.1:0")
    }

    /// Binds to this address and port, and serves.
    pub fn start_at(listen: &str) -> io::Result<SmsGateway> {
        let listener = TcpListener::bind(listen)?;
        let address = listener.local_addr()?;
        let core = Arc::<Core>::default();
        let in_thread = core.clone();
        let acceptor = thread::Builder::new()
            .name("sandbox sms".to_owned())
            .spawn(move || accept(&in_thread, &listener))?;
        Ok(SmsGateway { core, address, acceptor: Some(acceptor) })
    }

    /// The address in the shape of seven.io.
    pub fn seven_url(&self) -> String {
        format!("http://{}/api/sms", self.address)
    }

    /// The address in the shape of Twilio, without the path.
    pub fn twilio_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of a gateway that takes `{"to", "text", "id"}` as JSON.
    pub fn plain_url(&self) -> String {
        format!("http://{}/send", self.address)
    }

    /// Lets something go wrong with the next message; several are for those after it.
    pub fn fault(&self, fault: SmsFault) {
        lock(&self.core.faults).push_back(fault);
    }

    /// How many of the faults have not come to anything yet.
    pub fn faults_left(&self) -> usize {
        lock(&self.core.faults).len()
    }

    /// A message of the same text and number is not taken twice from now on.
    pub fn set_reload_lock(&self, is_on: bool) {
        *lock(&self.core.has_reload_lock) = is_on;
    }

    /// What was taken, in order.
    pub fn taken(&self) -> Vec<Taken> {
        lock(&self.core.taken).clone()
    }

    /// How many requests came.
    pub fn requests(&self) -> u64 {
        *lock(&self.core.requests)
    }
}

impl Drop for SmsGateway {
    fn drop(&mut self) {
        self.core.stop.set();
        for stream in lock(&self.core.streams).drain(..) {
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

fn accept(core: &Arc<Core>, listener: &TcpListener) {
    while let Ok((stream, _)) = listener.accept() {
        if core.stop.is_set() {
            return;
        }
        stream.set_read_timeout(Some(SILENCE_MAX)).ok();
        if let Ok(second) = stream.try_clone() {
            lock(&core.streams).push(second);
        }
        let core = core.clone();
        let begun = thread::Builder::new()
            .name("sandbox sms".to_owned())
            .spawn(move || serve(&core, stream));
        if let Err(error) = begun {
            log::warn!("sandbox: connection refused: {error}");
        }
    }
}

fn serve(core: &Core, stream: TcpStream) {
    let closing = stream.try_clone();
    let mut connection = Connection::new(stream);
    while !core.stop.is_set() {
        let request = match connection.next() {
            Ok(request) => request,
            Err(Unreadable::Gone | Unreadable::Bad(_)) => break,
        };
        let answer = respond(core, &request);
        if !connection.write(&answer, request.keep_alive, &core.stop) {
            break;
        }
    }
    // The list of streams holds a second handle, so that dropping ours closes nothing.
    if let Ok(stream) = closing {
        stream.shutdown(Shutdown::Both).ok();
    }
}

fn respond(core: &Core, request: &Request) -> Written {
    {
        let mut requests = lock(&core.requests);
        *requests = requests.saturating_add(1);
    }
    if let Some(shape) = answers::asks_for_credit(request) {
        return match *lock(&core.is_key_refused) {
            true => shape.key_refused(),
            false => shape.credit(*lock(&core.credit_cents)),
        };
    }
    let Some((shape, asked)) = answers::read(request) else {
        return answers::not_found();
    };
    let fault = lock(&core.faults).pop_front();
    let silent = || Written { ending: Ending::Silent, ..answers::not_found() };
    match fault {
        Some(SmsFault::NeverArrives) => silent(),
        Some(SmsFault::Hangs) => {
            core.stop.sleep(SILENCE_MAX);
            silent()
        }
        Some(SmsFault::Error503) => answers::error_503(),
        Some(SmsFault::TooMany) => shape.too_many(),
        Some(SmsFault::KeyRefused) => shape.key_refused(),
        Some(SmsFault::RefusedNumber) => shape.refused_number(&asked),
        Some(SmsFault::Redirect) => answers::redirect(),
        Some(SmsFault::Html200) => answers::html(),
        Some(SmsFault::LostAnswer) => {
            take(core, &asked);
            silent()
        }
        Some(SmsFault::Slow(duration)) => {
            take(core, &asked);
            core.stop.sleep(duration);
            shape.taken(&asked)
        }
        None => match take(core, &asked) {
            true => shape.taken(&asked),
            false => shape.taken_before(&asked),
        },
    }
}

/// Whether it was taken; a lock may keep it from being taken twice.
fn take(core: &Core, asked: &Asked) -> bool {
    let mut taken = lock(&core.taken);
    let same = |one: &Taken| one.to == asked.to && one.text == asked.text;
    if *lock(&core.has_reload_lock) && taken.iter().any(same) {
        return false;
    }
    taken.push(Taken { to: asked.to.clone(), text: asked.text.clone(), key: asked.key.clone() });
    true
}
