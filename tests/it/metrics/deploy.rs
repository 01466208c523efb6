//! What is shipped for Prometheus and Grafana names only metrics that there are. `deploy/check.sh` has promtool read it.

use crate::metrics::parsed::{parse, scrape};
use crate::support::harness::TestApp;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;

/// The metrics that a text names, without what a histogram adds.
fn named(text: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
    let words = text.split(|c: char| !is_name(c));
    let base = |word: &str| {
        let endings = ["_bucket", "_sum", "_count"];
        endings.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word).to_owned()
    };
    words.filter(|word| word.starts_with("chairside_")).map(base).collect()
}

#[test]
fn every_metric_that_is_shown_or_watched_is_there_and_every_one_that_is_there_is_shown() {
    let mut app = TestApp::start_with(&crate::support::harness::Setup {
        extra: "[alerts]\nhook_url = \"http://127.0.0.1:9/x\"\n".into(),
        change: |config| {
            config.poll.every_seconds = 60;
            config.calcom.requests_per_minute = 110;
        },
    });
    let args =
        json!({ "service": "schnitt", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    app.settle();
    app.appliance.work.poll_now().unwrap();
    let families = parse(&scrape(&app));
    let there: BTreeSet<String> = families.as_object().unwrap().keys().cloned().collect();
    let read = |name: &str| {
        fs::read_to_string(format!("{}/deploy/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let shown = named(&read("grafana-dashboard.json"));
    let watched = named(&read("prometheus-rules.yml"));
    for name in shown.union(&watched) {
        assert!(there.contains(name), "{name} is no metric; there are {there:?}");
    }
    let unseen: Vec<_> = there.difference(&shown).collect();
    assert!(unseen.is_empty(), "not on the dashboard: {unseen:?}");
    app.leaves_work = None;
}
