//! `customers rename`: a person corrects how a customer is called, and the audit trail tells of it without the name.

use crate::support::harness::{CALLER, Setup, TestApp, TestClock, config_text, sandbox};
use crate::support::program;
use crate::support::program::Said;
use serde_json::json;
use time::{Duration, OffsetDateTime};

const WHO: [&str; 4] = ["--by", "Nadine", "--reason", "misheard"];

/// A salon at the real time, so that the program may run beside it, with one customer.
fn salon() -> TestApp {
    let clock = TestClock::at(OffsetDateTime::now_utc());
    let app = TestApp::start_at(&Setup::default(), clock.clone(), sandbox(&clock));
    let insert = "INSERT INTO customers (company_id, phone, name, created_at, updated_at)
        SELECT id, '+493023125101', 'Kim Mustr', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z' FROM companies";
    rusqlite::Connection::open(app.database()).unwrap().execute(insert, []).unwrap();
    app
}

fn cli(app: &TestApp, arguments: &[&str]) -> Said {
    let text = config_text(&app.sandbox.base_url(), &app.database(), "");
    let config = app.dir.path().join("appliance.toml");
    std::fs::write(&config, text).unwrap();
    program::run(&config, arguments)
}

fn rename(app: &TestApp, whom: &str, name: &str) -> Said {
    cli(app, &[&["customers", "rename", whom, name], WHO.as_slice()].concat())
}

#[test]
fn a_customer_is_renamed_by_number_or_telephone() {
    let app = salon();
    for (whom, name) in
        [("1", "Kim Muster"), (CALLER, "Kim Muster-Roth"), ("030 23125 101", "Kim Roth")]
    {
        let said = rename(&app, whom, name);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        assert!(said.out.ends_with(&format!("-> {name}\n")), "{said:?}");
        assert_eq!(app.rows("SELECT name FROM customers"), [name]);
        let known = app.ask("call_1", "check_customer", json!({}));
        assert_eq!(known["customer_name"], name, "{known}");
    }
    app.clock.forward(Duration::seconds(1));
    let rows = "SELECT action || ' ' || changed_by || ' ' || reason || ' ' || new_values FROM calcom_host_mapping_audits";
    let trail = app.rows(rows);
    assert_eq!(trail.len(), 3, "{trail:?}");
    assert!(
        trail[0].starts_with("updated Nadine misheard ") && trail[0].contains("\"customer_id\":1"),
        "{trail:?}"
    );
    let told = app
        .rows("SELECT coalesce(old_values, '') || new_values FROM calcom_host_mapping_audits")
        .concat();
    assert!(!told.contains("Muster") && !told.contains("Roth"), "no name for good: {told}");
    let verified = cli(&app, &["audit", "verify"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let listed = cli(&app, &["audit", "list"]);
    assert_eq!(listed.code, Some(0), "{listed:?}");
}

#[test]
fn what_cannot_be_renamed_is_refused_with_a_sentence() {
    let app = salon();
    for (whom, name, sentence) in [
        ("7", "Kim Muster", "customer not found"),
        ("+493023125109", "Kim Muster", "customer not found"),
        ("Kim Mustr", "Kim Muster", "number"),
        ("1", "", "a name has at least one letter"),
        ("1", "<b>Kim</b>", "a name has no"),
        ("1", "Kim Mustr", "called so already"),
        ("1", "Unbekannt", "no name of a person"),
    ] {
        let said = rename(&app, whom, name);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{whom} {name}: {said:?}");
        assert!(said.err.contains(sentence), "{whom} {name}: {said:?}");
    }
    let nobody = cli(&app, &["customers", "rename", "1", "Kim", "--by", "", "--reason", "x"]);
    assert!(nobody.err.contains("who decides"), "{nobody:?}");
    assert_eq!(app.rows("SELECT name FROM customers"), ["Kim Mustr"]);
    assert_eq!(app.count("SELECT count(*) FROM calcom_host_mapping_audits"), 0);
}
