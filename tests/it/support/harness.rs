//! The whole program on port 0 with the sandbox as Cal.com: one call starts it, and dropping it fails the test
//! if work is left over.

pub use crate::support::salon::{config_text, furnish};
use chairside::appliance::{Appliance, calcom_client_at};
use chairside::config::Config;
use chairside::frontdesk::Clock;
use chairside::frontdesk::functions::table;
use chairside::sandbox::stand_in::{Sandbox, SandboxOptions, WebhookMode};
use chairside::server::serve::ServerOptions;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

pub const RETELL_KEY: &str = "key_test_retell";
pub const WEBHOOK_SECRET: &str = "webhook-test-secret";
pub const WEB_TOKEN: &str = "web-test-token";
pub const CALLER: &str = "+493023125101";
/// Monday, 9:00 in Berlin.
pub const START: OffsetDateTime = datetime!(2026-11-23 08:00 UTC);

/// Event types of the test salon at the sandbox.
pub const CUT_EMMA: i64 = 501;
pub const CUT_JUERGEN: i64 = 502;
pub const CUT_POOL: i64 = 503;
pub const BEARD_JUERGEN: i64 = 504;
/// The first of five of the composite service `ansatzfarbe`: A, B, C, D, and A+ for its held pause.
pub const COLOUR_EMMA: i64 = 511;
pub const COLOUR_JUERGEN: i64 = 521;

/// Cal.com's numbers of its people.
pub const HOST_EMMA: i64 = 7001;
pub const HOST_JUERGEN: i64 = 7002;

/// A clock that stands until it is told to go on.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<OffsetDateTime>>);

impl TestClock {
    pub fn at(start: OffsetDateTime) -> TestClock {
        TestClock(Arc::new(Mutex::new(start)))
    }

    pub fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }

    pub fn forward(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }

    pub fn clock(&self) -> Clock {
        let own = self.clone();
        Arc::new(move || own.now())
    }
}

/// A Cal.com with the test salon in it, on the test's clock. Webhooks are held back.
pub fn sandbox(clock: &TestClock) -> Sandbox {
    sandbox_at(clock, "127.0.0.1:0")
}

/// The same at a known address: a Cal.com that comes back.
pub fn sandbox_at(clock: &TestClock, listen: &str) -> Sandbox {
    let sandbox = Sandbox::start(SandboxOptions {
        listen: listen.into(),
        clock: clock.clock(),
        webhook_secret: Some(WEBHOOK_SECRET.into()),
        webhooks: WebhookMode::Hold,
        ..SandboxOptions::default()
    })
    .unwrap();
    furnish(&sandbox);
    sandbox
}

/// How a test wants its program.
pub struct Setup {
    /// Keys put before the sections of the configuration, and whole further sections.
    pub extra: String,
    /// Changes the checked configuration.
    pub change: fn(&mut Config),
}

impl Default for Setup {
    fn default() -> Setup {
        Setup { extra: String::new(), change: |_| {} }
    }
}

/// The running program, its Cal.com and its clock.
pub struct TestApp {
    pub clock: TestClock,
    pub sandbox: Sandbox,
    pub appliance: Appliance,
    pub dir: tempfile::TempDir,
    /// Set where a test leaves work over on purpose, with the reason.
    pub leaves_work: Option<&'static str>,
}

/// Segments that are in no index of their hosts, and whose appointments show another host: there is none (src/store/visit/of_host.rs).
pub const NOT_FOUND_BY_HOST: &str =
    "SELECT s.id FROM appointment_segments s JOIN appointments a ON a.id = s.appointment_id
     WHERE NOT (s.position > 1 OR s.name <> '' OR s.segment_key <> 'A') AND s.calcom_host_id IS NOT a.calcom_host_id";

impl TestApp {
    pub fn start() -> TestApp {
        TestApp::start_with(&Setup::default())
    }

    pub fn start_with(setup: &Setup) -> TestApp {
        // `RUST_LOG=info cargo test` shows what the program says; a second test's call changes nothing.
        env_logger::Builder::from_default_env().is_test(true).try_init().ok();
        let clock = TestClock::at(START);
        let sandbox = sandbox(&clock);
        TestApp::start_at(setup, clock, sandbox)
    }

    /// With a database of its own, beside a Cal.com that has been there before.
    pub fn start_at(setup: &Setup, clock: TestClock, sandbox: Sandbox) -> TestApp {
        let dir = tempfile::tempdir().unwrap();
        let text = config_text(&sandbox.base_url(), &dir.path().join("test.db"), &setup.extra);
        let mut config = Config::parse(&text).unwrap();
        // Tests change the sandbox's calendar under the program's eyes.
        config.booking.slots_kept_seconds = 0;
        (setup.change)(&mut config);
        let calcom = calcom_client_at(&config, clock.clock()).unwrap();
        // No ticker: a test takes the steps of the background work itself.
        let appliance =
            Appliance::start_with(config, calcom, clock.clock(), ServerOptions::default(), false)
                .unwrap();
        TestApp { clock, sandbox, appliance, dir, leaves_work: None }
    }

    /// Ends the program and gives its Cal.com back, for another program to be put beside.
    pub fn into_sandbox(mut self) -> Sandbox {
        let empty = Sandbox::start(SandboxOptions::default()).unwrap();
        std::mem::replace(&mut self.sandbox, empty)
    }

    pub fn addr(&self) -> SocketAddr {
        self.appliance.addr().unwrap()
    }

    pub fn database(&self) -> PathBuf {
        self.dir.path().join("test.db")
    }

    /// A function call of the voice agent in this call, signed.
    pub fn function(&self, call_id: &str, from: Option<&str>, name: &str, args: Value) -> Value {
        let mut call =
            json!({ "call_id": call_id, "call_type": "phone_call", "direction": "inbound" });
        if let Some(from) = from {
            call["from_number"] = json!(from);
        }
        let body = json!({ "name": name, "args": args, "call": call });
        let (status, answer) = self.post_retell("/api/retell/function", &body);
        assert_eq!(status, 200, "{answer}");
        // Whatever a function answers is taught to the agent.
        let taught = table::next(name, answer["status"].as_str().unwrap_or_default());
        assert!(taught.is_some(), "{name}: the agent is not taught this status: {answer}");
        answer
    }

    /// The same from the usual caller.
    pub fn ask(&self, call_id: &str, name: &str, args: Value) -> Value {
        self.function(call_id, Some(CALLER), name, args)
    }

    pub fn post_retell(&self, path: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        let signature = self.retell_signature(body.as_bytes());
        self.post(path, body.as_bytes(), &[("x-retell-signature", &signature)])
    }

    pub fn retell_signature(&self, body: &[u8]) -> String {
        let now_ms = self.clock.now().unix_timestamp_nanos() / 1_000_000;
        chairside::retell::signature::sign(RETELL_KEY, body, now_ms.try_into().unwrap())
    }

    /// Gives the webhooks that Cal.com has sent until now to the program, in order.
    pub fn deliver_webhooks(&self) -> usize {
        let deliveries = self.sandbox.take_webhooks();
        for delivery in &deliveries {
            assert_eq!(self.deliver(delivery.body.as_bytes(), &delivery.signature), 204);
        }
        deliveries.len()
    }

    pub fn deliver(&self, body: &[u8], signature: &str) -> u16 {
        self.post("/api/calcom/webhook", body, &[("x-cal-signature-256", signature)]).0
    }

    pub fn post(&self, path: &str, body: &[u8], headers: &[(&str, &str)]) -> (u16, Value) {
        let mut request = agent().post(format!("http://{}{path}", self.addr()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.content_type("application/json").send(body).unwrap())
    }

    #[allow(dead_code, reason = "used by the tests of the HTTP API")]
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> (u16, Value) {
        let mut request = agent().get(format!("http://{}{path}", self.addr()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.call().unwrap())
    }

    /// Takes steps of the background work, putting the clock forward, until nothing is open. Bounded.
    pub fn settle(&self) {
        for _ in 0..400 {
            self.appliance.work.tick();
            if self.open_work().is_empty() {
                assert_eq!(self.rows(NOT_FOUND_BY_HOST), [""; 0]);
                return;
            }
            self.clock.forward(Duration::seconds(2));
        }
        panic!("work does not come to rest: {:?}", self.open_work());
    }

    /// What is not at rest: open messages and sagas, and sagas being driven.
    pub fn open_work(&self) -> Vec<String> {
        let mut open = self.rows("SELECT 'message ' || id || ': ' || coalesce(reason, '') FROM inbox WHERE state = 'open'");
        open.extend(self.rows("SELECT 'saga ' || id || ': ' || coalesce(last_error, '') FROM sagas WHERE state IN ('open', 'stuck')"));
        open
    }

    /// The first column of a query, as text.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let connection = rusqlite::Connection::open(self.database()).unwrap();
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement
            .query_map([], |row| Ok(text(row.get_ref(0)?)))
            .unwrap()
            .collect::<Result<_, _>>();
        rows.unwrap()
    }

    /// One number.
    pub fn count(&self, sql: &str) -> i64 {
        self.rows(sql)[0].parse().unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let open = self.open_work();
        match self.leaves_work {
            None => assert!(open.is_empty(), "work is left over: {open:?}"),
            Some(why) => assert!(!open.is_empty(), "no work is left over although {why}"),
        }
        assert_eq!(self.appliance.desk.claims.count(), 0, "a saga is still being driven");
    }
}

pub fn text(value: rusqlite::types::ValueRef) -> String {
    use rusqlite::types::ValueRef;
    match value {
        ValueRef::Null => "NULL".into(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .timeout_global(Some(std::time::Duration::from_secs(60)))
        .build()
        .into()
}

pub fn read(mut response: ureq::http::Response<ureq::Body>) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
