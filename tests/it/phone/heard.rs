//! What the tests of this folder share that ask as callers speak: a salon with opening hours, and its answers in short.

use crate::support::harness::{Setup, TestApp};
use crate::support::sentence::check_sentence;
use chairside::config::Config;
use serde_json::{Value, json};
use time::Duration;

/// Another caller.
pub const OTHER: &str = "+493023125102";

/// Open nine to six, Tuesday to Saturday.
const HOURS: &str = "key = \"mitte\"\nname = \"Probe Mitte\"\nhours = { tuesday = [\"09:00-18:00\"], wednesday = [\"09:00-18:00\"], \
    thursday = [\"09:00-18:00\"], friday = [\"09:00-18:00\"], saturday = [\"09:00-18:00\"] }\n";

/// Puts the opening hours in.
pub fn with_hours(config: &mut Config) {
    config.branches = vec![toml::from_str(HOURS).unwrap()];
}

/// The test salon with its hours, at ten on Tuesday, the first of December 2026.
pub fn salon() -> TestApp {
    salon_with("", with_hours)
}

/// The same moment in a salon that is set up otherwise.
pub fn salon_with(extra: &str, change: fn(&mut Config)) -> TestApp {
    let app = TestApp::start_with(&Setup { extra: extra.into(), change });
    app.clock.forward(Duration::days(8) + Duration::hours(1));
    app
}

/// The starts in a list of an answer, on the salon's clock: `12-10 14:00`.
pub fn starts(answer: &Value, list: &str) -> Vec<String> {
    let start = |one: &Value| one["start"].as_str().unwrap()[5..16].replace('T', " ");
    answer[list].as_array().unwrap_or(&Vec::new()).iter().map(start).collect()
}

/// The sentence of an answer, checked.
pub fn said(answer: &Value) -> String {
    check_sentence("heard", answer, false)
}

/// An order by this start: a haircut with Emma for Kim Muster.
pub fn cut(start: &str) -> Value {
    json!({ "service": "Haarschnitt", "staff": "Emma", "start": start, "customer_name": "Kim Muster" })
}

/// How many appointments stand.
pub fn standing(app: &TestApp) -> i64 {
    app.count("SELECT count(*) FROM appointments WHERE status = 'confirmed'")
}
