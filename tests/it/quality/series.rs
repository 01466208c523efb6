//! `quality series`: the rates as curves, which add up to the rates; what pauses brought; how callers were understood.

use crate::quality::world::fill;
use crate::support::harness::{START, TestApp, config_text};
use crate::support::program;
use crate::visit::world::{EXTRA, booked, free, other, salon};
use serde_json::{Value, json};

fn ask(app: &TestApp, arguments: &[&str]) -> Value {
    let config = app.dir.path().join("appliance.toml");
    std::fs::write(&config, config_text("http://127.0.0.1:9", &app.database(), EXTRA)).unwrap();
    let all: Vec<&str> = ["quality", "--json"].iter().chain(arguments).copied().collect();
    let said = program::run(&config, &all);
    assert_eq!(said.code, Some(0), "{said:?}");
    said.json()
}

fn curve<'a>(series: &'a Value, name: &str) -> &'a Value {
    let all = series["curves"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name}: {series}"))
}

fn sums(curve: &Value) -> (u64, u64) {
    let points = curve["points"].as_array().unwrap();
    let sum = |field: &str| points.iter().map(|one| one[field].as_u64().unwrap()).sum();
    (sum("part"), sum("whole"))
}

#[test]
fn the_curves_add_up_to_the_rates_by_day_and_by_week() {
    let app = TestApp::start();
    fill(&app.database(), 7, 400, 20, START);
    let last = START.date().to_string();
    let days = ["--days", "20", "--as-of", &last];
    let whole = ask(&app, &days);
    let by = |step: &str| ask(&app, &["series", "--by", step, "--days", "20", "--as-of", &last]);
    let (daily, weekly) = (by("day"), by("week"));
    assert_eq!(daily["steps"].as_array().unwrap().len(), 20);
    let weeks = weekly["steps"].as_array().unwrap();
    // From Wednesday the 4th to Monday the 23rd.
    assert_eq!(weeks[0], json!({ "from": "2026-11-04", "until": "2026-11-08" }));
    assert_eq!(weeks.last().unwrap(), &json!({ "from": "2026-11-23", "until": "2026-11-23" }));
    for rate in whole["rates"].as_array().unwrap() {
        let name = rate["name"].as_str().unwrap();
        if name == "automatic_mappings" {
            continue;
        }
        let all = (rate["part"].as_u64().unwrap(), rate["whole"].as_u64().unwrap());
        assert!(all.1 > 0, "{rate}");
        for series in [&daily, &weekly] {
            let curve = curve(series, name);
            assert_eq!(sums(curve), all, "{name}");
            assert_eq!(curve["all"]["verdict"], rate["verdict"], "{name}");
            assert_eq!(curve["target"], rate["target"], "{name}");
            assert_eq!(curve["target_value"].is_null(), rate["target"] == "", "{name}");
        }
    }
    // A step is what `quality` says of that day alone.
    for place in [0, 7, 19] {
        let day = daily["steps"][place]["from"].as_str().unwrap();
        let alone = ask(&app, &["--days", "1", "--as-of", day]);
        for rate in alone["rates"].as_array().unwrap() {
            let name = rate["name"].as_str().unwrap();
            if name != "automatic_mappings" {
                let point = &curve(&daily, name)["points"][place];
                for field in ["part", "whole", "value", "verdict"] {
                    assert_eq!(point[field], rate[field], "{name} {day}");
                }
            }
        }
    }
    let target = curve(&daily, "staff_assignment");
    assert_eq!((&target["target_value"], &target["less_is_better"]), (&json!(0.9), &json!(false)));
    for (list, all) in [
        ("sources", "appointments"),
        ("rules", "appointments WHERE calcom_v2_booking_uid IS NOT NULL"),
    ] {
        let words = daily[list].as_array().unwrap().iter();
        let totals = words.flat_map(|one| one["points"].as_array().unwrap());
        let total: i64 = totals.map(|point| point["total"].as_i64().unwrap()).sum();
        assert_eq!(total, app.count(&format!("SELECT count(*) FROM {all}")), "{list}");
    }
}

#[test]
fn minutes_won_in_pauses_are_those_in_which_others_are_served() {
    let app = salon(free);
    booked(&app);
    let none = ask(&app, &["series", "--days", "3", "--as-of", "2026-11-25"]);
    assert_eq!(none["pauses"]["all"], json!({ "pauses": 1, "minutes": 45, "minutes_won": 0 }));
    // Tips of 30 minutes in the 45 while the colour works.
    assert_eq!(other(&app, "spitzen", "10:35"), "booked");
    app.settle();
    let series = ask(&app, &["series", "--days", "3", "--as-of", "2026-11-25"]);
    let nothing = json!({ "pauses": 0, "minutes": 0, "minutes_won": 0 });
    let won = json!({ "pauses": 1, "minutes": 45, "minutes_won": 30 });
    assert_eq!(series["pauses"], json!({ "all": won, "points": [nothing, won, nothing] }));
    let wishes = curve(&series, "wishes_met");
    assert_eq!(wishes["all"], json!({ "part": 2, "whole": 2, "value": 1.0, "verdict": "ok" }));
}

#[test]
fn how_callers_were_understood_is_a_curve_too() {
    let app = TestApp::start();
    let empty = ask(&app, &["series", "--days", "1", "--as-of", "2026-11-23"]);
    let nobody = json!({ "part": 0, "whole": 0, "value": null, "verdict": "no_data" });
    assert_eq!(curve(&empty, "asked_back")["points"], json!([nobody]));
    app.ask("call_1", "book_appointment", json!({ "service": "schnitt" }));
    let args =
        json!({ "service": "schnitt", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
    app.ask("call_1", "book_appointment", args);
    app.ask("call_2", "check_availability", json!({ "service": "Kettensäge" }));
    app.ask("call_3", "check_customer", json!({}));
    app.settle();
    let series = ask(&app, &["series", "--days", "2", "--as-of", "2026-11-23"]);
    for (name, part, whole) in [("understood", 2, 4), ("asked_back", 2, 4), ("given_up", 1, 3)] {
        let all = &curve(&series, name)["all"];
        assert_eq!((&all["part"], &all["whole"]), (&json!(part), &json!(whole)), "{name}");
        assert_eq!(sums(curve(&series, name)), (part, whole), "{name}");
    }
    let config = app.dir.path().join("appliance.toml");
    let text =
        program::run(&config, &["quality", "series", "--as-of", "2026-11-23", "--days", "2"]);
    assert!(text.out.starts_with("von  "), "{text:?}");
    assert!(text.out.contains("Nachgefragt"), "{text:?}");
    assert!(text.out.trim_end().lines().last().unwrap().contains("≥ 90 %"), "{text:?}");
}
