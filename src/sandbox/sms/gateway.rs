//! The running stand-in, as its host program holds it.

use crate::sandbox::http::plain::{Answers, Plain, SILENCE_MAX};
use crate::sandbox::message::{Ending, Request, Written};
use crate::sandbox::sms::answers;
use crate::sandbox::sms::answers::Asked;
use crate::sandbox::stop::{Stop, lock};
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
    server: Plain,
}

/// What there is at the start, in cents.
const CREDIT_CENTS: i64 = 4_250;

struct Core {
    credit_cents: Mutex<i64>,
    is_key_refused: Mutex<bool>,
    /// A message of the same text and number is not taken twice, as seven.io has it for some minutes.
    has_reload_lock: Mutex<bool>,
    faults: Mutex<VecDeque<SmsFault>>,
    taken: Mutex<Vec<Taken>>,
    requests: Mutex<u64>,
}

impl Default for Core {
    fn default() -> Core {
        Core {
            credit_cents: Mutex::new(CREDIT_CENTS),
            is_key_refused: Mutex::default(),
            has_reload_lock: Mutex::default(),
            faults: Mutex::default(),
            taken: Mutex::default(),
            requests: Mutex::default(),
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
        let core = Arc::<Core>::default();
        let server = Plain::start(listen, "sandbox sms", core.clone())?;
        Ok(SmsGateway { core, server })
    }

    /// The address in the shape of seven.io.
    pub fn seven_url(&self) -> String {
        format!("http://{}/api/sms", self.server.address())
    }

    /// The address in the shape of Twilio, without the path.
    pub fn twilio_url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// The address of a gateway that takes `{"to", "text", "id"}` as JSON.
    pub fn plain_url(&self) -> String {
        format!("http://{}/send", self.server.address())
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

impl Answers for Core {
    fn respond(&self, request: &Request, stop: &Stop) -> Written {
        respond(self, request, stop)
    }
}

fn respond(core: &Core, request: &Request, stop: &Stop) -> Written {
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
            stop.sleep(SILENCE_MAX);
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
            stop.sleep(duration);
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
