//! Who is not there: written down with a command, and not offered to anybody.

use crate::support::harness::{START, Setup, TestApp, TestClock, sandbox};
use crate::support::program;
use chairside::domain::calendar::interval::Interval;
use chairside::domain::ids::StaffId;
use chairside::frontdesk::visit::absence;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

fn emma(app: &TestApp) -> StaffId {
    StaffId(app.rows("SELECT id FROM staff WHERE key = 'emma'")[0].clone())
}

fn is_offered(answer: &Value, time: &str) -> bool {
    let offers = answer["offers"].as_array().into_iter().flatten();
    offers.into_iter().any(|offer| offer["start"].as_str().unwrap().contains(time))
}

fn span(from: OffsetDateTime, until: OffsetDateTime) -> Interval {
    Interval::new(from, until).unwrap()
}

#[test]
fn who_is_absent_is_not_offered_and_not_booked() {
    let app = TestApp::start();
    let desk = &app.appliance.desk;
    let ask = |call: &str, at: &str| {
        let args =
            json!({ "service": "Haarschnitt", "staff": "Emma", "date": "2026-11-24", "time": at });
        app.ask(call, "check_availability", args)
    };
    assert!(is_offered(&ask("c1", "10:00"), "T10:00"), "she is there");
    // 9:30 to 11:00 in Berlin.
    let school = span(datetime!(2026-11-24 8:30 UTC), datetime!(2026-11-24 10:00 UTC));
    let (id, written) = absence::add(desk, &emma(&app), school, "Schule\n", "Nadine").unwrap();
    assert_eq!((written.reason.as_str(), written.created_by.as_str()), ("Schule", "Nadine"));
    assert_eq!(
        absence::add(desk, &emma(&app), school, "again", "Kim").unwrap(),
        (id, written),
        "twice is once"
    );
    for (at, offered) in
        [("09:00", false), ("09:30", false), ("10:30", false), ("10:45", false), ("11:00", true)]
    {
        // What was offered before is held no more, here and at Cal.com.
        app.clock.forward(time::Duration::hours(1));
        let answer = ask(&at.replace(':', "-"), at);
        assert_eq!(is_offered(&answer, &format!("T{at}")), offered, "{at}: {answer}");
    }
    app.clock.forward(time::Duration::hours(1));
    let book = |start: &str| {
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": start, "customer_name": "Zoë Beispiel" });
        app.ask("c1", "book_appointment", args)["status"].clone()
    };
    assert_eq!(book("2026-11-24T10:00"), "not_possible");
    assert_eq!(app.sandbox.counts().created, 0);
    assert_eq!(book("2026-11-24T11:00"), "booked", "half open: the absence ends at 11");
    absence::remove(desk, id).unwrap();
    assert_eq!(book("2026-11-24T10:00"), "booked");
    assert_eq!(absence::remove(desk, id).unwrap_err().to_string(), "absence not found");
}

#[test]
fn a_closed_branch_is_not_offered() {
    let app = TestApp::start_with(&Setup {
        change: |config| {
            let branch = "key = \"mitte\"\nname = \"Probe Mitte\"\n\
                hours = { tuesday = [\"09:00-12:00\", \"13:00-18:00\"], thursday = [\"09:00-18:00\"] }\n\
                closed = [{ day = \"2026-11-26\", name = \"Betriebsausflug\" }]";
            config.branches = vec![toml::from_str(branch).unwrap()];
        },
        ..Setup::default()
    });
    let book = |start: &str| {
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": start, "customer_name": "Zoë Beispiel" });
        app.ask("c1", "book_appointment", args)["status"].clone()
    };
    // All in one call: what is offered in another is held for that one.
    for (start, status) in [
        ("2026-11-24T11:30", "not_possible"),
        ("2026-11-24T12:00", "not_possible"),
        ("2026-11-24T11:15", "booked"),
        ("2026-11-24T13:00", "booked"),
        ("2026-11-25T10:00", "not_possible"),
        ("2026-11-26T10:00", "not_possible"),
        ("2026-12-03T10:00", "booked"),
    ] {
        assert_eq!(book(start), status, "{start}");
    }
}

#[test]
fn the_command_lists_adds_and_removes() {
    let sandbox = sandbox(&TestClock::at(START));
    let folder = tempfile::tempdir().unwrap();
    let config = program::write_config(folder.path(), &sandbox, &folder.path().join("test.db"), "");
    program::served(&config);
    let add = |more: &[&str]| {
        let mut words = vec!["absences", "add", "--staff", "Emma", "--by", "Nadine"];
        words.extend(more);
        program::run(&config, &words)
    };
    let list = || program::run(&config, &["absences", "list", "--json"]).json();
    assert_eq!(list(), json!([]));
    // Far enough ahead to be ahead whenever the test runs; the changes of the clock are where they are today.
    for (from, until, told) in [
        ("2190-12-01T09:00", "2190-12-01T12:30", "2190-12-01 09:00 to 2190-12-01 12:30"),
        ("2190-12-24", "2190-12-31", "2190-12-24 00:00 to 2191-01-01 00:00"),
        ("2190-03-28T03:30", "2190-03-28T04:00", "2190-03-28 03:30 to 2190-03-28 04:00"),
        (
            "2190-10-31T02:30+02:00",
            "2190-10-31T02:30+01:00",
            "2190-10-31 02:30 to 2190-10-31 02:30",
        ),
    ] {
        let said = add(&["--from", from, "--until", until, "--reason", "Schule"]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        assert!(said.out.ends_with(&format!(": Emma Vogel, {told}\n")), "{said:?}");
    }
    let all = list();
    assert_eq!(all.as_array().unwrap().len(), 4);
    assert_eq!(
        json!([all[2]["staff"], all[2]["from"], all[2]["until"], all[2]["reason"], all[2]["by"]]),
        json!([
            "emma",
            "2190-12-01T09:00:00+01:00",
            "2190-12-01T12:30:00+01:00",
            "Schule",
            "Nadine"
        ])
    );
    for (more, sentence) in [
        (
            &["--from", "2190-03-28T02:30", "--until", "2190-03-28T09:00"][..],
            "--from: This time does not exist",
        ),
        (&["--from", "2190-10-31T01:00", "--until", "2190-10-31T02:30"], "--until: "),
        (&["--from", "2190-02-30", "--until", "2190-03-01"], "--from: "),
        (&["--from", "2190-02-01", "--until", "2190-02-30T10:00"], "--until: "),
        (&["--from", "2190-02-02", "--until", "2190-02-01"], "an absence ends after it starts"),
        (
            &["--from", "2190-02-02T09:00", "--until", "2190-02-02T09:00"],
            "an absence ends after it starts",
        ),
        (&["--from", "2190-02-02", "--until", "2193-02-02"], "at most 732 days"),
        (&["--from", "morgen", "--until", "2190-02-02"], "--from: "),
        (&["--from", "2190-02-02T24:00", "--until", "2190-02-04"], "--from: There is no 24:00"),
    ] {
        let said = add(more);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{more:?}: {said:?}");
        assert!(said.err.contains(sentence), "{more:?}: {said:?}");
    }
    let long = "x".repeat(501);
    let said = add(&["--from", "2190-02-02", "--until", "2190-02-02", "--reason", &long]);
    assert!(said.err.contains("a reason has at most 500 characters"), "{said:?}");
    let said = program::run(
        &config,
        &[
            "absences",
            "add",
            "--staff",
            "Roswitha",
            "--from",
            "2190-01-01",
            "--until",
            "2190-01-01",
            "--by",
            "N",
        ],
    );
    assert!(said.err.contains("no staff member is called Roswitha; there are"), "{said:?}");
    assert_eq!(list(), all, "what is refused changes nothing");
    let id = all[0]["id"].to_string();
    let said = program::run(&config, &["absences", "remove", &id]);
    assert!(said.out.starts_with(&format!("removed {id}: Emma Vogel, ")), "{said:?}");
    let said = program::run(&config, &["absences", "remove", &id]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), "chairside: absence not found\n"));
    let table = program::run(&config, &["absences", "list"]).out;
    assert!(
        table.contains("Emma Vogel    2190-12-01 09:00  2190-12-01 12:30  Schule  Nadine\n"),
        "{table}"
    );
}
