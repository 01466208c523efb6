//! Where somebody meddles: a program in this process, on a clock that waiting puts forward.

use crate::meddling::hand::{At, Hand, Meddler};
use crate::meddling::kinds::{Course, Meddling, Word};
use crate::schedule::place::{Place, ask_at};
use crate::schedule::plan::Schedule;
use crate::support::harness::{TestClock, WEBHOOK_SECRET};
use chairside::appliance::calcom_client_at;
use chairside::config::Config;
use chairside::frontdesk::Desk;
use chairside::http::context::App;
use chairside::http::respond;
use chairside::sandbox::stand_in::{Sandbox, SandboxOptions, WebhookMode};
use chairside::server::serve::{Server, ServerOptions};
use chairside::store::Store;
use chairside::work::Work;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use time::{Duration, OffsetDateTime};

/// How long the caller waits, as the configuration has it.
const ANSWER_DEADLINE_SECONDS: i64 = 20;
const AFTER_THE_TEMPLATE: Duration = Duration::MINUTE;
/// How far the clock goes on between two looks of the background work.
const STEP_SECONDS: i64 = 2;
/// More steps mean that it does not come to rest.
const STEPS_MAX: usize = 400;

/// A booking that stands at Cal.com.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    pub event_type_id: i64,
    pub start: OffsetDateTime,
    pub uid: String,
}

/// What happened until the caller heard something.
#[derive(Debug)]
pub struct Heard {
    pub answer: Value,
    /// What stood at Cal.com then.
    pub standing: Vec<Standing>,
    /// What stood before the act.
    pub before_the_act: Vec<Standing>,
    /// Whether the program has asked Cal.com anything after the act.
    pub could_know: bool,
}

pub struct World {
    pub place: Arc<Place>,
    clock: TestClock,
    work: Arc<Work>,
    server: Option<Server>,
    meddler: Arc<Meddler>,
    schedule: Schedule,
}

impl World {
    pub fn furnished(schedule: &Schedule, meddling: Option<Meddling>) -> World {
        // What stood before was made by the system's clock, perhaps only just now.
        let clock = TestClock::at(OffsetDateTime::now_utc() + AFTER_THE_TEMPLATE);
        let options = SandboxOptions {
            clock: clock.clock(),
            webhook_secret: Some(WEBHOOK_SECRET.into()),
            webhooks: WebhookMode::Hold,
            ..SandboxOptions::default()
        };
        let place = Arc::new(Place::furnished_with(schedule, options));
        place.sandbox.subscribe("http://127.0.0.1:9/api/calcom/webhook", Some(WEBHOOK_SECRET));
        let text = std::fs::read_to_string(place.dir.path().join("appliance.toml")).unwrap();
        let config = Config::parse(&text).unwrap();
        let inner = calcom_client_at(&config, clock.clock()).unwrap();
        let at = Mutex::new(At::default());
        let meddler = Arc::new(Meddler { inner, at, meddling, hand: Mutex::default() });
        let store = Arc::new(Store::serve(&place.database(), "probe").unwrap());
        let mut desk =
            Desk::serve(Arc::new(config), store, meddler.clone(), clock.clock()).unwrap();
        desk.wait = waits(&clock);
        let desk = Arc::new(desk);
        let work = Work::new(desk.clone());
        let app = Arc::new(App::new(desk, work.clone(), Arc::default()));
        let server = respond::serve("127.0.0.1:0", ServerOptions::default(), app).unwrap();
        let hand = Hand {
            place: place.clone(),
            work: work.clone(),
            url: format!("http://{}", server.addr()),
            schedule: schedule.clone(),
        };
        *meddler.hand.lock().unwrap() = Some(Arc::new(hand));
        let (server, schedule) = (Some(server), schedule.clone());
        World { place, clock, work, server, meddler, schedule }
    }

    fn hand(&self) -> Arc<Hand> {
        self.meddler.hand.lock().unwrap().clone().unwrap()
    }

    /// Asks, and counts the calls from here on.
    pub fn ask(&self) -> Heard {
        self.meddler.at.lock().unwrap().counts = true;
        let answer = ask_at(&self.hand().url, &self.schedule).expect("an answer");
        let standing = standing(&self.place.sandbox);
        let at = self.meddler.at.lock().unwrap();
        let could_know = at.call_after_act;
        let before_the_act = at.before_the_act.clone();
        Heard { answer, standing, before_the_act, could_know }
    }

    /// What stands before and after each call while nobody meddles.
    pub fn course(&self) -> Course {
        let heard = self.ask();
        let done = ["booked", "cancelled", "rescheduled"];
        let status = heard.answer["status"].as_str().unwrap();
        assert!(done.contains(&status), "{:?}: {}", self.schedule, self.story(&heard));
        self.meddler.at.lock().unwrap().course.clone()
    }

    /// Until all is at rest and the poll has run.
    pub fn settle(&self) -> Result<(), String> {
        let meddling = self.meddler.meddling.unwrap();
        self.rest()?;
        let acted = self.meddler.at.lock().unwrap().acted;
        if !acted {
            return Err("nobody meddled".into());
        }
        self.meddler.at.lock().unwrap().counts = false;
        if meddling.word == Word::Late {
            self.hand().deliver();
            self.rest()?;
        }
        self.work.poll_now().unwrap();
        self.rest()
    }

    fn rest(&self) -> Result<(), String> {
        let open = "SELECT 'message ' || id FROM inbox WHERE state = 'open'
            UNION ALL SELECT 'saga ' || id || ' ' || coalesce(last_error, '') FROM sagas WHERE state = 'open'";
        let connection = self.connection();
        for _ in 0..STEPS_MAX {
            self.work.tick();
            if rows(&connection, open).is_empty() {
                return Ok(());
            }
            self.clock.forward(Duration::seconds(STEP_SECONDS));
        }
        Err(format!("does not come to rest: {:?}", rows(&connection, open)))
    }

    /// For people: what was heard, what stood and stands, and how it came to that.
    pub fn story(&self, heard: &Heard) -> String {
        let told = |all: &[Standing]| -> String {
            let one =
                |one: &Standing| format!("  {} {} {}\n", one.event_type_id, one.start, one.uid);
            all.iter().map(one).collect()
        };
        let journal =
            "SELECT '  ' || s.kind || ' ' || s.state || ' ' || e.step || ' ' || e.event || ' ' || e.data
            FROM saga_events e JOIN sagas s ON s.id = e.saga_id ORDER BY e.seq";
        let requests = self.place.sandbox.requests();
        let requests: Vec<String> =
            requests.iter().map(|r| format!("  {} {} {}", r.method, r.target, r.status)).collect();
        format!(
            "heard {}\nthen stood\n{}now stands\n{}{}\n{}",
            heard.answer,
            told(&heard.standing),
            told(&self.standing()),
            rows(&self.connection(), journal).join("\n"),
            requests.join("\n")
        )
    }

    pub fn connection(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.place.database()).unwrap()
    }

    pub fn standing(&self) -> Vec<Standing> {
        standing(&self.place.sandbox)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // It holds what holds it.
        *self.meddler.hand.lock().unwrap() = None;
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }
}

/// The first column of a query, as text.
pub fn rows(connection: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare_cached(sql).unwrap();
    let rows =
        statement.query_map([], |row| Ok(crate::support::harness::text(row.get_ref(0)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// What stands at Cal.com, in the order of event types and starts.
pub fn standing(sandbox: &Sandbox) -> Vec<Standing> {
    let standing = sandbox.bookings().into_iter().filter(|booking| booking.status.stands());
    let mut all: Vec<Standing> = standing
        .map(|b| Standing { event_type_id: b.event_type_id, start: b.start, uid: b.uid })
        .collect();
    all.sort();
    all
}

/// Waiting puts the clock forward, as long as the caller waits.
fn waits(clock: &TestClock) -> chairside::frontdesk::Wait {
    let (clock, begun) = (clock.clone(), clock.now());
    Arc::new(move |pause, _: Instant| {
        let pause = Duration::try_from(pause).unwrap();
        let is_theirs = clock.now() + pause - begun < Duration::seconds(ANSWER_DEADLINE_SECONDS);
        if is_theirs {
            clock.forward(pause);
        }
        is_theirs
    })
}
