//! The world that the sandbox's tests share: an invented salon, a client, a clock that stands still.

use chairside::sandbox::stand_in::{
    Sandbox, SandboxEventType, SandboxKind, SandboxOptions, SandboxTeam, SandboxUser,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use time::OffsetDateTime;
use time::macros::datetime;
use ureq::Agent;

/// A Monday in winter, an hour before the salon opens (09:00 in Berlin is 08:00 UTC).
pub const NOW: OffsetDateTime = datetime!(2030-01-07 07:00 UTC);
pub const TEAM: i64 = 40;
pub const OWNER: i64 = 11;
pub const BEN: i64 = 12;
pub const CARO: i64 = 13;

/// The sandbox with three people, a team, and a client.
pub struct World {
    pub sandbox: Sandbox,
    pub agent: Agent,
    pub clock: Arc<Mutex<OffsetDateTime>>,
    /// The owner's event type of 30 minutes.
    pub personal: i64,
    /// Ben and Caro in turn, 30 minutes.
    pub pool: i64,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub body: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A value by its path, for example `/data/hosts/0/id`.
    pub fn at(&self, pointer: &str) -> &Value {
        self.body.pointer(pointer).unwrap_or(&Value::Null)
    }

    pub fn uid(&self) -> String {
        self.at("/data/uid").as_str().expect("a uid").to_owned()
    }

    pub fn message(&self) -> &str {
        self.at("/error/message").as_str().unwrap_or_default()
    }
}

impl World {
    pub fn start() -> World {
        World::with(SandboxOptions::default())
    }

    pub fn with(options: SandboxOptions) -> World {
        let clock = Arc::new(Mutex::new(NOW));
        let hands = clock.clone();
        let options = SandboxOptions { clock: Arc::new(move || *hands.lock().unwrap()), ..options };
        let sandbox = Sandbox::start(options).expect("a free port");
        sandbox.add_user(SandboxUser::new(OWNER, "Änne Öhler", "aenne@salon.example", "aenne"));
        sandbox.add_user(SandboxUser::new(BEN, "Ben Weiß", "ben@salon.example", "ben"));
        sandbox.add_user(SandboxUser::new(CARO, "Caro Çelik", "caro@salon.example", "caro"));
        sandbox.add_team(SandboxTeam {
            id: TEAM,
            name: "Salon".into(),
            slug: "salon".into(),
            members: vec![OWNER, BEN, CARO],
        });
        let personal =
            sandbox.add_event_type(SandboxEventType::personal("Schnitt", "schnitt", 30, OWNER));
        let kind = SandboxKind::RoundRobin;
        let pool = SandboxEventType::team("Färben", "faerben", 30, TEAM, kind, &[BEN, CARO]);
        let pool = sandbox.add_event_type(pool);
        World { sandbox, agent: agent(), clock, personal, pool }
    }

    /// An event type of one host of the team, with what the change adds.
    pub fn event_type(&self, slug: &str, change: impl FnOnce(&mut SandboxEventType)) -> i64 {
        let kind = SandboxKind::RoundRobin;
        let mut spec = SandboxEventType::team("Test", slug, 30, TEAM, kind, &[OWNER]);
        change(&mut spec);
        self.sandbox.add_event_type(spec)
    }

    pub fn set_clock(&self, now: OffsetDateTime) {
        *self.clock.lock().unwrap() = now;
    }

    pub fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None, &[]).expect("an answer")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, Some(body), &[]).expect("an answer")
    }

    /// Books for `name@kunde.example`; `start` is a time of the clock's Monday, UTC.
    pub fn book(&self, event_type: i64, start: &str, name: &str) -> Answer {
        self.post("/v2/bookings", &booking(event_type, start, name))
    }

    /// One call with the right key and version; a header given replaces the default one, an empty one removes it.
    pub fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Result<Answer, ureq::Error> {
        let url = format!("{}{path}", self.sandbox.base_url());
        let version = match path {
            _ if path.starts_with("/v2/bookings") => "2024-08-13",
            _ if path.starts_with("/v2/slots") => "2024-09-04",
            _ => "2024-06-14",
        };
        let defaults = [("authorization", "Bearer cal_sandbox_demo"), ("cal-api-version", version)];
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        for (name, value) in defaults.iter().chain(headers) {
            let replaced = headers.iter().any(|(other, _)| other == name);
            let is_default = defaults.iter().any(|default| default == &(*name, *value));
            if !(value.is_empty() || (replaced && is_default && !headers.contains(&(name, value))))
            {
                request = request.header(*name, *value);
            }
        }
        let answer = match body {
            Some(body) => {
                let request = request.header("content-type", "application/json");
                self.agent.run(request.body(body.to_string()).expect("a request"))
            }
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let mut answer = answer?;
        let text = answer.body_mut().with_config().limit(1 << 20).read_to_string()?;
        let shown = answer.headers().iter().map(|(name, value)| {
            (name.as_str().to_owned(), value.to_str().expect("plain headers").to_owned())
        });
        Ok(Answer {
            status: answer.status().as_u16(),
            headers: shown.collect(),
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        })
    }
}

pub fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .build();
    Agent::new_with_config(config)
}

/// The body that books on the clock's Monday.
pub fn booking(event_type: i64, start: &str, name: &str) -> Value {
    json!({
        "eventTypeId": event_type,
        "start": format!("2030-01-07T{start}:00Z"),
        "attendee": {
            "name": name,
            "email": format!("{}@kunde.example", name.to_lowercase()),
            "timeZone": "Europe/Berlin",
            "language": "de",
        },
        "metadata": { "ref": format!("visit-{name}"), "n": 1 },
    })
}
