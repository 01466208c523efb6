//! The rates of `quality`, of the metrics, of the view and of SQL written by hand are the same, on any database.

use crate::quality::world::{fill, stamp};
use crate::support::harness::{TestApp, WEB_TOKEN};
use crate::support::program;
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// Name, part, whole.
type Rates = BTreeMap<String, (u64, u64)>;

/// Written once more, without a glance at the program's: a row per appointment, then plain counting.
const BY_HAND: &str = "
WITH first AS (SELECT * FROM appointment_segments WHERE position = 1),
one AS (
  SELECT a.id, a.staff_id IS NOT NULL AS staffed, a.calcom_v2_booking_uid IS NOT NULL AS booked,
    a.calcom_v2_booking_uid IS NOT NULL AND a.calcom_host_id IS NOT NULL AS hosted, a.assignment_state AS state, f.rule,
    f.booking_status, a.preferred_staff_id AS wish, a.staff_id,
    EXISTS (SELECT * FROM decisions d WHERE d.appointment_id = a.id AND d.decided_by <> 'system') AS by_person
  FROM appointments a LEFT JOIN first f ON f.appointment_id = a.id
  WHERE a.created_at >= :from AND a.created_at < :until
),
matched AS (SELECT * FROM one WHERE hosted AND state = 'matched' AND rule IS NOT NULL),
active AS (SELECT * FROM calcom_host_mappings WHERE is_active)
SELECT 'staff_assignment', (SELECT count(*) FROM one WHERE booked AND staffed), (SELECT count(*) FROM one WHERE booked)
UNION ALL SELECT 'staff_assignment_all', (SELECT count(*) FROM one WHERE staffed), (SELECT count(*) FROM one)
UNION ALL SELECT 'host_extraction', (SELECT count(*) FROM one WHERE hosted), (SELECT count(*) FROM one WHERE booked)
UNION ALL SELECT 'matched_by_email', (SELECT count(*) FROM matched WHERE rule = 'email'), (SELECT count(*) FROM matched)
UNION ALL SELECT 'matched_by_name', (SELECT count(*) FROM matched WHERE rule = 'name'), (SELECT count(*) FROM matched)
UNION ALL SELECT 'failed', (SELECT count(*) FROM one WHERE hosted AND state IN ('ambiguous', 'no_candidate')),
  (SELECT count(*) FROM one WHERE hosted)
UNION ALL SELECT 'automatic_mappings', (SELECT count(*) FROM active WHERE mapping_source LIKE 'auto%'),
  (SELECT count(*) FROM active)
UNION ALL SELECT 'manual_intervention', (SELECT count(*) FROM one WHERE booked AND by_person),
  (SELECT count(*) FROM one WHERE booked)
UNION ALL SELECT 'calcom_data', (SELECT count(*) FROM one WHERE booked AND booking_status IS NOT NULL),
  (SELECT count(*) FROM one WHERE booked)
UNION ALL SELECT 'wishes_met', (SELECT count(*) FROM one WHERE booked AND wish = staff_id),
  (SELECT count(*) FROM one WHERE booked AND wish IS NOT NULL)";

fn by_hand(app: &TestApp, from: OffsetDateTime, until: OffsetDateTime) -> Rates {
    let connection = Connection::open(app.database()).unwrap();
    let mut statement = connection.prepare(BY_HAND).unwrap();
    let (from, until) = (stamp(from), stamp(until));
    let number = |row: &rusqlite::Row, column| row.get::<_, i64>(column).map(|n| n as u64);
    let rows = statement
        .query_map(&[(":from", &from), (":until", &until)], |row| {
            Ok((row.get::<_, String>(0)?, (number(row, 1)?, number(row, 2)?)))
        })
        .unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// What the command says.
fn quality(app: &TestApp, days: u32, as_of: OffsetDateTime) -> Value {
    let text = crate::support::harness::config_text("http://127.0.0.1:9", &app.database(), "");
    let config = app.dir.path().join("appliance.toml");
    std::fs::write(&config, text).unwrap();
    let (days, as_of) = (days.to_string(), stamp(as_of));
    let said = program::run(&config, &["quality", "--json", "--days", &days, "--as-of", &as_of]);
    assert_eq!(said.code, Some(0), "{said:?}");
    said.json()
}

/// Read back from text the last digit may differ.
fn is_near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-12,
        (one, other) => one == other,
    }
}

fn rates_of(view: &Value) -> Rates {
    let rates = view["rates"].as_array().unwrap();
    let number = |rate: &Value, key: &str| rate[key].as_u64().unwrap();
    rates
        .iter()
        .map(|rate| {
            let (part, whole) = (number(rate, "part"), number(rate, "whole"));
            let value = (whole > 0).then(|| part as f64 / whole as f64);
            assert!(is_near(rate["value"].as_f64(), value), "{rate}");
            (rate["name"].as_str().unwrap().to_owned(), (part, whole))
        })
        .collect()
}

/// Each rate's value and base from the metrics' text.
fn metrics(app: &TestApp) -> BTreeMap<String, (Option<f64>, f64)> {
    let bearer = format!("Bearer {WEB_TOKEN}");
    let (status, text) = app.get("/metrics", &[("authorization", &bearer)]);
    assert_eq!(status, 200);
    let text = text.as_str().unwrap();
    let find = |metric: &str| -> BTreeMap<String, f64> {
        let lines =
            text.lines().filter_map(|line| line.strip_prefix(metric)?.strip_prefix("{rate=\""));
        let read = |line: &str| {
            let (name, rest) = line.split_once('"').unwrap();
            (name.to_owned(), rest.trim_start_matches('}').trim().parse().unwrap())
        };
        lines.map(read).collect()
    };
    let (values, bases) = (find("chairside_rate"), find("chairside_rate_base"));
    assert_eq!(bases.len(), 10, "{text}");
    bases
        .into_iter()
        .map(|(name, base)| (name.clone(), (values.get(&name).copied(), base)))
        .collect()
}

#[test]
fn all_four_count_the_same_on_random_databases() {
    for (seed, count) in [(1, 400), (2, 37), (3, 3), (4, 0), (5, 900)] {
        let app = TestApp::start();
        let now = app.clock.now();
        fill(&app.database(), seed, count, 45, now);
        let until = now + Duration::SECOND;
        let month = until.date().midnight().assume_utc() - Duration::days(29);
        let view = quality(&app, 30, until);
        let rates = rates_of(&view);
        assert_eq!(rates, by_hand(&app, month, until), "seed {seed}");
        assert_eq!(rates.len(), 10);
        for (name, (value, base)) in metrics(&app) {
            let (part, whole) = rates[&name];
            assert_eq!(base, whole as f64, "{name} seed {seed}");
            let shown = (whole > 0).then(|| part as f64 / whole as f64);
            assert!(is_near(value, shown), "{name} seed {seed}: {value:?} {shown:?}");
        }
        // The view knows no end: everything that was ever made.
        let end = until + Duration::days(2);
        let all = quality(&app, 366, end);
        let shown: Vec<String> = all["days"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|day| day["total"] != 0)
            .map(|day| {
                let cell = |key: &str| day[key].to_string().trim_matches('"').to_owned();
                ["date", "total", "with_staff", "with_host", "success_rate"].map(cell).join("|")
            })
            .collect();
        let sql = "SELECT date || '|' || total || '|' || with_staff || '|' || with_host || '|' || success_rate
             FROM staff_assignment_quality ORDER BY date";
        assert_eq!(shown, app.rows(sql), "seed {seed}");
        assert_eq!(all["days"].as_array().unwrap().len(), 366);
        let totals: u64 =
            shown.iter().map(|row| row.split('|').nth(1).unwrap().parse::<u64>().unwrap()).sum();
        assert_eq!(totals, count);
        assert_eq!(
            rates_of(&all)["staff_assignment_all"].1,
            count,
            "what the days hold, the rates do"
        );
    }
}
