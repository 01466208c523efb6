//! Ten calls, German and English, played through a stand-in of the model that follows the prompt, against the whole
//! program and a stand-in of Cal.com. What counts: what is booked at the end, and that nothing was said to be done that
//! was not.

use crate::agent::model::{Model, Said};
use crate::support::harness::{CALLER, HOST_EMMA, Setup, TestApp};
use chairside::frontdesk::functions::table::is_done;
use chairside::frontdesk::functions::tools;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Whoever says one of these says that something is done.
const CLAIMS: [&str; 12] = [
    "ist eingetragen",
    "ist angefragt",
    "ist verlegt",
    "ist abgesagt",
    "habe es notiert",
    "ruft sie zurück",
    "you are booked",
    "is requested",
    "is moved",
    "is cancelled",
    "have noted it",
    "will call you back",
];

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/calls");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// An instant of the salon's clock; it is winter.
fn instant(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(&format!("{text}:00+01:00"), &Rfc3339).unwrap()
}

fn app(call: &Value) -> TestApp {
    let english: fn(&mut chairside::config::Config) =
        |config| config.company.language = "en".into();
    let german: fn(&mut chairside::config::Config) = |_| {};
    let change = if call["language"] == "en" { english } else { german };
    let app = TestApp::start_with(&Setup { change, ..Setup::default() });
    for (number, args) in call["before"].as_array().into_iter().flatten().enumerate() {
        let booked = app.ask(&format!("call_before_{number}"), "book_appointment", args.clone());
        assert_eq!(booked["status"], "booked", "{booked}");
    }
    if call["calcom"] == "down" {
        app.sandbox.fault(Fault::always(FaultOn::any(), FaultKind::Error503));
    }
    app
}

/// Plays a call; what was said, and the statuses of the answers.
fn play(app: &TestApp, name: &str, call: &Value) -> (Vec<Said>, Vec<String>) {
    let tools = tools::parameters();
    let mut model = Model::new(&tools);
    let mut statuses = Vec::new();
    let from = call["from"].as_str().unwrap_or(CALLER);
    for turn in call["turns"].as_array().unwrap() {
        let turn = turn.as_str().unwrap();
        let Some(asked) = model.hears(turn) else { continue };
        assert!(model.keeps_to_the_tools(&asked), "{name}: {} {}", asked.function, asked.args);
        let call_id = format!("call_{name}");
        let answer = app.function(&call_id, Some(from), asked.function, asked.args.clone());
        let status = answer["status"].as_str().unwrap().to_owned();
        println!(
            "{name}: {turn}\n  {} {}\n  {status}: {}",
            asked.function, asked.args, answer["say"]
        );
        model.answered(asked, &answer);
        if call["busy"]["after"] == json!(status) && !statuses.contains(&status) {
            let (from, until) = (&call["busy"]["from"], &call["busy"]["until"]);
            let instants = (instant(from.as_str().unwrap()), instant(until.as_str().unwrap()));
            app.sandbox.add_busy(HOST_EMMA, instants.0, instants.1);
        }
        statuses.push(status);
    }
    (model.said, statuses)
}

/// What stands, as the calls' files write it; of what they do not name nothing.
fn check_standing(app: &TestApp, name: &str, expected: &[Value]) {
    let rows = app.rows(
        "SELECT json_object('service', s.key, 'name', json_extract(a.metadata, '$.attendee_name'),
                'starts_at', a.starts_at, 'staff', st.name,
                'segments', (SELECT count(*) FROM appointment_segments g WHERE g.appointment_id = a.id))
         FROM appointments a JOIN services s ON s.id = a.service_id LEFT JOIN staff st ON st.id = a.staff_id
         WHERE a.status = 'confirmed' ORDER BY a.starts_at",
    );
    assert_eq!(rows.len(), expected.len(), "{name}: {rows:?}");
    let mut at_calcom = 0;
    for (row, expected) in rows.iter().zip(expected) {
        let row: Value = serde_json::from_str(row).unwrap();
        let utc = row["starts_at"].as_str().unwrap();
        let berlin = OffsetDateTime::parse(utc, &Rfc3339).unwrap() + time::Duration::hours(1);
        let berlin = format!("{}T{:02}:{:02}", berlin.date(), berlin.hour(), berlin.minute());
        for (field, value) in expected.as_object().unwrap() {
            match field.as_str() {
                "day" => assert!(berlin.starts_with(value.as_str().unwrap()), "{name}: {row}"),
                "start" => assert_eq!(berlin, value.as_str().unwrap(), "{name}: {row}"),
                _ => assert_eq!(&row[field], value, "{name}: {row}"),
            }
        }
        at_calcom += row["segments"].as_u64().unwrap().max(1);
    }
    // The pause of a visit may be held by a booking of its own, where its policy says so; here it is free.
    let standing = app.sandbox.counts().standing as u64;
    assert_eq!(standing, at_calcom, "{name}: what stands at Cal.com is what stands here");
}

/// Nothing is said to be done but by an answer that says so.
fn check_claims(name: &str, said: &[Said]) {
    for one in said {
        let text = one.text.to_lowercase();
        let claims = CLAIMS.iter().any(|claim| text.contains(claim));
        let may = one.of.as_deref().is_some_and(is_done);
        assert!(!claims || may, "{name}: \"{}\" after {:?}", one.text, one.of);
        assert!(!may || claims, "{name}: \"{}\" says nothing of what is done", one.text);
    }
}

#[test]
fn ten_calls_end_as_they_should_and_nothing_is_claimed() {
    let files = files();
    assert_eq!(files.len(), 10);
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let call: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let app = app(&call);
        let (said, statuses) = play(&app, &name, &call);
        let mut passed = statuses.iter();
        for wanted in call["statuses"].as_array().unwrap() {
            let wanted = wanted.as_str().unwrap();
            assert!(passed.any(|status| status == wanted), "{name}: no {wanted} in {statuses:?}");
        }
        app.sandbox.clear_faults();
        app.settle();
        check_standing(&app, &name, call["ends"]["standing"].as_array().unwrap());
        let callbacks = app.count("SELECT count(*) FROM callbacks WHERE done_at IS NULL");
        assert_eq!(json!(callbacks), call["ends"]["callbacks"], "{name}");
        check_claims(&name, &said);
        let told = said.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(" ");
        for secret in call["unsaid"].as_array().into_iter().flatten() {
            assert!(!told.contains(secret.as_str().unwrap()), "{name}: {told}");
        }
        assert!(!told.contains("offer_id") && !told.contains("{{"), "{name}: {told}");
    }
}
