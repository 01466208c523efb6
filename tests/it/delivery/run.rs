//! One database full of messages, a program that is killed over and over while it sends them, and what has arrived.

use crate::support::harness::{RETELL_KEY, agent, config_text, furnish, read};
use crate::support::smtp::{SmtpServer, Stage};
use chairside::appliance::{Appliance, calcom_client};
use chairside::config::Config;
use chairside::frontdesk::system_clock;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxOptions, WebhookMode,
};
use chairside::server::serve::ServerOptions;
use rusqlite::Connection;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};
use time::{OffsetDateTime, Weekday};

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
/// Commits of a start before the first message is taken up, and a few messages.
const COMMITS: usize = 10;
/// A kill costs fewer messages than so many, and some are left for the end.
const MESSAGES_A_KILL: usize = 2;
const MESSAGES_LEFT: usize = 20;

/// Where and when the program dies.
struct Aim {
    stage: Stage,
    /// How many times the stage is passed before.
    passes: usize,
    victim: Arc<Mutex<Child>>,
    dead: Sender<()>,
}

/// The program, its messages, and the mail server they go to.
pub struct Run {
    server: SmtpServer,
    aim: Arc<Mutex<Option<Aim>>>,
    dir: tempfile::TempDir,
    /// Keeps Cal.com there.
    _sandbox: Sandbox,
    messages: usize,
    kills: usize,
    doubles: usize,
    /// What had arrived before the run in hand.
    arrived: BTreeSet<String>,
    /// How many letters had.
    letters: usize,
}

impl Run {
    /// Messages for so many kills, and visits that were rolled back, of which nobody must hear.
    pub fn prepared(kills: usize) -> Run {
        let messages = kills * MESSAGES_A_KILL + MESSAGES_LEFT;
        let options = SandboxOptions { webhooks: WebhookMode::Hold, ..SandboxOptions::default() };
        let sandbox = Sandbox::start(options).unwrap();
        furnish(&sandbox);
        let server = SmtpServer::plain();
        let aim: Arc<Mutex<Option<Aim>>> = Arc::default();
        let aimed = aim.clone();
        server.watch(move |stage| shoot(&aimed, stage));
        let dir = tempfile::tempdir().unwrap();
        let section = format!(
            "[mail]\ntransport = \"smtp\"\nfrom = \"termine@salon.example\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n",
            server.address.port()
        );
        let text = config_text(&sandbox.base_url(), &dir.path().join("test.db"), &section);
        std::fs::write(dir.path().join("appliance.toml"), &text).unwrap();
        book(&text, &sandbox);
        let run = Run {
            server,
            aim,
            dir,
            _sandbox: sandbox,
            messages,
            kills: 0,
            doubles: 0,
            arrived: BTreeSet::new(),
            letters: 0,
        };
        run.multiply();
        run
    }

    fn database(&self) -> Connection {
        Connection::open(self.dir.path().join("test.db")).unwrap()
    }

    fn count(&self, sql: &str) -> usize {
        let count: i64 = self.database().query_row(sql, [], |row| row.get(0)).unwrap();
        usize::try_from(count).unwrap()
    }

    /// As many as are wanted, each of a visit of its own: like the one that was booked.
    fn multiply(&self) {
        assert_eq!(self.count("SELECT count(*) FROM outbox"), 1, "none for what was rolled back");
        let copied = "id || '-' || ?1, company_id, visit_ref || '-' || ?1, kind, revision, channel, recipient,
            json_set(facts, '$.visit_ref', visit_ref || '-' || ?1), state, reason, attempts, due_at, next_try_at,
            sending_at, link_token, provider_id, created_at, written_at, finished_at";
        let connection = self.database();
        let mut copy = connection
            .prepare(&format!(
                "INSERT INTO outbox SELECT {copied} FROM outbox ORDER BY rowid LIMIT 1"
            ))
            .unwrap();
        for number in 1..i64::try_from(self.messages).unwrap() {
            copy.execute([i64::try_from(number).unwrap()]).unwrap();
        }
    }

    /// Starts the program and kills it: at a line of the mail server, or at a commit.
    pub fn kill(&mut self, number: usize) {
        if number.is_multiple_of(2) {
            let number = number / 2;
            let stage = STAGES[number % STAGES.len()];
            self.killed_at(stage, number / STAGES.len() % 3);
        } else {
            let number = number / 2;
            let side = if number.is_multiple_of(2) { "before" } else { "after" };
            let mut program = self.start(Some(&format!("{side}:{}", 1 + number / 2 % COMMITS)));
            wait_for("it has killed itself", || program.try_wait().unwrap().is_some());
        }
        self.kills += 1;
        self.look();
    }

    fn killed_at(&self, stage: Stage, passes: usize) {
        let (dead, is_dead) = mpsc::channel();
        let victim = Arc::new(Mutex::new(self.start(None)));
        // It may have sent some before it is aimed at; that it is alive until then is all that counts.
        *self.aim.lock().unwrap() = Some(Aim { stage, passes, victim: victim.clone(), dead });
        wait_for("it is killed while it sends", || is_dead.try_recv().is_ok());
        *self.aim.lock().unwrap() = None;
        victim.lock().unwrap().wait().unwrap();
    }

    fn is_all_sent(&self) -> bool {
        self.count("SELECT count(*) FROM outbox WHERE state = 'open'") == 0
    }

    fn start(&self, crash: Option<&str>) -> Child {
        let config: PathBuf = self.dir.path().join("appliance.toml");
        let mut command = Command::new(env!("CARGO_BIN_EXE_chairside"));
        command.arg("serve").arg("--config").arg(config);
        command.env_remove("CHAIRSIDE_CRASH_AT_COMMIT").stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(crash) = crash {
            command.env("CHAIRSIDE_CRASH_AT_COMMIT", crash);
        }
        command.spawn().unwrap()
    }

    /// Of what has arrived in this run only the first may have been there before: it was under way when the last one died.
    fn look(&mut self) {
        let ids = self.server.ids();
        let now = &ids[self.letters..];
        for (place, id) in now.iter().enumerate() {
            let is_new = self.arrived.insert(id.clone());
            assert!(is_new || place == 0, "{id} came again, {place} letters after a kill");
            self.doubles += usize::from(!is_new);
        }
        self.letters = ids.len();
    }

    /// Lets the program live until all is sent, and judges.
    pub fn end(mut self) -> String {
        let mut program = self.start(None);
        wait_for("all is sent", || self.is_all_sent());
        program.kill().unwrap();
        program.wait().unwrap();
        self.look();
        assert_eq!(
            self.arrived.len(),
            self.messages,
            "none is missing, and none is of anybody else"
        );
        let sent = self.count("SELECT count(*) FROM outbox WHERE state = 'sent'");
        assert_eq!(sent, self.messages);
        assert!(self.doubles <= self.kills, "{} of {}", self.doubles, self.kills);
        let (kills, messages, doubles) = (self.kills, self.messages, self.doubles);
        format!(
            "{kills} kills, {messages} messages, none missing, {doubles} that were under way came twice"
        )
    }
}

/// One visit that stands, and three that were rolled back.
fn book(text: &str, sandbox: &Sandbox) {
    let config = Config::parse(text).unwrap();
    let (calcom, options) = (calcom_client(&config).unwrap(), ServerOptions::default());
    let appliance = Appliance::start_with(config, calcom, system_clock(), options, false).unwrap();
    let url = format!("http://{}", appliance.addr().unwrap());
    let mut day = OffsetDateTime::now_utc().date() + time::Duration::days(7);
    if day.weekday() == Weekday::Sunday {
        day = day.next_day().unwrap();
    }
    for hour in [9, 11, 13] {
        sandbox
            .fault(Fault::once(FaultOn::operation(Operation::Book).nth(4), FaultKind::SlotTaken));
        let args = json!({ "service": "Ansatzfärbung", "staff": "Emma", "customer_name": "Ada",
            "start": format!("{day}T{hour:02}:00") });
        let call = json!({ "call_id": format!("call_{hour}"), "call_type": "phone_call",
            "direction": "inbound", "from_number": "+4915112345678" });
        let body = json!({ "name": "book_appointment", "args": args, "call": call }).to_string();
        let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let signature = chairside::retell::signature::sign(
            RETELL_KEY,
            body.as_bytes(),
            now_ms.try_into().unwrap(),
        );
        let request = agent().post(format!("{url}/api/retell/function"));
        let request = request.header("x-retell-signature", signature);
        let (status, answer) = read(request.content_type("application/json").send(body).unwrap());
        assert_eq!(status, 200);
        assert_ne!(answer["status"], "booked", "{answer}");
        sandbox.clear_faults();
    }
    let body = json!({ "request_id": "r1", "service": "Haarschnitt", "staff": "Jürgen",
        "start": format!("{day}T10:00"),
        "customer": { "name": "Zoë Beispiel", "email": "zoe@kundin.example" } });
    let request = agent().post(format!("{url}/api/v2/bookings"));
    let token = format!("Bearer {}", crate::support::harness::WEB_TOKEN);
    let request = request.header("authorization", token).content_type("application/json");
    let (status, answer) = read(request.send(body.to_string()).unwrap());
    assert_eq!(status, 201, "{answer}");
    wait_for("what was rolled back is at rest", || {
        appliance.work.tick();
        sandbox.counts().standing == 1
    });
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

fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "not in time: {what}");
        std::thread::sleep(GLANCE);
    }
}
