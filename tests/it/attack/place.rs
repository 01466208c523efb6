//! The program and its Cal.com for many cases one after another. Whoever waits for an answer waits on the program's
//! clock, which goes on at once, so that a case costs no time but its work.

use crate::attack::shape::{Shapes, pointers};
use crate::support::at_calcom::post_at_calcom;
use crate::support::harness::{
    CUT_EMMA, RETELL_KEY, START, TestClock, agent, config_text, read, sandbox, text,
};
use chairside::appliance::calcom_client_at;
use chairside::config::Config;
use chairside::frontdesk::Desk;
use chairside::http::context::App;
use chairside::http::respond;
use chairside::sandbox::stand_in::Sandbox;
use chairside::server::serve::{Server, ServerOptions};
use chairside::store::Store;
use chairside::store::db::stamp;
use chairside::work::Work;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};
use time::{Duration, OffsetDateTime};

/// Longer pauses than this a caller does not wait through.
const PAUSE_MAX: std::time::Duration = std::time::Duration::from_secs(1);
/// Steps of the background work within which everything must be at rest.
const TICKS_MAX: usize = 120;
/// How the clock goes on where nothing says when something is due.
const STEP: Duration = Duration::seconds(2);
const EXTRA: &str = "[booking]\nquiet_seconds = 5\ngive_up_minutes = 2";

pub struct Place {
    pub clock: TestClock,
    pub sandbox: Sandbox,
    pub work: Arc<Work>,
    server: Option<Server>,
    connection: Connection,
    agent: ureq::Agent,
    /// What other cases have left at Cal.com, as it shows it.
    pub earlier: Vec<Value>,
    _dir: tempfile::TempDir,
}

impl Place {
    pub fn start() -> Place {
        env_logger::Builder::from_default_env().is_test(true).try_init().ok();
        let clock = TestClock::at(START);
        let sandbox = sandbox(&clock);
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("test.db");
        let mut config =
            Config::parse(&config_text(&sandbox.base_url(), &database, EXTRA)).unwrap();
        config.booking.slots_kept_seconds = 0;
        let calcom = calcom_client_at(&config, clock.clock()).unwrap();
        let listen = config.server.listen.clone();
        let store = Arc::new(Store::serve(&database, &config.company.key).unwrap());
        let mut desk = Desk::serve(Arc::new(config), store, calcom, clock.clock()).unwrap();
        let waiting = clock.clone();
        desk.wait = Arc::new(move |pause, _| {
            waiting.forward(pause.try_into().unwrap());
            pause <= PAUSE_MAX
        });
        let desk = Arc::new(desk);
        let work = Work::new(desk.clone());
        let app = Arc::new(App::new(desk, work.clone(), Arc::default()));
        let server = respond::serve(&listen, ServerOptions::default(), app).unwrap();
        let connection = Connection::open(&database).unwrap();
        let place = Place {
            clock,
            sandbox,
            work,
            server: Some(server),
            connection,
            agent: agent(),
            earlier: Vec::new(),
            _dir: dir,
        };
        place.work.poll_now().unwrap();
        place.settle().unwrap();
        place
    }

    /// A function call of the voice agent, signed.
    pub fn ask(&self, call_id: &str, from: &str, name: &str, args: &Value) -> Value {
        let body = json!({ "name": name, "args": args, "call": { "call_id": call_id,
            "call_type": "phone_call", "direction": "inbound", "from_number": from } })
        .to_string();
        let now_ms = self.clock.now().unix_timestamp_nanos() / 1_000_000;
        let now_ms = now_ms.try_into().unwrap();
        let signature = chairside::retell::signature::sign(RETELL_KEY, body.as_bytes(), now_ms);
        let headers = [("x-retell-signature", signature.as_str())];
        let (status, answer) = self.post("/api/retell/function", &body, &headers);
        match status {
            200 => answer,
            other => json!({ "status": format!("http {other}"), "body": answer }),
        }
    }

    fn post(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> (u16, Value) {
        let addr = self.server.as_ref().unwrap().addr();
        let mut request = self.agent.post(format!("http://{addr}{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.content_type("application/json").send(body).unwrap())
    }

    /// Gives the program the webhooks that Cal.com has sent until now.
    pub fn deliver_webhooks(&self) {
        for delivery in self.sandbox.take_webhooks() {
            let headers = [("x-cal-signature-256", delivery.signature.as_str())];
            let (status, answer) = self.post("/api/calcom/webhook", &delivery.body, &headers);
            assert_eq!(status, 204, "{answer}");
        }
    }

    /// Takes steps of the background work, each at the time when something is due, until nothing is open. Bounded.
    pub fn settle(&self) -> Result<(), String> {
        for _ in 0..TICKS_MAX {
            self.work.tick();
            let open = "SELECT count(*) || ' ' || coalesce(min(next_try_at), '') FROM (
                SELECT next_try_at FROM inbox WHERE state = 'open'
                UNION ALL SELECT next_try_at FROM sagas WHERE state = 'open')";
            let open = self.rows(open).remove(0);
            let (count, due) = open.split_once(' ').unwrap();
            if count == "0" {
                return Ok(());
            }
            let now = self.clock.now();
            let due = stamp::parse(due).unwrap_or(now);
            self.clock.forward(if due > now { due - now } else { STEP });
        }
        Err(format!(
            "not at rest: {:?}",
            self.rows("SELECT last_error FROM sagas WHERE state = 'open'")
        ))
    }

    /// The first column of a query, as text.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let mut statement = self.connection.prepare_cached(sql).unwrap();
        let rows = statement.query_map([], |row| Ok(text(row.get_ref(0)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// What Cal.com has of a booking, for people to compare.
    pub fn shown(&self, uid: &str) -> Value {
        crate::support::at_calcom::get_at_calcom(&self.sandbox, &format!("/v2/bookings/{uid}"))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }
}

/// The fields of right answers, looked up once.
pub fn shapes() -> &'static Shapes {
    static SHAPES: OnceLock<Shapes> = OnceLock::new();
    SHAPES.get_or_init(|| {
        let sandbox = sandbox(&TestClock::at(START));
        let start: OffsetDateTime = START + Duration::days(1);
        let metadata: Value = ["saga", "ref", "segment", "service", "source", "preferred"]
            .iter()
            .map(|key| (format!("chairside_{key}"), json!("A")))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let body = json!({ "eventTypeId": CUT_EMMA, "start": stamp::seconds(start), "metadata": metadata,
            "attendee": { "name": "Zoë Beispiel", "email": "visit+A@visits.example",
                "timeZone": "Europe/Berlin", "phoneNumber": "+493023125101" } });
        let made = post_at_calcom(&sandbox, "/v2/bookings", &body);
        let path = |data: &Value, verb: &str| {
            format!("/v2/bookings/{}/{verb}", data["uid"].as_str().unwrap())
        };
        let later = json!({ "start": stamp::seconds(start + Duration::hours(1)), "reschedulingReason": "-" });
        let moved = post_at_calcom(&sandbox, &path(&made, "reschedule"), &later);
        let reason = json!({ "cancellationReason": "-" });
        let off = post_at_calcom(&sandbox, &path(&moved, "cancel"), &reason);
        Shapes { book: pointers(&made), reschedule: pointers(&moved), cancel: pointers(&off) }
    })
}
