//! The stage of the demo: the real appliance with its real listener and ticker, the stand-in for Cal.com, and the
//! telephone line, which is plain HTTP with real signatures.

use crate::appliance::{Appliance, calcom_client_at};
use crate::demo::call::Caller;
use crate::demo::clock::DayClock;
use crate::demo::salon;
use crate::domain::Error;
use crate::frontdesk::Desk;
use crate::retell::signature;
use crate::sandbox::stand_in::{DEMO_API_KEY, Sandbox, WebhookDelivery};
use crate::server::serve::ServerOptions;
use crate::store::visit::saga_log;
use crate::store::visit::saga_log::State;
use crate::work::Done;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use ureq::Agent;

/// Longer than anything here takes.
const REQUEST_TIMEOUT_SECONDS: u64 = 60;
/// Steps of background work until it must be at rest.
const TICKS_MAX: usize = 100;
/// How far the clock goes at a time while a booking is being settled.
const SETTLE_STEP_SECONDS: i64 = 20;
/// How many such steps there may be.
const SETTLE_STEPS_MAX: usize = 12;
/// Of this machine, whichever is free.
const ANY_PORT: &str = "127.0.0.1:0";
const SALON_NUMBER: &str = "+493023125100";
/// The version of Cal.com's API that its own page speaks here.
const BOOKINGS_VERSION: &str = "2024-08-13";

pub(crate) struct Stage {
    /// What time it is for everybody here.
    pub(crate) clock: Arc<DayClock>,
    /// Before the sandbox, so that it is stopped first.
    pub(crate) appliance: Appliance,
    pub(crate) sandbox: Sandbox,
    pub(crate) addr: SocketAddr,
    agent: Agent,
}

impl Stage {
    /// Builds the salon in this folder and opens it.
    pub(crate) fn open(folder: &Path) -> Result<Stage, String> {
        let clock = DayClock::at(salon::DAY_START);
        let sandbox = salon::sandbox(&clock)
            .map_err(|error| format!("the stand-in for Cal.com cannot listen: {error}"))?;
        let config = salon::config(&sandbox.base_url(), ANY_PORT, &database(folder))?;
        let calcom = calcom_client_at(&config, clock.shared()).map_err(|error| error.for_log())?;
        let options = ServerOptions::default();
        let appliance = Appliance::start_with(config, calcom, clock.shared(), options, true)
            .map_err(|error| error.for_log())?;
        let addr = appliance.addr().ok_or("the appliance does not listen")?;
        sandbox.subscribe(&format!("http://{addr}/api/calcom/webhook"), None);
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(REQUEST_TIMEOUT_SECONDS)))
            .build()
            .into();
        Ok(Stage { clock, appliance, sandbox, addr, agent })
    }

    /// The use cases, for looking at what came of it.
    pub(crate) fn desk(&self) -> &Desk {
        &self.appliance.desk
    }

    /// A request as Retell sends it, signed. Gives status and body.
    pub(crate) fn retell(&self, path: &str, body: &Value) -> Result<(u16, Value), String> {
        let body = body.to_string();
        let now_ms = self.clock.now().unix_timestamp_nanos() / 1_000_000;
        let now_ms = u64::try_from(now_ms).map_err(|_| "the clock is before 1970".to_owned())?;
        let signature = signature::sign(salon::RETELL_KEY, body.as_bytes(), now_ms);
        let request = self
            .agent
            .post(format!("http://{}{path}", self.addr))
            .header(signature::SIGNATURE_HEADER, signature)
            .content_type("application/json");
        read(path, request.send(&body))
    }

    /// A request as the form of the salon's website makes it. Gives status and body.
    pub(crate) fn form(&self, body: &Value) -> Result<(u16, Value), String> {
        let path = "/api/v2/bookings";
        let request = self
            .agent
            .post(format!("http://{}{path}", self.addr))
            .header("authorization", format!("Bearer {}", salon::WEB_TOKEN))
            .content_type("application/json");
        read(path, request.send(body.to_string()))
    }

    /// A request as Cal.com's own page makes it, past Chairside. Gives what it answers.
    pub(crate) fn page(&self, path: &str, body: &Value) -> Result<Value, String> {
        let request = self
            .agent
            .post(format!("{}{path}", self.sandbox.base_url()))
            .header("authorization", format!("Bearer {DEMO_API_KEY}"))
            .header("cal-api-version", BOOKINGS_VERSION)
            .content_type("application/json");
        match read(path, request.send(body.to_string()))? {
            (200 | 201, answer) => Ok(answer),
            (status, answer) => Err(format!("Cal.com's page: {path}: {status} {answer}")),
        }
    }

    /// Cal.com sends a webhook, signed, to the appliance's own door.
    pub(crate) fn deliver(&self, webhook: &WebhookDelivery) -> Result<(), String> {
        match webhook.send() {
            Ok(204) => Ok(()),
            Ok(status) => Err(format!("the webhook {} was answered {status}", webhook.trigger)),
            Err(error) => Err(format!("the webhook {} got no answer: {error}", webhook.trigger)),
        }
    }

    /// Waits until nothing that is due now is left over, also of what is to be sent. The program's own threads may have
    /// done part of it.
    pub(crate) fn rest(&self) -> Result<(), String> {
        let work = &self.appliance.work;
        for _ in 0..TICKS_MAX {
            let is_at_rest = work.tick() == Done::default();
            if work.deliver() == 0 && work.tell_alarms() == 0 && is_at_rest {
                return Ok(());
            }
        }
        Err("the background work does not come to rest".into())
    }

    /// Puts the clock forward until no booking is in doubt. Gives whether that was needed.
    pub(crate) fn settle(&self) -> Result<bool, String> {
        for step in 0..SETTLE_STEPS_MAX {
            self.rest()?;
            let open =
                self.desk().store.read(|connection| saga_log::count(connection, State::Open));
            if open.map_err(for_log)? == 0 {
                return Ok(step > 0);
            }
            self.forward(SETTLE_STEP_SECONDS);
        }
        Err("a booking stays in doubt".into())
    }

    /// Puts the clock forward.
    pub(crate) fn forward(&self, seconds: i64) {
        self.clock.forward_to(later(self.clock.now(), seconds));
    }
}

/// The salon's database in the demo's folder.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("chairside.db")
}

/// The call as Retell describes it in everything it sends.
pub(crate) fn call_json(id: &str, caller: Caller) -> Value {
    let mut call = json!({
        "call_id": id, "agent_id": "agent_demo", "agent_version": 3, "call_type": "phone_call",
        "call_status": "ongoing", "direction": "inbound", "to_number": SALON_NUMBER,
    });
    match caller {
        Caller::Number(number) => put(&mut call, "from_number", json!(number)),
        Caller::Withheld => put(&mut call, "from_number", json!("anonymous")),
        Caller::Web | Caller::Form | Caller::Nobody => {
            call = json!({
                "call_id": id, "agent_id": "agent_demo", "call_type": "web_call",
                "call_status": "ongoing",
            });
        }
    }
    call
}

/// Sets a field of an object.
pub(crate) fn put(object: &mut Value, field: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(field.to_owned(), value);
    }
}

/// An instant so much later.
pub(crate) fn later(at: OffsetDateTime, seconds: i64) -> OffsetDateTime {
    at.saturating_add(time::Duration::seconds(seconds))
}

/// A fault of ours, for the person at the terminal.
pub(crate) fn for_log(error: Error) -> String {
    error.for_log()
}

fn read(
    path: &str,
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<(u16, Value), String> {
    let mut answer = answer.map_err(|error| format!("{path}: {error}"))?;
    let text = answer.body_mut().read_to_string().map_err(|error| format!("{path}: {error}"))?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok((answer.status().as_u16(), body))
}
