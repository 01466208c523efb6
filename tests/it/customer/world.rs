//! A salon with customers, at the real time, with the real program run beside it.

use crate::support::harness::{Setup, TestApp, TestClock, WEB_TOKEN, config_text, sandbox};
use crate::support::program;
use crate::support::program::Said;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use time::{Date, Duration, OffsetDateTime, Weekday};

/// The salon opens so long ago, so that there is a past.
const OPENED_BEFORE: Duration = Duration::days(20);

/// Numbers for films and books.
pub const ZOE: &str = "+4915112345678";
pub const ZOE_AT_HOME: &str = "+493023125101";
pub const ADA: &str = "+493023125109";

pub const WHO: [&str; 4] = ["--by", "Nadine", "--reason", "asked for it"];
pub const YES: [&str; 5] = ["--yes", "--by", "Nadine", "--reason", "asked for it"];

pub struct Salon {
    pub app: TestApp,
    /// A Tuesday that is over once it is `now`.
    pub past: Date,
    /// A Tuesday that is to come.
    pub coming: Date,
}

/// The first Tuesday at least two days after an instant.
fn tuesday(after: OffsetDateTime) -> Date {
    let mut day = after.date() + Duration::days(2);
    while day.weekday() != Weekday::Tuesday {
        day += Duration::days(1);
    }
    day
}

impl Salon {
    pub fn start() -> Salon {
        let now = OffsetDateTime::now_utc();
        let clock = TestClock::at(now - OPENED_BEFORE);
        let app = TestApp::start_at(&Setup::default(), clock.clone(), sandbox(&clock));
        Salon { app, past: tuesday(now - OPENED_BEFORE), coming: tuesday(now) }
    }

    /// It is now.
    pub fn now(&self) {
        let ahead = OffsetDateTime::now_utc() - self.app.clock.now();
        self.app.clock.forward(ahead);
    }

    /// Books a haircut with Emma by telephone.
    pub fn call(&self, call: &str, from: Option<&str>, name: &str, day: Date, at: &str) -> Value {
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": name,
            "start": format!("{day}T{at}") });
        let heard = self.app.function(call, from, "book_appointment", args);
        assert_eq!(heard["status"], "booked", "{heard}");
        heard
    }

    /// Books a haircut with Jürgen by the web form.
    pub fn form(&self, id: &str, customer: &Value, day: Date, at: &str) {
        let body = json!({ "request_id": id, "service": "Haarschnitt", "staff": "Jürgen",
            "start": format!("{day}T{at}"), "customer": customer });
        let token = format!("Bearer {WEB_TOKEN}");
        let body = body.to_string();
        let headers = [("authorization", token.as_str())];
        let (status, answer) = self.app.post("/api/v2/bookings", body.as_bytes(), &headers);
        assert_eq!(status, 201, "{answer}");
    }

    /// Everything that waits is done: webhooks, messages.
    pub fn settle(&self) {
        self.app.deliver_webhooks();
        self.app.settle();
        while self.app.appliance.work.deliver() > 0 {}
    }

    pub fn config(&self) -> PathBuf {
        let text = config_text(&self.app.sandbox.base_url(), &self.app.database(), "");
        let config = self.app.dir.path().join("appliance.toml");
        std::fs::write(&config, text).unwrap();
        config
    }

    pub fn cli(&self, arguments: &[&str]) -> Said {
        program::run(&self.config(), arguments)
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        let arguments: Vec<&str> = arguments.iter().chain(&["--json"]).copied().collect();
        let said = self.cli(&arguments);
        assert_eq!(said.code, Some(0), "{arguments:?} {said:?}");
        said.json()
    }

    /// It is refused with this sentence, and no row changes.
    pub fn refused(&self, arguments: &[&str], sentence: &str) {
        let before = self.everything();
        let said = self.cli(arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{arguments:?}: {said:?}");
        assert!(said.err.contains(sentence), "{arguments:?}: {said:?}");
        assert!(self.everything() == before, "{arguments:?} changed something");
    }

    /// Every row of every table, as text.
    pub fn everything(&self) -> Vec<String> {
        let tables = self.app.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        );
        let mut all = Vec::new();
        for table in tables {
            let columns = self.app.rows(&format!("SELECT name FROM pragma_table_info('{table}')"));
            let texts: Vec<String> = columns.iter().map(|one| format!("quote({one})")).collect();
            let sql = format!("SELECT {} FROM {table} ORDER BY rowid", texts.join(" || ' ' || "));
            all.extend(self.app.rows(&sql).into_iter().map(|row| format!("{table}: {row}")));
        }
        all
    }

    pub fn run(&self, sql: &str) {
        rusqlite::Connection::open(self.app.database()).unwrap().execute_batch(sql).unwrap();
    }

    /// The numbers of the customers whom a search finds.
    pub fn found(&self, text: &str) -> Vec<i64> {
        let listed = self.json(&["customers", "list", "--find", text]);
        let customers = listed["customers"].as_array().unwrap().clone();
        customers.iter().map(|one| one["customer_id"].as_i64().unwrap()).collect()
    }
}

/// The files below a folder that hold these bytes, with where.
pub fn holding(folder: &Path, needle: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let places = bytes.windows(needle.len()).enumerate();
        let places = places.filter(|(_, part)| part.eq_ignore_ascii_case(needle.as_bytes()));
        for (at, _) in places.take(3) {
            let around = &bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())];
            let around = String::from_utf8_lossy(around).into_owned();
            found.push(format!("{} at {at}: {around:?}", path.display()));
        }
    }
    found
}
