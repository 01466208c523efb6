//! A salon at the real time, with the real program run beside it.

use crate::support::harness::{Setup, TestApp, TestClock, config_text, sandbox};
use crate::support::program;
use crate::support::program::Said;
use crate::visit::world;
use crate::visit::world::{key_of, made, refuse, refuse_all};
use chairside::config::Config;
use chairside::sandbox::stand_in::Operation;
use serde_json::{Value, json};
use time::{OffsetDateTime, Weekday};

/// A salon at the real time, so that the program may run beside it, and a day on which it works.
pub struct Live {
    pub app: TestApp,
    /// A Tuesday, when everybody works.
    pub day: String,
    /// Two days after it.
    pub later: String,
    policy: &'static str,
}

impl Live {
    pub fn start() -> Live {
        Live::start_with("free", world::free)
    }

    pub fn start_with(policy: &'static str, change: fn(&mut Config)) -> Live {
        Live::start_at(OffsetDateTime::now_utc(), policy, change)
    }

    /// A salon as it was two weeks ago: what it books has been by the time the program is run beside it.
    pub fn two_weeks_ago() -> Live {
        let then = OffsetDateTime::now_utc() - time::Duration::weeks(2);
        Live::start_at(then, "free", world::free)
    }

    fn start_at(start: OffsetDateTime, policy: &'static str, change: fn(&mut Config)) -> Live {
        let clock = TestClock::at(start);
        let sandbox = sandbox(&clock);
        let setup = Setup { extra: world::EXTRA.into(), change };
        let app = world::furnish(TestApp::start_at(&setup, clock, sandbox));
        let mut day = app.clock.now().date() + time::Duration::days(2);
        while day.weekday() != Weekday::Tuesday {
            day += time::Duration::days(1);
        }
        let later = day + time::Duration::days(2);
        Live { app, day: day.to_string(), later: later.to_string(), policy }
    }

    pub fn cli(&self, arguments: &[&str]) -> Said {
        let text = config_text(&self.app.sandbox.base_url(), &self.app.database(), world::EXTRA);
        let policy = format!("pause_policy = \"{}\"", self.policy);
        let config = self.app.dir.path().join("appliance.toml");
        std::fs::write(&config, text.replace("pause_policy = \"free\"", &policy)).unwrap();
        program::run(&config, arguments)
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        let arguments: Vec<&str> = arguments.iter().chain(&["--json"]).copied().collect();
        let said = self.cli(&arguments);
        assert_eq!(said.code, Some(0), "{arguments:?} {said:?}");
        said.json()
    }

    pub fn refused(&self, arguments: &[&str], sentence: &str) {
        let before = self.app.rows("SELECT json_array(id, state, round, attempts, result, closed_by) FROM sagas ORDER BY id");
        let said = self.cli(arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{arguments:?}: {said:?}");
        assert!(said.err.contains(sentence), "{arguments:?}: {said:?}");
        let after = self.app.rows("SELECT json_array(id, state, round, attempts, result, closed_by) FROM sagas ORDER BY id");
        assert_eq!(before, after, "{arguments:?}");
    }

    pub fn book(&self) -> Value {
        world::colour(&self.app, &format!("{}T10:00", self.day))
    }

    /// B is refused, and then nothing can be cancelled: D and C stay.
    pub fn stuck_booking(&self) -> String {
        refuse(&self.app, Operation::Book, 3);
        refuse_all(&self.app, Operation::Cancel);
        let heard = self.book();
        assert_eq!(heard["status"], "unknown", "{heard}");
        self.stuck()
    }

    pub fn stuck(&self) -> String {
        let mut stuck = self.app.rows("SELECT id FROM sagas WHERE state = 'stuck'");
        assert_eq!(stuck.len(), 1, "{stuck:?}");
        stuck.remove(0)
    }

    pub fn move_on(&self) -> Value {
        self.app.clock.forward(time::Duration::minutes(1));
        let args = json!({ "start": format!("{}T10:00", self.later) });
        self.app.ask("call_move", "reschedule_appointment", args)
    }

    pub fn other(&self, at: &str) -> String {
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Ada Anders",
            "start": format!("{}T{at}", self.day) });
        let call = format!("call_o{at}").replace(':', "_");
        let heard = self.app.function(&call, Some(world::OTHER), "book_appointment", args);
        heard["status"].as_str().unwrap().to_owned()
    }

    pub fn settle(&self) {
        self.app.deliver_webhooks();
        self.app.settle();
    }

    pub fn status(&self) -> String {
        world::status(&self.app, 1)
    }

    pub fn keys_there(&self) -> Vec<String> {
        let standing = made(&self.app).into_iter().filter(|one| one.status.stands());
        standing.map(|one| key_of(&one)).collect()
    }
}
