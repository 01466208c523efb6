//! Small recordings: what is refused, what is cut, and the roads that the shipped days do not take.

use crate::recording::replay::{Replayed, fixture, replay};
use serde_json::{Value, json};
use std::fs;

/// Replays these lines as one file, each a JSON document or any other text.
fn replay_text(text: &str) -> (Replayed, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("day.jsonl");
    fs::write(&file, text).unwrap();
    (replay(&file, &["--json"]), file.to_str().unwrap().to_owned())
}

fn replay_lines(lines: &[Value]) -> Replayed {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    replay_text(&text).0
}

fn salon() -> Value {
    json!({ "at": "2026-10-01T06:00:00Z", "kind": "salon",
        "company": { "key": "probe", "name": "Salon Probe" },
        "branches": [{ "key": "mitte", "name": "Probe Mitte" }],
        "staff": [
            { "key": "emma", "name": "Emma Vogel", "emails": ["emma@salon.example"], "branch": "mitte" },
            { "key": "steffi", "name": "Müller, Stefanie", "branch": "mitte" },
            { "key": "stefanie", "name": "Stefanie Mueller", "branch": "mitte" },
        ],
        "services": [{ "key": "schnitt", "name": "Haarschnitt", "duration_minutes": 45,
            "event_types": [{ "id": 501, "staff": "emma" }, { "id": 502, "branch": "mitte" }] }] })
}

fn booking(uid: &str, event_type: i64, start: &str, end: &str, host: &Value) -> Value {
    json!({ "status": "success", "data": { "uid": uid, "status": "accepted", "start": start, "end": end,
        "eventTypeId": event_type, "updatedAt": "2026-10-01T07:00:00.000Z", "hosts": [host],
        "attendees": [{ "name": "Zoë Beispiel", "email": "visit@visits.example" }] } })
}

fn hint(at: &str, uid: &str, answer: &Value) -> Value {
    let path = format!("/v2/bookings/{uid}");
    json!({ "at": at, "kind": "calcom_webhook",
        "body": { "triggerEvent": "BOOKING_CREATED", "createdAt": at, "payload": { "uid": uid } },
        "calcom": [{ "method": "GET", "path": path, "status": 200, "body": answer }] })
}

fn function(at: &str, name: &str, args: Value, calcom: Value) -> Value {
    json!({ "at": at, "kind": "function", "calcom": calcom, "body": { "name": name, "args": args,
        "call": { "call_id": "call_1", "from_number": "+491713920040" } } })
}

fn emma() -> Value {
    json!({ "id": 7001, "name": "Emma", "email": "emma@salon.example" })
}

const START: &str = "2026-10-05T08:00:00.000Z";
const END: &str = "2026-10-05T08:45:00.000Z";

#[test]
fn two_candidates_are_never_a_guess() {
    let several = json!({ "id": 7002, "name": "Stefanie Müller", "email": "s@privat.example" });
    let nobody = json!({ "id": 7003, "name": "Karl Fremd", "email": "karl@privat.example" });
    let placeholder = json!({ "id": "unknown", "name": "unknown", "email": "unknown" });
    let replayed = replay_lines(&[
        salon(),
        hint("2026-10-01T07:00:01Z", "u1", &booking("u1", 502, START, END, &several)),
        hint("2026-10-01T07:00:02Z", "u2", &booking("u2", 502, START, END, &nobody)),
        hint("2026-10-01T07:00:03Z", "u3", &booking("u3", 502, START, END, &placeholder)),
        hint("2026-10-01T07:00:04Z", "u4", &booking("u4", 502, START, END, &emma())),
    ])
    .json();
    let expected = json!({ "total": 4, "bookings": 4, "with_staff": 1, "with_host": 3,
        "not_evaluated": 1, "ambiguous": 1, "no_candidate": 1 });
    assert_eq!(replayed["chairside"], expected);
    let states: Vec<(&Value, &Value)> = replayed["appointments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["assignment_state"], &one["staff"]))
        .collect();
    let (null, emma) = (Value::Null, json!("Emma Vogel"));
    let words = ["ambiguous", "no_candidate", "not_evaluated", "matched"].map(Value::from);
    let expected: Vec<_> = words.iter().zip([&null, &null, &null, &emma]).collect();
    assert_eq!(states, expected);
    assert_eq!(replayed["mappings"].as_array().unwrap().len(), 1, "nothing is learnt from a guess");
}

#[test]
fn a_file_cut_in_the_middle_of_a_line_is_replayed_up_to_there() {
    let day = fs::read_to_string(fixture("october/2026-10-05.jsonl")).unwrap();
    let whole = replay_text(&day).0.json();
    assert_eq!(whole["chairside"]["total"], 3);
    let last = day.trim_end().rfind('\n').unwrap() + 1;
    let mut in_an_umlaut = day.as_bytes()[..last].to_vec();
    in_an_umlaut.extend("{\"kind\":\"Mü".bytes());
    in_an_umlaut.pop();
    let cuts = [&day.as_bytes()[..last + 1], &day.as_bytes()[..day.len() - 2], &in_an_umlaut];
    for cut in cuts {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("day.jsonl");
        fs::write(&file, cut).unwrap();
        let run = replay(&file, &["--json"]);
        assert_eq!(run.code, 1);
        assert!(
            run.stderr.contains("day.jsonl:8: the file ends in the middle of a line"),
            "{}",
            run.stderr
        );
        let replayed: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(replayed, whole, "the last line was a hint that came twice");
    }
    // Cut in the first line: nothing came before.
    let run = replay_text(&day[..100]).0;
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("day.jsonl:1: the file ends"), "{}", run.stderr);
    // In a folder nothing after the cut is replayed: it may build on what is missing.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.jsonl"), &day.as_bytes()[..last + 9]).unwrap();
    fs::copy(fixture("october/2026-10-06.jsonl"), folder.path().join("2.jsonl")).unwrap();
    let run = replay(folder.path(), &["--json"]);
    assert_eq!(run.code, 1);
    assert_eq!(serde_json::from_str::<Value>(&run.stdout).unwrap(), whole);
    // A last line without a line break is whole.
    assert_eq!(replay_text(day.trim_end()).0.json(), whole);
}

#[test]
fn what_cannot_be_understood_is_told_with_file_and_line() {
    let at = "2026-10-01T07:00:00Z";
    let import = |more: Value| {
        let mut line =
            json!({ "at": at, "kind": "import", "id": 1, "starts_at": START, "ends_at": END });
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        line.to_string()
    };
    let other_company = salon().to_string().replace("\"probe\"", "\"other\"");
    let cases = [
        (json!({ "at": at, "kind": "fax" }).to_string(), "there is no kind of line called \"fax\""),
        (json!({ "at": "1. Oktober", "kind": "poll" }).to_string(), "must be an instant in UTC"),
        (json!({ "kind": "poll" }).to_string(), "the line has no at"),
        ("{\"at\":".to_owned(), "the line is no JSON"),
        ("[]".to_owned(), "one JSON object"),
        (import(json!({ "colour": "red" })), "unknown field `colour`"),
        (import(json!({ "staff": "paula" })), "the salon has no staff member \"paula\""),
        (import(json!({ "ends_at": START })), "the appointment ends before it starts"),
        (import(json!({ "source": "fax" })), "there is no source \"fax\""),
        (salon().to_string().replace("Europe", "x").replace("probe", ""), "company.key"),
        (other_company, "another company"),
    ];
    for (line, words) in cases {
        let (run, file) = replay_text(&format!("{}\n\n{line}\n{}\n", salon(), salon()));
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{line}");
        assert!(run.stderr.starts_with(&format!("chairside: {file}:3: ")), "{}", run.stderr);
        assert!(run.stderr.contains(words), "{line}: {}", run.stderr);
    }
    let (run, file) = replay_text(&json!({ "at": at, "kind": "poll" }).to_string());
    assert!(run.stderr.contains(&format!("{file}:1: there is no salon yet")), "{}", run.stderr);
    let empty = tempfile::tempdir().unwrap();
    assert!(replay(empty.path(), &[]).stderr.contains("no file that ends in .jsonl"));
    assert!(replay(&empty.path().join("none.jsonl"), &[]).stderr.contains("cannot read"));
}

#[test]
fn an_offer_that_was_spoken_is_todays_offer() {
    let slots = json!([
        { "method": "GET", "path": "/v2/slots?eventTypeId=501&format=range", "status": 200, "body": { "data": {
            "2026-10-05": [{ "start": START, "end": END }] } } },
        { "method": "GET", "path": "/v2/slots?eventTypeId=502&format=range", "status": 200, "body": { "data": {} } },
    ]);
    let mut asked = function(
        "2026-10-01T07:00:00Z",
        "check_availability",
        json!({ "service": "schnitt", "date": "2026-10-05", "staff": "Emma" }),
        slots,
    );
    asked["answer"] = json!({ "status": "ok", "offers": [
        { "offer_id": "0ffe4of1o1", "start": "2026-10-05T10:00:00+02:00", "staff": "Emma Vogel" } ] });
    let post = json!([{ "method": "POST", "path": "/v2/bookings", "status": 201,
        "body": booking("u1", 501, START, END, &emma()) }]);
    let args = json!({ "offer_id": "0ffe4of1o1", "customer_name": "Zoë Beispiel" });
    let run = replay_lines(&[
        salon(),
        asked,
        function("2026-10-01T07:00:20Z", "book_appointment", args, post),
    ]);
    let replayed = run.json();
    assert_eq!(run.stderr, "");
    assert_eq!(replayed["chairside"]["with_staff"], 1, "{replayed}");
    assert_eq!(replayed["appointments"][0]["preferred_staff"], "Emma Vogel");
}

#[test]
fn a_lost_answer_and_a_lost_webhook_heal() {
    let args = json!({ "service": "schnitt", "start": "2026-10-05T10:00", "customer_name": "Zoë Beispiel",
        "staff": "Emma" });
    let lost = json!([{ "method": "POST", "path": "/v2/bookings", "status": null }]);
    let entry = booking("u1", 501, START, END, &emma())["data"].clone();
    let other = booking("u2", 502, "2026-10-05T09:00:00.000Z", "2026-10-05T09:45:00.000Z", &emma());
    let list = |at: &str, query: &str, entry: &Value| {
        json!({ "at": at, "kind": "calcom", "method": "GET", "path": format!("/v2/bookings?{query}"),
            "status": 200, "body": { "status": "success", "data": [entry] } })
    };
    let run = replay_lines(&[
        salon(),
        function("2026-10-01T07:00:00Z", "book_appointment", args, lost),
        list("2026-10-01T07:00:03Z", "attendeeEmail=visit%2Bx%40visits.example", &entry),
        list("2026-10-01T07:10:00Z", "afterUpdatedAt=2026-10-01T07%3A00%3A00Z", &other["data"]),
        json!({ "at": "2026-10-01T07:10:00Z", "kind": "poll" }),
    ]);
    let replayed = run.json();
    assert_eq!(replayed["chairside"]["total"], 2, "one booking each, none twice: {replayed}");
    assert_eq!(replayed["chairside"]["with_staff"], 2);
    let first = &replayed["appointments"][0];
    assert_eq!(
        (&first["booking_uid"], &first["host_source"]),
        (&json!("u1"), &json!("list:hosts"))
    );
    assert_eq!(
        (&first["source"], &first["preferred_staff"]),
        (&json!("retell_phone"), &json!("Emma Vogel"))
    );
    assert_eq!(replayed["appointments"][1]["source"], "calcom_webhook");
    // What the caller heard then; it was settled afterwards.
    assert!(
        run.stderr.ends_with("/api/retell/function was answered \"unknown\"\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_hint_that_was_worked_off_before_its_answer_was_written_down_is_no_loose_end() {
    let mut recorded = salon();
    recorded["work"] = json!("recorded");
    let at = "2026-10-01T07:00:01Z";
    let mut told = hint(at, "u1", &Value::Null);
    let fields = told.as_object_mut().unwrap();
    fields.remove("calcom");
    fields.insert("n".to_owned(), json!("s-1"));
    let run = replay_lines(&[
        recorded,
        told,
        json!({ "at": at, "kind": "look", "n": "s-2", "uid": "u1" }),
        json!({ "at": at, "kind": "calcom", "for": "s-2", "method": "GET", "path": "/v2/bookings/u1",
            "status": 200, "body": booking("u1", 501, START, END, &emma()) }),
        json!({ "at": at, "kind": "answered", "for": "s-1", "status": 204, "answer": null }),
    ]);
    assert_eq!(run.stderr, "");
    assert_eq!(run.json()["appointments"][0]["staff"], "Emma Vogel");
}

#[test]
fn what_is_not_in_the_recording_is_told_and_nothing_is_made_up() {
    let args = json!({ "service": "schnitt", "start": "2026-10-05T10:00", "customer_name": "Zoë Beispiel" });
    let mut alone = hint("2026-10-01T07:01:00Z", "u1", &Value::Null);
    alone.as_object_mut().unwrap().remove("calcom");
    let gone = json!([{ "method": "GET", "path": "/v2/bookings/u2", "status": 404, "body": {
        "status": "error", "error": { "code": "NotFoundException", "message": "Booking with uid=u2 was not found" } } }]);
    let mut missing = hint("2026-10-01T07:02:00Z", "u2", &Value::Null);
    missing["calcom"] = gone;
    let odd =
        json!({ "at": "2026-10-01T07:03:00Z", "kind": "retell_webhook", "body": "no JSON at all" });
    let row = json!({ "at": "2026-10-01T07:04:00Z", "kind": "recorded", "id": 9, "source": "import",
        "staff": "Emma Vogel", "host": 7001, "booking_uid": "u1" });
    let run = replay_lines(&[
        salon(),
        function("2026-10-01T07:00:00Z", "book_appointment", args, json!([])),
        alone,
        missing,
        odd,
        row,
    ]);
    let replayed = run.json();
    assert_eq!(replayed["chairside"]["total"], 0);
    assert_eq!(replayed["recorded"]["with_staff"], 1);
    let only = &replayed["appointments"][0];
    assert_eq!(
        (&only["id"], &only["assignment_state"], &only["staff"]),
        (&json!(9), &Value::Null, &Value::Null)
    );
    for words in [
        "day.jsonl:2: the recording holds no answer to POST /v2/bookings",
        "day.jsonl:2: /api/retell/function was answered \"taken\"",
        "day.jsonl:3: the recording holds no answer to GET /v2/bookings/u1",
        "day.jsonl:5: /api/retell/webhook was answered with 400",
    ] {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
}
