//! A day of the real program, with everything that customers do: not one of them is in its log, no secret is, and what came in
//! is followed by one name to the message that left because of it.

use crate::support::harness::{
    RETELL_KEY, WEB_TOKEN, WEBHOOK_SECRET, agent, config_text, furnish, read,
};
use crate::support::program;
use chairside::sandbox::stand_in::{Sandbox, SandboxOptions, WebhookMode};
use serde_json::{Value, json};
use std::fs;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How long anything may take until it is so. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);
const GLANCE: Duration = Duration::from_millis(20);

const ZOE: &str = "Zoë Xanthopoulos";
const ZOES_PHONE: &str = "+4915198765432";
const OTTI: &str = "Ottilie Zwirnlein";
const OTTIS_PHONE: &str = "+4915112349876";
const OTTIS_EMAIL: &str = "otti.zwirn@postfach.example";
/// What may stand in no line, in small letters.
const NEEDLES: [&str; 12] = [
    "xanthop",
    "zoë",
    "zoe",
    "ottilie",
    "zwirn",
    "postfach.example",
    "98765432",
    "12349876",
    RETELL_KEY,
    WEBHOOK_SECRET,
    WEB_TOKEN,
    "cal_sandbox_demo",
];

struct Day {
    sandbox: Sandbox,
    dir: tempfile::TempDir,
    child: Child,
    url: String,
}

impl Day {
    fn start(format: &str) -> Day {
        let sandbox = Sandbox::start(SandboxOptions {
            webhook_secret: Some(WEBHOOK_SECRET.into()),
            webhooks: WebhookMode::Hold,
            ..SandboxOptions::default()
        })
        .unwrap();
        furnish(&sandbox);
        let dir = tempfile::tempdir().unwrap();
        let text = config_text(&sandbox.base_url(), &dir.path().join("test.db"), "");
        let config = dir.path().join("appliance.toml");
        fs::write(&config, format!("{text}\n[log]\nformat = \"{format}\"\n")).unwrap();
        let log = File::create(dir.path().join("log")).unwrap();
        let mut command = program::command(&config, &["serve"]);
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url =
            line.trim().strip_prefix("chairside: listening on ").unwrap_or_default().to_owned();
        assert!(!url.is_empty(), "{}", fs::read_to_string(dir.path().join("log")).unwrap());
        Day { sandbox, dir, child, url }
    }

    fn post(&self, path: &str, body: &[u8], header: (&str, &str)) -> (u16, Value) {
        let request = agent().post(format!("{}{path}", self.url)).header(header.0, header.1);
        read(request.content_type("application/json").send(body).unwrap())
    }

    fn retell(&self, path: &str, body: &[u8]) -> (u16, Value) {
        let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let signature =
            chairside::retell::signature::sign(RETELL_KEY, body, now_ms.try_into().unwrap());
        self.post(path, body, ("x-retell-signature", &signature))
    }

    fn function(&self, call: &str, name: &str, args: Value) -> Value {
        let call = json!({ "call_id": call, "call_type": "phone_call", "direction": "inbound", "from_number": ZOES_PHONE,
            "transcript": format!("Hier ist {ZOE}"), "retell_llm_dynamic_variables": { "customer": ZOE } });
        let body = json!({ "name": name, "args": args, "call": call }).to_string();
        let (status, answer) = self.retell("/api/retell/function", body.as_bytes());
        assert_eq!(status, 200, "{answer}");
        answer
    }

    fn webhooks(&self) {
        for delivery in self.sandbox.take_webhooks() {
            let header = ("x-cal-signature-256", delivery.signature.as_str());
            assert_eq!(self.post("/api/calcom/webhook", delivery.body.as_bytes(), header).0, 204);
        }
    }

    /// On a Tuesday in a week or two, when everybody works.
    fn tuesday(at: &str) -> String {
        let mut day = OffsetDateTime::now_utc().date() + time::Duration::days(7);
        while day.weekday() != time::Weekday::Tuesday {
            day = day.next_day().unwrap();
        }
        format!("{day}T{at}")
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        let connection = rusqlite::Connection::open(self.dir.path().join("test.db")).unwrap();
        let mut query = connection.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// Until nothing waits any more.
    fn settle(&self) {
        let waits = "SELECT 'event ' || id FROM inbox WHERE state = 'open'
             UNION ALL SELECT 'visit ' || id FROM sagas WHERE state = 'open'
             UNION ALL SELECT 'message ' || id || reason FROM outbox WHERE state = 'open'";
        let end = Instant::now() + PATIENCE;
        loop {
            let left = self.rows(waits);
            if left.is_empty() {
                return;
            }
            assert!(Instant::now() < end, "{left:?}");
            std::thread::sleep(GLANCE);
        }
    }

    /// Everything that customers do, and strangers.
    fn play(&self) {
        let inbound = json!({ "event": "call_inbound",
            "call_inbound": { "agent_id": "agent_1", "from_number": ZOES_PHONE, "to_number": "+493023125100" } });
        assert_eq!(self.retell("/api/retell/inbound", inbound.to_string().as_bytes()).0, 200);
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": ZOE,
            "start": Day::tuesday("10:00") });
        assert_eq!(self.function("call_1", "book_appointment", args)["status"], "booked");
        let form = json!({ "request_id": format!("form-{OTTI}"), "service": "Haarschnitt", "staff": "Jürgen",
            "start": Day::tuesday("12:00"),
            "customer": { "name": OTTI, "email": OTTIS_EMAIL, "phone": OTTIS_PHONE } });
        let token = format!("Bearer {WEB_TOKEN}");
        let form = form.to_string();
        let (status, booked) =
            self.post("/api/v2/bookings", form.as_bytes(), ("authorization", &token));
        assert_eq!(status, 201, "{booked}");
        self.webhooks();
        self.settle();
        let moved = self.function(
            "call_2",
            "reschedule_appointment",
            json!({ "start": Day::tuesday("15:00") }),
        );
        assert_eq!(moved["status"], "rescheduled", "{moved}");
        self.settle();
        assert!(
            self.sandbox.desk_cancel(booked["booking_uid"].as_str().unwrap(), WebhookMode::Hold)
        );
        self.webhooks();
        self.settle();
        assert_eq!(self.function("call_3", "cancel_appointment", json!({}))["status"], "cancelled");
        self.strangers();
        self.webhooks();
        self.settle();
    }

    /// What nobody can read, what is not let in, what does not exist, and what would like to be a line of the log.
    fn strangers(&self) {
        let broken = format!("{{\"name\": \"{ZOE}\", \"phone\": \"{ZOES_PHONE}\"");
        self.retell("/api/retell/function", broken.as_bytes());
        self.retell("/api/retell/webhook", broken.as_bytes());
        self.post("/api/calcom/webhook", broken.as_bytes(), ("x-cal-signature-256", "00"));
        self.post("/api/v2/bookings", broken.as_bytes(), ("authorization", "Bearer Xanthopoulos"));
        self.post("/Xanthopoulos/98765432", b"{}", ("x-forwarded-for", ZOES_PHONE));
        let forged = format!("call_9\n2026-11-30T10:00:00Z ERROR chairside: {ZOE}\u{1b}[2J");
        self.function("call_8", &format!("x {ZOE}"), json!({ "customer_name": ZOE }));
        let sent = json!({ "name": "list_appointments", "args": {}, "call": { "call_id": "call_7\nERROR forged" } });
        self.retell("/api/retell/function", sent.to_string().as_bytes());
        let hint = json!({ "event": forged, "call": { "call_id": forged } }).to_string();
        self.retell("/api/retell/webhook", hint.as_bytes());
    }

    /// Ends it in order, and gives what it told.
    fn end(mut self) -> String {
        let process = self.child.id().to_string();
        assert!(Command::new("kill").arg(process).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        fs::read_to_string(self.dir.path().join("log")).unwrap()
    }
}

impl Drop for Day {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn nobody_is_in(log: &str) {
    for line in log.lines() {
        let small = line.to_lowercase();
        for needle in NEEDLES {
            assert!(!small.contains(needle), "{needle}: {line}");
        }
    }
}

#[test]
fn a_day_as_json_is_followed_from_what_came_in_to_the_message() {
    let day = Day::start("json");
    day.play();
    let log = day.end();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        for field in ["time", "level", "target", "message"] {
            assert!(line[field].is_string(), "{field}: {line}");
        }
    }
    let of = |request: &str| -> Vec<String> {
        let own = lines.iter().filter(|line| line["request"] == request);
        let told = |line: &Value| {
            let word = |field: &str| {
                line[field].as_str().map(|word| format!(" {word}")).unwrap_or_default()
            };
            format!("{}{}{}", line["message"].as_str().unwrap(), word("kind"), word("outcome"))
        };
        own.map(told).collect()
    };
    // A call: answered, booked, decided, told.
    let call = of("call_1");
    for told in [
        "step book done",
        "decided",
        "message confirmed written",
        "answered",
        "message confirmed sent",
    ] {
        assert!(call.iter().any(|line| line == told), "{told}: {call:#?}");
    }
    let decided = lines.iter().find(|line| line["message"] == "decided").unwrap();
    assert_eq!((&decided["state"], &decided["request"]), (&json!("matched"), &json!("call_1")));
    assert!(
        decided["rule"].is_string() && decided["staff"].as_str().unwrap().len() == 36,
        "{decided}"
    );
    // Cal.com's word that somebody called off there: kept, looked at, told.
    let left = lines.iter().find(|line| {
        line["kind"] == "cancelled"
            && line["outcome"] == "sent"
            && line["request"].as_str().is_some_and(|request| request.starts_with('e'))
    });
    let request = left.unwrap_or_else(|| panic!("{log}"))["request"].as_str().unwrap().to_owned();
    let event = of(&request);
    for told in ["kept", "looked at", "message cancelled written", "message cancelled sent"] {
        assert!(event.iter().any(|line| line == told), "{told}: {event:#?}");
    }
    nobody_is_in(&log);
}

#[test]
fn a_day_as_text_names_nobody_and_nothing_makes_a_line_of_its_own() {
    let day = Day::start("text");
    day.play();
    let log = day.end();
    nobody_is_in(&log);
    for line in log.lines() {
        let begins =
            line.as_bytes().get(..11).is_some_and(|head| head[4] == b'-' && head[10] == b'T');
        assert!(begins && !line.contains('\u{1b}'), "{line}");
        assert!(!line.contains("ERROR forged"), "{line}");
    }
    assert!(log.contains(" request=call_1 ") && log.contains(": decided\n"), "{log}");
}
