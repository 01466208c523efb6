//! Event types whose length at Cal.com is not what is described here: noticed before somebody is booked wrong, told, and
//! not offered for visits whose plan it would break.

use crate::event_type::world;
use crate::event_type::world::{by_hand, colour, describe};
use crate::support::harness::{
    COLOUR_EMMA, COLOUR_JUERGEN, CUT_EMMA, CUT_POOL, HOST_EMMA, START, TestApp, TestClock, sandbox,
};
use crate::support::program;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxEventType,
};
use serde_json::{Value, json};

const OPEN_WARNINGS: &str = "SELECT kind || ' ' || subject || ' ' || message FROM warnings
     WHERE cleared_at IS NULL ORDER BY subject";

/// So many seconds of the program's life.
fn seconds(app: &TestApp, seconds: u32) {
    for _ in 0..seconds * 2 {
        app.appliance.work.tick();
        app.clock.forward(time::Duration::milliseconds(500));
    }
}

/// Somebody sets the length of an event type at Cal.com.
fn set_length(sandbox: &Sandbox, id: i64, minutes: u32) {
    let mut one = sandbox.event_types().into_iter().find(|one| one.id == Some(id)).unwrap();
    one.minutes = minutes;
    sandbox.add_event_type(one);
}

/// Who of the two is offered for a service on the next day.
fn offered(app: &TestApp, call: &str, service: &str) -> Vec<&'static str> {
    let is_offered = |name: &&str| {
        let args =
            json!({ "service": service, "staff": name, "date": "2026-11-26", "time": "10:00" });
        let answer = app.ask(&format!("{call}-{}", name.len()), "check_availability", args);
        let offers = answer["offers"].as_array();
        // What was offered is held no more, here and at Cal.com.
        app.clock.forward(time::Duration::minutes(30));
        offers.is_some_and(|offers| !offers.is_empty())
    };
    ["Emma", "Jürgen"].into_iter().filter(is_offered).collect()
}

fn book(app: &TestApp, call: &str, service: &str, start: &str) -> Value {
    let args = json!({ "service": service, "staff": "Emma", "start": start, "customer_name": "Kim Muster" });
    app.ask(call, "book_appointment", args)
}

#[test]
fn soon_after_the_start_a_wrong_length_is_told_and_a_visit_not_offered_with_it() {
    let app = TestApp::start();
    // 45 at Cal.com, 30 here: the wash would begin while colour is still being put on.
    set_length(&app.sandbox, COLOUR_EMMA, 45);
    seconds(&app, 60);
    let told = app.rows(OPEN_WARNINGS);
    assert_eq!(
        told,
        [format!(
            "event_type_length {COLOUR_EMMA} Ansatzfärbung, Teil A (Emma Vogel): der Termintyp {COLOUR_EMMA} dauert bei \
             Cal.com 45 Minuten, hier 30. Er wird nicht angeboten, bis das behoben ist. Abhilfe: bei Cal.com den \
             Termintyp {COLOUR_EMMA} auf 30 Minuten stellen, oder in appliance.toml bei ansatzfarbe 45 Minuten eintragen."
        )]
    );
    assert_eq!(offered(&app, "c1", "Ansatzfärbung"), ["Jürgen"]);
    // A person clears it: it is not raised again and again, and is still not offered.
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    connection.execute("UPDATE warnings SET cleared_at = '2026-11-23T09:00:00Z'", []).unwrap();
    seconds(&app, 60);
    assert_eq!(app.rows(OPEN_WARNINGS), Vec::<String>::new());
    assert_eq!(offered(&app, "c2", "Ansatzfärbung"), ["Jürgen"]);
    // Mended at Cal.com: seen with the daily comparison.
    set_length(&app.sandbox, COLOUR_EMMA, 30);
    app.clock.forward(time::Duration::hours(24));
    seconds(&app, 60);
    assert_eq!(offered(&app, "c3", "Ansatzfärbung"), ["Emma", "Jürgen"]);
}

#[test]
fn every_part_counts_also_a_pause_that_is_held_and_a_pool() {
    let app = TestApp::start();
    set_length(&app.sandbox, COLOUR_EMMA + 4, 30);
    set_length(&app.sandbox, COLOUR_JUERGEN + 3, 20);
    set_length(&app.sandbox, CUT_POOL, 40);
    seconds(&app, 60);
    let told = app.rows(
        "SELECT subject || ' ' || message FROM warnings WHERE cleared_at IS NULL ORDER BY subject",
    );
    assert_eq!(told.len(), 3, "{told:?}");
    for (id, said) in [
        (
            CUT_POOL,
            "Teil A (Pool): der Termintyp 503 dauert bei Cal.com 40 Minuten, hier 45. Angeboten und gebucht wird",
        ),
        (
            COLOUR_EMMA + 4,
            "Teil A+ (Emma Vogel): der Termintyp 515 dauert bei Cal.com 30 Minuten, hier 45. Er wird nicht",
        ),
        (
            COLOUR_JUERGEN + 3,
            "Teil D (Jürgen Weiß): der Termintyp 524 dauert bei Cal.com 20 Minuten, hier 30. Er wird nicht",
        ),
    ] {
        let line = told.iter().find(|line| line.starts_with(&id.to_string())).unwrap();
        assert!(line.contains(said), "{line}");
    }
    // The salon's pauses are free: nobody needs the hold.
    assert_eq!(offered(&app, "c1", "Ansatzfärbung"), ["Emma"]);
}

#[test]
fn a_simple_service_is_offered_with_the_length_that_calcom_has() {
    let app = TestApp::start();
    set_length(&app.sandbox, CUT_EMMA, 60);
    seconds(&app, 60);
    let told = app.rows(OPEN_WARNINGS);
    assert!(told[0].contains("Angeboten und gebucht wird die Länge von Cal.com."), "{told:?}");
    assert_eq!(offered(&app, "c1", "Haarschnitt"), ["Emma", "Jürgen"]);
    assert_eq!(book(&app, "c2", "Haarschnitt", "2026-11-26T10:00")["status"], "booked");
    let ends = "SELECT substr(ends_at, 12, 5) FROM appointments";
    assert_eq!(app.rows(ends), ["10:00"], "11:00 in Berlin");
    // Her minutes until 11 are taken, though the service says 45.
    let args =
        json!({ "service": "Haarschnitt", "staff": "Emma", "date": "2026-11-26", "time": "10:45" });
    let answer = app.ask("c3", "check_availability", args);
    let starts: Vec<&str> = answer["offers"]
        .as_array()
        .unwrap_or_else(|| answer["alternatives"].as_array().unwrap())
        .iter()
        .map(|offer| offer["start"].as_str().unwrap())
        .collect();
    assert!(starts.iter().all(|start| !start.contains("T10:45")), "{starts:?}");
    app.settle();
}

#[test]
fn a_booking_that_comes_back_with_another_length_is_told_at_once() {
    let app = TestApp::start();
    set_length(&app.sandbox, CUT_EMMA, 30);
    // Nobody has looked yet.
    assert_eq!(book(&app, "c1", "Haarschnitt", "2026-11-26T10:00")["status"], "booked");
    let told = app.rows(OPEN_WARNINGS);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("dauert bei Cal.com 30 Minuten, hier 45"), "{told:?}");
    // One matter, one warning.
    assert_eq!(book(&app, "c2", "Haarschnitt", "2026-11-26T12:00")["status"], "booked");
    assert_eq!(app.rows("SELECT count(*) FROM warnings"), ["1"]);
    // A part of a visit: this one stands, but no other is booked like it.
    set_length(&app.sandbox, COLOUR_EMMA + 1, 10);
    assert_eq!(book(&app, "c3", "Ansatzfärbung", "2026-11-26T14:00")["status"], "booked");
    let told = app.rows(OPEN_WARNINGS);
    assert!(told[1].contains("Teil B (Emma Vogel)"), "{told:?}");
    assert_eq!(offered(&app, "c4", "Ansatzfärbung"), ["Jürgen"]);
    // Mended, and seen by the next look.
    set_length(&app.sandbox, CUT_EMMA, 45);
    set_length(&app.sandbox, COLOUR_EMMA + 1, 15);
    app.settle();
    seconds(&app, 60);
    assert_eq!(app.rows(OPEN_WARNINGS), Vec::<String>::new());
    assert_eq!(offered(&app, "c5", "Ansatzfärbung"), ["Emma", "Jürgen"]);
}

#[test]
fn what_we_made_is_not_offered_until_the_sync_has_set_it_right() {
    let app = world::app();
    let described = colour();
    describe(&app.appliance.desk, &described);
    seconds(&app, 60);
    assert_eq!(offered(&app, "c1", "Ansatzfarbe"), ["Emma", "Jürgen"]);
    // The service is described anew; Cal.com has not been told yet.
    let mut longer = described.clone();
    longer.composition.segments[0].minutes = 40;
    describe(&app.appliance.desk, &longer);
    assert_eq!(offered(&app, "c2", "Ansatzfarbe"), Vec::<&str>::new());
    seconds(&app, 60);
    assert_eq!(offered(&app, "c3", "Ansatzfarbe"), ["Emma", "Jürgen"]);
    // Somebody changes it at Cal.com, and it shows when a visit is booked.
    by_hand(&app.sandbox, "probe-mitte-haircolour-a-emma", |one| one.minutes = 35);
    assert_eq!(book(&app, "c4", "Ansatzfarbe", "2026-11-27T10:00")["status"], "booked");
    assert_eq!(offered(&app, "c5", "Ansatzfarbe"), ["Jürgen"]);
    seconds(&app, 60);
    assert_eq!(offered(&app, "c6", "Ansatzfarbe"), ["Emma", "Jürgen"]);
    assert_eq!(app.rows(OPEN_WARNINGS), Vec::<String>::new(), "the sync has seen to it");
    // Cal.com refuses to be set right: now a person has to.
    by_hand(&app.sandbox, "probe-mitte-haircolour-a-emma", |one| one.minutes = 35);
    app.sandbox.fault(Fault::always(
        FaultOn::operation(Operation::EventTypes).containing("\"lengthInMinutes\":40"),
        FaultKind::Error500Before,
    ));
    app.clock.forward(time::Duration::hours(24));
    seconds(&app, 90);
    assert_eq!(offered(&app, "c7", "Ansatzfarbe"), ["Jürgen"]);
    let told = app.rows(OPEN_WARNINGS);
    assert!(told[0].contains("Abhilfe: chairside event-types sync"), "{told:?}");
}

#[test]
fn a_look_asks_little_and_stops_when_nobody_answers() {
    let app = TestApp::start();
    let calls = || world::calls(&app.sandbox, &["GET"]);
    seconds(&app, 9);
    assert_eq!(calls(), 0, "the start belongs to the callers");
    seconds(&app, 60);
    let asked = calls();
    assert!((1..=16).contains(&asked), "{asked}");
    seconds(&app, 600);
    assert_eq!(calls(), asked, "known lengths are not asked for again");
    assert_eq!(world::changes(&app.sandbox), 0, "they are the salon's own");

    let silent = TestApp::start();
    let on = FaultOn::operation(Operation::EventTypes);
    silent.sandbox.fault(Fault::always(on, FaultKind::Error500Before));
    let calls = || world::calls(&silent.sandbox, &["GET"]);
    seconds(&silent, 120);
    assert_eq!(calls(), 1);
    silent.clock.forward(time::Duration::minutes(15));
    seconds(&silent, 60);
    assert_eq!(calls(), 2, "and again after a while");
    assert_eq!(offered(&silent, "c1", "Ansatzfärbung"), ["Emma", "Jürgen"], "unknown is not wrong");
}

#[test]
fn the_commands_tell_it_when_a_service_is_described_or_changed() {
    let sandbox = sandbox(&TestClock::at(START));
    sandbox.add_event_type(SandboxEventType {
        id: Some(600),
        ..SandboxEventType::personal("Locken", "locken", 45, HOST_EMMA)
    });
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("test.db");
    let config = program::write_config(folder.path(), &sandbox, &database, "team_ids = [90]");
    program::served(&config);
    let file = folder.path().join("locken.toml");
    std::fs::write(
        &file,
        "key = \"locken\"\nname = \"Locken\"\nduration_minutes = 30\nstaff = [\"emma\"]\n\
         event_types = [{ id = 600, staff = \"emma\" }]\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let added = program::run(&config, &["services", "add", "--file", file, "--by", "Nadine"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    let line = "event type 600 takes 45 minutes at Cal.com, 30 here. What is offered and booked is Cal.com's length.";
    assert!(added.out.contains(line), "{added:?}");
    let warnings = || program::run(&config, &["warnings", "list", "--json"]).json();
    assert_eq!(warnings()[0]["kind"], "event_type_length");
    let edit = |minutes: &str| {
        let words =
            ["services", "edit", "locken", "--of", "A", "--minutes", minutes, "--by", "Nadine"];
        program::run(&config, &words)
    };
    // What it said is to be done, and what happens if it is done wrong.
    assert!(!edit("45").out.contains("takes 45 minutes at Cal.com"));
    assert_eq!(warnings(), json!([]));
    let wrong = edit("60");
    assert!(wrong.out.contains("event type 600 takes 45 minutes at Cal.com, 60 here"), "{wrong:?}");
    assert_eq!(warnings().as_array().unwrap().len(), 1);
    let shown = program::run(&config, &["services", "show", "locken", "--json"]).json();
    assert_eq!(shown["wrong_lengths"].as_array().unwrap().len(), 1);
    // The sync looks at the salon's own event types too.
    set_length(&sandbox, COLOUR_EMMA + 2, 35);
    let synced = program::run(&config, &["event-types", "sync"]);
    assert!(
        synced.out.contains("warning: Ansatzfärbung, part C (Emma Vogel): event type 513 takes 35"),
        "{synced:?}"
    );
    assert!(synced.out.contains("It is not offered until that is mended."), "{synced:?}");
    let at = ["services", "rehearse", "ansatzfarbe", "--at", "2190-12-01T10:00", "--staff", "emma"];
    let rehearsed = program::run(&config, &at);
    assert_eq!(rehearsed.code, Some(1), "{rehearsed:?}");
    assert!(
        rehearsed.out.contains("event type 513 takes 35 minutes at Cal.com, 30 here"),
        "{rehearsed:?}"
    );
    set_length(&sandbox, COLOUR_EMMA + 2, 30);
    set_length(&sandbox, 600, 60);
    let again = program::run(&config, &["event-types", "sync", "--json"]).json();
    assert_eq!(again["wrong_lengths"], json!([]));
    assert_eq!(warnings(), json!([]));
    // Whom nobody knows at Cal.com nothing can be booked with yet.
    let words = [
        "services",
        "add",
        "x",
        "--name",
        "X",
        "--minutes",
        "20",
        "--staff",
        "emma",
        "--by",
        "Nadine",
    ];
    let unbookable = program::run(&config, &words);
    assert!(unbookable.out.contains("not bookable yet: A of Emma Vogel: no Cal.com user is known to be Emma Vogel: map the host first"), "{unbookable:?}");
}
