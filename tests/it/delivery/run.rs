//! One database full of messages, a program that is killed over and over while it sends them, and what has arrived.

use crate::delivery::receiver::{Receiver, wait_for};
use crate::support::harness::{RETELL_KEY, agent, config_text, furnish, read};
use chairside::appliance::{Appliance, calcom_client};
use chairside::config::Config;
use chairside::frontdesk::system_clock;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxOptions, WebhookMode,
};
use chairside::server::serve::ServerOptions;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use time::{OffsetDateTime, Weekday};

/// Commits of a start before the first message is taken up, and a few messages.
const COMMITS: usize = 10;
/// A kill costs fewer messages than so many, and some are left for the end.
const MESSAGES_A_KILL: usize = 2;
const MESSAGES_LEFT: usize = 20;

/// The program, its messages, and where they go.
pub struct Run {
    receiver: Receiver,
    dir: tempfile::TempDir,
    /// Keeps Cal.com there.
    _sandbox: Sandbox,
    messages: usize,
    kills: usize,
    doubles: usize,
    /// What has arrived.
    arrived: BTreeSet<String>,
    /// What was on its way when the program died last, as its database has it.
    under_way: Option<String>,
    /// How many had, doubles too.
    seen: usize,
}

impl Run {
    /// Messages for so many kills, and visits that were rolled back, of which nobody must hear.
    pub fn prepared(receiver: Receiver, kills: usize) -> Run {
        let messages = kills * MESSAGES_A_KILL + MESSAGES_LEFT;
        let options = SandboxOptions { webhooks: WebhookMode::Hold, ..SandboxOptions::default() };
        let sandbox = Sandbox::start(options).unwrap();
        furnish(&sandbox);
        let dir = tempfile::tempdir().unwrap();
        let section = receiver.section();
        let text = config_text(&sandbox.base_url(), &dir.path().join("test.db"), &section);
        std::fs::write(dir.path().join("appliance.toml"), &text).unwrap();
        book(&text, &sandbox, receiver.customer());
        let run = Run {
            receiver,
            dir,
            _sandbox: sandbox,
            messages,
            kills: 0,
            doubles: 0,
            arrived: BTreeSet::new(),
            under_way: None,
            seen: 0,
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
        let copied = "number + ?1, printf('%012x', number + ?1) || substr(id, 13), company_id, visit_ref || '-' || ?1, kind, revision, channel, recipient,
            json_set(facts, '$.visit_ref', visit_ref || '-' || ?1), state, reason, attempts, due_at, next_try_at,
            sending_at, link_token, provider_id, request, created_at, written_at, finished_at";
        let connection = self.database();
        let mut copy = connection
            .prepare(&format!(
                "INSERT INTO outbox SELECT {copied} FROM outbox ORDER BY rowid LIMIT 1"
            ))
            .unwrap();
        for number in 1..i64::try_from(self.messages).unwrap() {
            copy.execute([number]).unwrap();
        }
    }

    /// Starts the program and kills it: where the receiver says, or at a commit.
    pub fn kill(&mut self, number: usize) {
        let (number, is_at_commit) = (number / 2, !number.is_multiple_of(2));
        if is_at_commit {
            let side = if number.is_multiple_of(2) { "before" } else { "after" };
            let mut program = self.start(Some(&format!("{side}:{}", 1 + number / 2 % COMMITS)));
            wait_for("it has killed itself", || program.try_wait().unwrap().is_some());
        } else {
            self.receiver.kill(number, || self.start(None));
        }
        self.kills += 1;
        self.look();
    }

    /// How many messages have arrived, doubles not counted.
    fn there(&self) -> usize {
        self.receiver.ids().into_iter().collect::<BTreeSet<_>>().len()
    }

    /// What the last program said of itself.
    fn said(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("stderr")).unwrap()
    }

    fn start(&self, crash: Option<&str>) -> Child {
        let config: PathBuf = self.dir.path().join("appliance.toml");
        let mut command = Command::new(env!("CARGO_BIN_EXE_chairside"));
        command.arg("serve").arg("--config").arg(config);
        command.env_remove("CHAIRSIDE_CRASH_AT_COMMIT").stdout(Stdio::null());
        command.stderr(File::create(self.dir.path().join("stderr")).unwrap());
        if let Some(crash) = crash {
            command.env("CHAIRSIDE_CRASH_AT_COMMIT", crash);
        }
        command.spawn().unwrap()
    }

    /// What was on its way when the program died. That is one message at most.
    fn left_under_way(&self) -> Option<String> {
        let path = self.dir.path().join("test.db");
        // Whoever may write would tidy up what the program has to find by itself.
        let connection =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let sql = "SELECT id FROM outbox WHERE state = 'open' AND sending_at IS NOT NULL";
        let mut statement = connection.prepare(sql).unwrap();
        let ids: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(ids.len() <= 1, "{ids:?}");
        ids.into_iter().next()
    }

    /// Of what has arrived since the last look only that may have come before which was on its way at the death before this
    /// one. What a dying program had sent may arrive after it.
    fn look(&mut self) {
        let ids = self.receiver.ids();
        let mut again = 0;
        for id in &ids[self.seen..] {
            let is_new = self.arrived.insert(id.clone());
            let was_under_way = self.under_way.as_ref() == Some(id);
            assert!(is_new || was_under_way, "{id} came again");
            again += usize::from(!is_new);
        }
        // Late, and once more.
        assert!(again <= 2, "{again} came again after one kill");
        self.doubles += again;
        self.seen = ids.len();
        self.under_way = self.left_under_way();
    }

    /// Lets the program live until all is sent, and judges.
    pub fn end(mut self) -> String {
        let mut program = self.start(None);
        // How long it takes nobody knows; that it goes on is what counts. The database is left alone until then: a connection
        // that comes and goes while the program opens its own takes files away from under it.
        let mut there = self.there();
        while there < self.messages {
            wait_for("another one arrives", || {
                assert!(program.try_wait().unwrap().is_none(), "it ended: {}", self.said());
                self.there() > there
            });
            there = self.there();
        }
        let open = "SELECT count(*) FROM outbox WHERE state = 'open'";
        wait_for("all of them are known to be sent", || self.count(open) == 0);
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
        let what = self.receiver.told();
        format!(
            "{kills} kills, {messages} {what}, none missing, {doubles} that were under way came twice"
        )
    }
}

/// One visit that stands, and three that were rolled back.
fn book(text: &str, sandbox: &Sandbox, customer: Value) {
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
        "customer": customer });
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
