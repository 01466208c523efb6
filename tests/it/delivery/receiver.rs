//! Who is sent to, and where the program is killed meanwhile: a mail server, or a gateway of text messages.

use crate::support::smtp::{SmtpServer, Stage};
use chairside::sandbox::sms::gateway::{SmsFault, SmsGateway};
use serde_json::{Value, json};
use std::process::Child;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

/// How long anything may take until it is so. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(10);
const STAGES: [Stage; 7] = [
    Stage::Connected,
    Stage::Hello,
    Stage::Mail,
    Stage::Rcpt,
    Stage::Data,
    Stage::Letter,
    Stage::Answered,
];
/// Longer than anybody waits for an answer here.
const FOR_EVER: Duration = Duration::from_secs(600);

/// Who is sent to.
pub enum Receiver {
    Mail(Mail),
    Sms(SmsGateway),
}

/// A mail server, and the program that dies at one of its lines.
pub struct Mail {
    server: SmtpServer,
    aim: Arc<Mutex<Option<Aim>>>,
}

/// Where and when the program dies.
struct Aim {
    stage: Stage,
    /// How many times the stage is passed before.
    passes: usize,
    victim: Arc<Mutex<Child>>,
    dead: Sender<()>,
}

impl Receiver {
    pub fn mail() -> Receiver {
        let server = SmtpServer::plain();
        let aim: Arc<Mutex<Option<Aim>>> = Arc::default();
        let aimed = aim.clone();
        server.watch(move |stage| shoot(&aimed, stage));
        Receiver::Mail(Mail { server, aim })
    }

    pub fn sms() -> Receiver {
        Receiver::Sms(SmsGateway::start().unwrap())
    }

    /// The part of the configuration that names it.
    pub fn section(&self) -> String {
        match self {
            Receiver::Mail(mail) => format!(
                "[mail]\ntransport = \"smtp\"\nfrom = \"termine@salon.example\"\nhost = \"127.0.0.1\"\n\
                 port = {}\nsecurity = \"none\"\n",
                mail.server.address.port()
            ),
            Receiver::Sms(gateway) => format!(
                "[sms]\ntransport = \"seven\"\nurl = \"{}\"\napi_key = \"geheim\"\nfrom = \"Salon\"\n",
                gateway.seven_url()
            ),
        }
    }

    /// Somebody who is reached there.
    pub fn customer(&self) -> Value {
        match self {
            Receiver::Mail(_) => json!({ "name": "Zoë Beispiel", "email": "zoe@kundin.example" }),
            Receiver::Sms(_) => json!({ "name": "Zoë Beispiel", "phone": "+4915112345678" }),
        }
    }

    /// What is sent there.
    pub fn told(&self) -> &'static str {
        match self {
            Receiver::Mail(_) => "mails",
            Receiver::Sms(_) => "text messages",
        }
    }

    /// The names of what was taken, in order, doubles too.
    pub fn ids(&self) -> Vec<String> {
        match self {
            Receiver::Mail(mail) => mail.server.ids().iter().map(|id| plain(id)).collect(),
            Receiver::Sms(gateway) => gateway.taken().into_iter().map(|one| one.key).collect(),
        }
    }

    /// Starts the program and kills it while it sends: at another place with each number.
    pub fn kill(&self, number: usize, start: impl FnOnce() -> Child) {
        match self {
            Receiver::Mail(mail) => {
                mail.kill(STAGES[number % STAGES.len()], number / STAGES.len() % 3, start);
            }
            Receiver::Sms(gateway) => {
                // It is under way: taken and not answered, or not even taken.
                let is_taken = number.is_multiple_of(2);
                let fault = if is_taken { SmsFault::Slow(FOR_EVER) } else { SmsFault::Hangs };
                let taken = gateway.taken().len();
                gateway.fault(fault);
                let mut program = start();
                wait_for("it is under way", || {
                    gateway.faults_left() == 0 && (!is_taken || gateway.taken().len() > taken)
                });
                program.kill().unwrap();
                program.wait().unwrap();
            }
        }
    }
}

impl Mail {
    fn kill(&self, stage: Stage, passes: usize, start: impl FnOnce() -> Child) {
        let (dead, is_dead) = mpsc::channel();
        let victim = Arc::new(Mutex::new(start()));
        // It may have sent some before it is aimed at; that it is alive until then is all that counts.
        *self.aim.lock().unwrap() = Some(Aim { stage, passes, victim: victim.clone(), dead });
        wait_for("it is killed while it sends", || is_dead.try_recv().is_ok());
        *self.aim.lock().unwrap() = None;
        victim.lock().unwrap().wait().unwrap();
    }
}

/// A message's name in its Message-ID.
fn plain(id: &str) -> String {
    let (name, _) = id.strip_prefix('<').and_then(|rest| rest.split_once('@')).unwrap();
    name.to_owned()
}

/// Kills the program if this is where it is to die.
fn shoot(aim: &Mutex<Option<Aim>>, stage: Stage) {
    let mut aim = aim.lock().unwrap();
    let Some(at) = aim.as_mut().filter(|at| at.stage == stage) else { return };
    if at.passes > 0 {
        at.passes -= 1;
        return;
    }
    at.victim.lock().unwrap().kill().unwrap();
    at.victim.lock().unwrap().wait().unwrap();
    at.dead.send(()).ok();
    *aim = None;
}

/// Waits until something is so.
pub fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "not in time: {what}");
        std::thread::sleep(GLANCE);
    }
}
