//! A salon in which everything is as it should be: the running program, a Cal.com with a webhook to it, a mail server, a
//! gateway, a backup; and `doctor` as a process on its configuration.

use crate::support::certificate;
use crate::support::certificate::Certificate;
use crate::support::harness::{WEBHOOK_SECRET, config_text, furnish};
use crate::support::program;
use crate::support::program::Said;
use crate::support::smtp::SmtpServer;
use chairside::appliance::{Appliance, calcom_client};
use chairside::config::Config;
use chairside::frontdesk::system_clock;
use chairside::sandbox::retell::service::{DEMO_RETELL_KEY, RetellSandbox};
use chairside::sandbox::sms::gateway::SmsGateway;
use chairside::sandbox::stand_in::{DEMO_API_KEY, Sandbox, SandboxOptions, WebhookMode};
use chairside::server::serve::ServerOptions;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The organisation of the stand-in's own subscriptions.
pub const ORGANIZATION: i64 = 1;
/// The agent's number.
pub const NUMBER: &str = "+493023125199";

/// What `doctor` said of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub level: String,
    pub seen: String,
    pub todo: String,
}

pub struct World {
    pub sandbox: Sandbox,
    pub smtp: SmtpServer,
    pub sms: SmsGateway,
    pub retell: RetellSandbox,
    pub appliance: Option<Appliance>,
    pub folder: tempfile::TempDir,
    pub config: PathBuf,
    /// Where the program listens.
    pub url: String,
    certificate: Certificate,
    _certificates: tempfile::TempDir,
}

/// Only for its owner.
pub fn private(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

impl World {
    pub fn new() -> World {
        let options = SandboxOptions { webhooks: WebhookMode::Hold, ..SandboxOptions::default() };
        let sandbox = Sandbox::start(options).unwrap();
        furnish(&sandbox);
        let certificates = tempfile::tempdir().unwrap();
        let certificate = certificate::make(certificates.path(), "localhost");
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let backups = folder.path().join("backups");
        fs::create_dir(&backups).unwrap();
        fs::write(backups.join("newest.db"), "x").unwrap();
        let mut world = World {
            smtp: SmtpServer::starttls(&certificate),
            sms: SmsGateway::start().unwrap(),
            retell: RetellSandbox::start().unwrap(),
            appliance: None,
            config: folder.path().join("appliance.toml"),
            url: String::new(),
            certificate,
            _certificates: certificates,
            sandbox,
            folder,
        };
        world.write(&world.text());
        world.serve();
        world.write(&world.text());
        world.sandbox.unsubscribe_all();
        world.sandbox.subscribe(&world.hook_url(), Some(WEBHOOK_SECRET));
        assert_eq!(world.run(&["hosts", "sync"]).code, Some(0));
        world.retell.add_number(NUMBER);
        let pushed = world.run(&["retell", "push"]);
        assert_eq!(pushed.code, Some(0), "{pushed:?}");
        world
    }

    /// `appliance.toml` as it should be.
    pub fn text(&self) -> String {
        let text = config_text(&self.sandbox.base_url(), &self.database(), "");
        let (port, ca) = (self.smtp.address.port(), &self.certificate.cert);
        let text = text.replace("every_seconds = 0", "every_seconds = 60").replace(
            "[calcom]\n",
            &format!("[calcom]\nteam_ids = [90]\norganization_id = {ORGANIZATION}\n"),
        );
        let public = match self.url.as_str() {
            "" => String::new(),
            url => format!("public_url = \"{url}\"\n"),
        };
        let text = text.replace("[server]\n", &format!("[server]\n{public}"));
        format!(
            "{text}\n[mail]\ntransport = \"smtp\"\nfrom = \"Salon Probe <termine@salon.example>\"\nhost = \"localhost\"\n\
             port = {port}\nsecurity = \"starttls\"\nuser = \"termine\"\npassword = \"geheim\"\nca_file = {ca:?}\n\
             step_timeout_seconds = 5\ntotal_timeout_seconds = 10\n\
             [sms]\ntransport = \"seven\"\nurl = \"{}\"\napi_key = \"sms-key\"\nfrom = \"Salon\"\n\
             [retell_agent]\nbase_url = {:?}\napi_key = \"{DEMO_RETELL_KEY}\"\nnumber = \"{NUMBER}\"\n\
             [alerts]\nmail = [\"inhaberin@salon.example\"]\nbackup_dir = {:?}\n",
            self.sms.seven_url(),
            self.retell.base_url(),
            self.folder.path().join("backups"),
        )
    }

    /// The configuration that `doctor` reads; the running program keeps its own.
    pub fn write(&self, text: &str) {
        fs::write(&self.config, text).unwrap();
        private(&self.config);
    }

    /// The same with this in place of that, which must be there.
    pub fn edit(&self, old: &str, new: &str) {
        let text = fs::read_to_string(&self.config).unwrap();
        assert!(text.contains(old), "{old:?} is not in it");
        self.write(&text.replacen(old, new, 1));
    }

    pub fn serve(&mut self) {
        let config = Config::load(&self.config).unwrap();
        let calcom = calcom_client(&config).unwrap();
        let appliance =
            Appliance::start_with(config, calcom, system_clock(), ServerOptions::default(), false);
        let appliance = appliance.unwrap();
        self.url = format!("http://{}", appliance.addr().unwrap());
        self.appliance = Some(appliance);
    }

    pub fn stop(&mut self) {
        drop(self.appliance.take());
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    pub fn hook_url(&self) -> String {
        format!("{}/api/calcom/webhook", self.url)
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        program::run(&self.config, arguments)
    }

    /// What `doctor --json` says, by the names of what it looked at; and its exit code.
    pub fn doctor(&self, arguments: &[&str]) -> (BTreeMap<String, Line>, Option<i32>) {
        let all: Vec<&str> = ["doctor", "--json"].iter().chain(arguments).copied().collect();
        let said = self.run(&all);
        (lines(&said.json()), said.code)
    }

    /// One statement, by hand.
    pub fn sql(&self, sql: &str) {
        let connection = Connection::open(self.database()).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection.execute_batch(sql).unwrap();
    }

    /// A request with the key to the stand-in's API.
    pub fn at_calcom(&self, method: &str, path: &str, body: &Value) -> Value {
        let agent = crate::support::harness::agent();
        let url = format!("{}{path}", self.sandbox.base_url());
        let key = format!("Bearer {DEMO_API_KEY}");
        let version = if path.starts_with("/v2/bookings") { "2024-08-13" } else { "2024-06-14" };
        let (authorization, of) = ("authorization", "cal-api-version");
        let answer = match method {
            "GET" => agent.get(url).header(authorization, key).header(of, version).call(),
            "POST" => agent
                .post(url)
                .header(authorization, key)
                .header(of, version)
                .send(body.to_string()),
            _ => agent
                .patch(url)
                .header(authorization, key)
                .header(of, version)
                .send(body.to_string()),
        };
        let (status, answer) = crate::support::harness::read(answer.unwrap());
        assert!(status < 300, "{method} {path}: {status} {answer}");
        answer["data"].clone()
    }

    /// Changes the one webhook there is.
    pub fn change_hook(&self, change: &Value) {
        let all = self.at_calcom("GET", "/v2/organizations/1/webhooks", &json!({}));
        let id = all[0]["id"].as_str().unwrap();
        self.at_calcom("PATCH", &format!("/v2/organizations/1/webhooks/{id}"), change);
    }
}

pub fn lines(view: &Value) -> BTreeMap<String, Line> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let checks = view["checks"].as_array().unwrap().iter();
    checks
        .map(|one| {
            let line = Line {
                level: text(&one["level"]),
                seen: text(&one["seen"]),
                todo: text(&one["do"]),
            };
            (text(&one["check"]), line)
        })
        .collect()
}

/// One thing that goes wrong.
pub struct Case {
    /// For whoever reads a failure.
    pub what: &'static str,
    /// How it goes wrong.
    pub break_it: fn(&mut World),
    /// Which line turns.
    pub turns: &'static str,
    /// How bad it is then.
    pub level: &'static str,
    /// What the line must say of the cause.
    pub seen: &'static str,
    /// What it must say of the mend.
    pub todo: &'static str,
}

/// Each case alone: its line turns, with cause and mend, and no other.
#[track_caller]
pub fn each_turns_its_own_line(cases: &[Case]) {
    let mut faults = Vec::new();
    for case in cases {
        let mut world = World::new();
        (case.break_it)(&mut world);
        let (lines, code) = world.doctor(&[]);
        let told = |line: &Line| format!("{}: {} → {}", line.level, line.seen, line.todo);
        let line = &lines[case.turns];
        let is_right = line.level == case.level
            && line.seen.contains(case.seen)
            && line.todo.contains(case.todo);
        if !is_right {
            faults.push(format!("{}: {}", case.what, told(line)));
        }
        let expected = i32::from(case.level == "fail");
        if code != Some(expected) {
            faults.push(format!("{}: exit code {code:?}", case.what));
        }
        for (check, line) in &lines {
            let is_quiet = line.level == "ok" || line.level == "not_tried";
            if check != case.turns && !is_quiet {
                faults.push(format!("{}: {check} turned as well: {}", case.what, told(line)));
            }
            // What was not tried says because of what.
            if line.level == "not_tried" && line.seen.is_empty() {
                faults.push(format!("{}: {check} says nothing", case.what));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
