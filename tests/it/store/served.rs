//! The real `serve` with its database in a folder of its own, for what can only be done to a process: its files taken
//! away, its limits set, the program killed and started anew.

use crate::support::harness::{CALLER, RETELL_KEY, WEB_TOKEN, agent, config_text, furnish, read};
use crate::visit::crash_run::Program;
use chairside::sandbox::stand_in::{Sandbox, SandboxOptions};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How long anything may take until it is so. Only a failing test waits so long.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(20);
/// Status and body.
pub type Heard = (u16, Value);

/// A place to serve from.
pub struct Served {
    pub sandbox: Sandbox,
    pub program: Program,
    dir: tempfile::TempDir,
    logs: tempfile::TempDir,
}

impl Served {
    pub fn start() -> Served {
        Served::start_with("")
    }

    /// With these limits, as a shell sets them.
    pub fn start_with(limits: &str) -> Served {
        let sandbox = Sandbox::start(SandboxOptions::default()).unwrap();
        furnish(&sandbox);
        let (dir, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(dir.path().join("data")).unwrap();
        let text = config_text(&sandbox.base_url(), &dir.path().join("data/test.db"), "");
        fs::write(dir.path().join("appliance.toml"), text).unwrap();
        let program = Program { child: Command::new("true").spawn().unwrap(), url: None };
        let mut served = Served { sandbox, program, dir, logs };
        served.serve(limits);
        served
    }

    /// Where the database, its log and its index are.
    pub fn folder(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub fn database(&self) -> PathBuf {
        self.folder().join("test.db")
    }

    /// Somewhere else on the same file system.
    pub fn elsewhere(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, limits: &str) -> Command {
        let mut command = Command::new("sh");
        let serve = "exec \"$0\" serve --config \"$1\"";
        command
            .args(["-c", &format!("{limits}\n{serve}"), env!("CARGO_BIN_EXE_chairside")])
            .arg(self.dir.path().join("appliance.toml"))
            .env_remove("RUST_LOG");
        command
    }

    /// Kills what runs and starts another.
    pub fn serve(&mut self, limits: &str) {
        let log =
            File::options().create(true).append(true).open(self.logs.path().join("log")).unwrap();
        let mut command = self.command(limits);
        command.stdout(Stdio::piped()).stderr(log);
        self.kill();
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("chairside: listening on ").map(str::to_owned);
        assert!(url.is_some(), "{}", self.log());
        self.program = Program { child, url };
    }

    /// Starts it and waits until it ends by itself.
    pub fn refused_start(&mut self, limits: &str) -> Output {
        self.kill();
        self.command(limits).output().unwrap()
    }

    pub fn kill(&mut self) {
        self.program.child.kill().ok();
        self.program.child.wait().unwrap();
    }

    /// Ends it in order.
    pub fn stop(&mut self) {
        let process = self.program.child.id().to_string();
        assert!(Command::new("kill").arg(process).status().unwrap().success());
        assert!(self.program.child.wait().unwrap().success());
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.logs.path().join("log")).unwrap()
    }

    /// Lines of the log at this level.
    pub fn told(&self, level: &str) -> Vec<String> {
        let log = self.log();
        let lines = log.lines().filter(|line| line.contains(&format!(" {level} ")));
        lines.map(str::to_owned).collect()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.program.url.as_deref().unwrap())
    }

    pub fn ready(&self) -> Heard {
        read(agent().get(self.url("/readyz")).call().unwrap())
    }

    /// Waits until `/readyz` says so.
    pub fn becomes(&self, status: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let (code, body) = self.ready();
            if body["status"] == status {
                return assert_eq!(code, if status == "ready" { 200 } else { 503 });
            }
            assert!(Instant::now() < end, "{status} in time, not {body}: {}", self.log());
            std::thread::sleep(GLANCE);
        }
    }

    fn retell(&self, path: &str, body: &Value) -> ureq::http::Response<ureq::Body> {
        let body = body.to_string();
        let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let now_ms = now_ms.try_into().unwrap();
        let signature = chairside::retell::signature::sign(RETELL_KEY, body.as_bytes(), now_ms);
        agent()
            .post(self.url(path))
            .header("x-retell-signature", &signature)
            .content_type("application/json")
            .send(body.as_bytes())
            .unwrap()
    }

    /// A webhook that is only kept, with this many bytes in it; its status, and when to come again.
    pub fn webhook(&self, call: &str, bytes: usize) -> (u16, Option<String>) {
        let event = json!({ "event": "call_started", "call": { "call_id": call },
            "padding": "x".repeat(bytes) });
        let answer = self.retell("/api/retell/webhook", &event);
        let retry = answer.headers().get("retry-after");
        let retry = retry.map(|value| value.to_str().unwrap().to_owned());
        (answer.status().as_u16(), retry)
    }

    pub fn function(&self, name: &str, args: Value) -> Heard {
        let call = json!({ "call_id": "call_f", "call_type": "phone_call", "direction": "inbound",
            "from_number": CALLER });
        let body = json!({ "name": name, "args": args, "call": call });
        read(self.retell("/api/retell/function", &body))
    }

    pub fn inbound(&self) -> Heard {
        let body = json!({ "event": "call_inbound",
            "call_inbound": { "agent_id": "agent_1", "from_number": CALLER, "to_number": "+493023125100" } });
        read(self.retell("/api/retell/inbound", &body))
    }

    /// On a Tuesday in a week or two, when everybody works, at this time of day.
    pub fn tuesday(&self, at: &str) -> String {
        let mut day = OffsetDateTime::now_utc().date() + time::Duration::days(7);
        while day.weekday() != time::Weekday::Tuesday {
            day = day.next_day().unwrap();
        }
        format!("{day}T{at}")
    }

    /// A booking of the web form on that day.
    pub fn order(&self, request_id: &str) -> Heard {
        let body = json!({ "request_id": request_id, "service": "haarschnitt", "staff": "Emma",
            "start": self.tuesday("10:00"), "customer": { "name": "Zoë Beispiel", "phone": CALLER } });
        let request = agent()
            .post(self.url("/api/v2/bookings"))
            .header("authorization", &format!("Bearer {WEB_TOKEN}"));
        read(request.content_type("application/json").send(body.to_string().as_bytes()).unwrap())
    }

    pub fn show(&self, uid: &str) -> Heard {
        let request = agent()
            .get(self.url(&format!("/api/v2/bookings/{uid}")))
            .header("authorization", &format!("Bearer {WEB_TOKEN}"));
        read(request.call().unwrap())
    }

    /// The calls of which a message was kept, in the database at this path.
    pub fn kept(&self, database: &std::path::Path) -> Vec<String> {
        let connection = Connection::open(database).unwrap();
        let sql = "SELECT subject FROM inbox WHERE channel = 'retell_webhook' ORDER BY id";
        let mut query = connection.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }
}
