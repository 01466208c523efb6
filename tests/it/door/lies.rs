//! Cal.com answers with success and something else than what was asked for: nothing false is told, nobody else's booking
//! becomes this caller's, and nobody else's is cancelled.

use crate::support::at_calcom::post_at_calcom;
use crate::support::harness::{CALLER, CUT_JUERGEN, TestApp};
use crate::visit::faults::impatient;
use chairside::sandbox::stand_in::{Becomes, Fault, FaultKind, FaultOn, Operation, Sandbox};
use serde_json::{Value, json};

const STRANGERS_START: &str = "2026-11-24T12:00:00Z";

pub fn field(pointer: &str, becomes: Becomes) -> FaultKind {
    FaultKind::Field { pointer: pointer.into(), becomes }
}

fn is(pointer: &str, value: Value) -> FaultKind {
    field(pointer, Becomes::Value(value))
}

/// Somebody else's booking at Cal.com; its uid.
fn stranger(sandbox: &Sandbox) -> String {
    let body = json!({ "eventTypeId": CUT_JUERGEN, "start": STRANGERS_START, "attendee": {
        "name": "Fremde Person", "email": "fremd@example.com", "timeZone": "Europe/Berlin",
        "phoneNumber": "+493023125177" } });
    post_at_calcom(sandbox, "/v2/bookings", &body)["uid"].as_str().unwrap().to_owned()
}

fn book(app: &TestApp) -> Value {
    let args = json!({ "service": "schnitt", "start": "2026-11-24T10:00", "staff": "Emma",
        "customer_name": "Zoë Beispiel" });
    app.ask("call_1", "book_appointment", args)
}

fn stands(app: &TestApp, uid: &str) -> bool {
    app.sandbox.bookings().iter().any(|one| one.uid == uid && one.status.stands())
}

fn own_uids(app: &TestApp) -> Vec<String> {
    app.sandbox
        .bookings()
        .into_iter()
        .filter(|one| one.status.stands() && one.attendee_email.ends_with("@visits.example"))
        .map(|one| one.uid)
        .collect()
}

/// The bookings of the caller's appointments that stand here.
fn callers_uids(app: &TestApp) -> Vec<String> {
    app.rows(&format!(
        "SELECT a.calcom_v2_booking_uid FROM appointments a JOIN customers c ON c.id = a.customer_id
         WHERE c.phone = '{CALLER}' AND a.status IN ('confirmed', 'requested', 'pending')"
    ))
}

/// What one field of a booking's answer may be instead.
fn lies(stranger: &str) -> Vec<FaultKind> {
    vec![
        is("/data/start", json!("2026-11-24T15:00:00Z")),
        is("/data/start", json!("2025-11-24T09:00:00Z")),
        is("/data/end", json!("2026-11-24T09:30:00Z")),
        is("/data/end", json!("2026-11-24T12:00:00Z")),
        is("/data/eventTypeId", json!(CUT_JUERGEN)),
        is("/data/status", json!("cancelled")),
        is("/data/status", json!("rejected")),
        field("/data/status", Becomes::Removed),
        is("/data/metadata/chairside_saga", json!("01234567890123456789012345678901")),
        is("/data/metadata/chairside_segment", json!("B")),
        is("/data/metadata/chairside_ref", json!("01234567890123456789012345678901")),
        field("/data/metadata", Becomes::Removed),
        is("/data/attendees/0/email", json!("fremd@example.com")),
        is("/data/attendees/0/phoneNumber", json!("+493023125177")),
        field("/data/attendees", Becomes::Removed),
        is("/data/uid", json!(stranger)),
        is("/data/uid", json!("neverSeenBefore0000001")),
        is("/data/rescheduledToUid", json!(stranger)),
        is("/data/hosts", Value::Null),
        field("/data", Becomes::Doubled),
        field("/data/start", Becomes::Number),
        field("/data/id", Becomes::Text),
        FaultKind::Unchanged,
    ]
}

#[test]
fn a_booking_is_done_only_if_it_is_what_was_asked_for() {
    std::thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || {
                let count = lies("").len();
                for index in (0..count).filter(|index| index % 2 == half) {
                    let app = TestApp::start_with(&impatient());
                    let theirs = stranger(&app.sandbox);
                    let lie = lies(&theirs).swap_remove(index);
                    app.sandbox
                        .fault(Fault::once(FaultOn::operation(Operation::Book), lie.clone()));
                    a_lie_about_a_booking(&app, &theirs, &format!("{lie:?}"));
                }
            });
        }
    });
}

fn a_lie_about_a_booking(app: &TestApp, theirs: &str, what: &str) {
    let heard = book(app);
    let status = heard["status"].as_str().unwrap();
    assert!(["booked", "unknown", "handed_over", "taken"].contains(&status), "{what}: {heard}");
    if status == "booked" {
        assert!(
            heard["start"].as_str().unwrap().starts_with("2026-11-24T10:00"),
            "{what}: {heard}"
        );
    }
    app.settle();
    app.deliver_webhooks();
    app.appliance.work.poll_now().unwrap();
    app.settle();
    assert!(!callers_uids(app).contains(&theirs.to_owned()), "{what}: a stranger's became hers");
    if status == "booked" {
        assert_eq!(own_uids(app).len(), 1, "{what}: {heard}");
    }
    // She calls it off: whatever is off now was hers.
    app.ask("call_2", "cancel_appointment", json!({}));
    app.settle();
    assert!(stands(app, theirs), "{what}: the stranger's booking was cancelled");
    if status == "booked" {
        assert!(own_uids(app).is_empty(), "{what}: hers still stands");
    }
    let strangers = "SELECT count(*) FROM appointments a JOIN customers c ON c.id = a.customer_id
        WHERE c.phone = '+493023125177' AND a.calcom_v2_booking_uid <> ?";
    let strangers = strangers.replace('?', &format!("'{theirs}'"));
    assert_eq!(app.count(&strangers), 0, "{what}: hers became the stranger's");
}

#[test]
fn a_move_is_done_only_if_the_booking_is_there() {
    let moves = |theirs: &str| {
        vec![
            is("/data/start", json!("2026-11-24T16:00:00Z")),
            is("/data/eventTypeId", json!(CUT_JUERGEN)),
            is("/data/status", json!("cancelled")),
            field("/data/status", Becomes::Removed),
            is("/data/rescheduledFromUid", json!(theirs)),
            field("/data/rescheduledFromUid", Becomes::Removed),
            is("/data/uid", json!(theirs)),
            field("/data/metadata", Becomes::Removed),
            FaultKind::Unchanged,
            FaultKind::StatusError200After,
        ]
    };
    for index in 0..moves("").len() {
        let app = TestApp::start_with(&impatient());
        let theirs = stranger(&app.sandbox);
        assert_eq!(book(&app)["status"], "booked");
        let lie = moves(&theirs).swap_remove(index);
        let what = format!("{lie:?}");
        app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Reschedule), lie));
        let args = json!({ "start": "2026-11-24T14:00" });
        let heard = app.ask("call_2", "reschedule_appointment", args);
        let status = heard["status"].as_str().unwrap();
        assert!(["rescheduled", "unknown"].contains(&status), "{what}: {heard}");
        let there = |app: &TestApp| {
            app.sandbox
                .bookings()
                .iter()
                .filter(|one| one.status.stands() && one.uid != theirs)
                .map(|one| one.start.hour())
                .collect::<Vec<_>>()
        };
        if status == "rescheduled" {
            assert_eq!(there(&app), [13], "{what}: told as moved");
        }
        app.settle();
        app.deliver_webhooks();
        app.settle();
        assert_eq!(there(&app), [13], "{what}");
        assert!(!callers_uids(&app).contains(&theirs), "{what}");
        app.ask("call_3", "cancel_appointment", json!({}));
        app.settle();
        assert!(stands(&app, &theirs), "{what}: the stranger's booking was cancelled");
        assert!(own_uids(&app).is_empty(), "{what}");
    }
}

#[test]
fn a_cancellation_is_done_only_if_the_booking_is_off() {
    for (kind, times) in [
        (FaultKind::Unchanged, 1),
        (FaultKind::Unchanged, 3),
        (is("/data/status", json!("accepted")), 1),
        (field("/data/status", Becomes::Removed), 2),
        (is("/data/uid", json!("neverSeenBefore0000001")), 1),
        (FaultKind::StatusError200After, 1),
        (FaultKind::StatusError200, 2),
    ] {
        let app = TestApp::start_with(&impatient());
        assert_eq!(book(&app)["status"], "booked");
        let what = format!("{kind:?} {times} times");
        let on = FaultOn::operation(Operation::Cancel);
        app.sandbox.fault(Fault { on, what: kind, times: Some(times) });
        let heard = app.ask("call_2", "cancel_appointment", json!({}));
        if heard["status"] == "cancelled" {
            assert!(own_uids(&app).is_empty(), "{what}: {heard}");
        } else {
            assert_eq!(heard["status"], "unknown", "{what}: {heard}");
        }
        app.settle();
        assert!(own_uids(&app).is_empty(), "{what}");
        assert!(callers_uids(&app).is_empty(), "{what}");
    }
}

#[test]
fn a_booking_that_will_not_go_is_a_case_for_a_person() {
    let mut app = TestApp::start_with(&impatient());
    assert_eq!(book(&app)["status"], "booked");
    app.sandbox.fault(Fault::always(FaultOn::operation(Operation::Cancel), FaultKind::Unchanged));
    let heard = app.ask("call_2", "cancel_appointment", json!({}));
    assert_eq!(heard["status"], "unknown", "{heard}");
    for _ in 0..20 {
        app.clock.forward(time::Duration::seconds(30));
        app.appliance.work.tick();
    }
    app.leaves_work = Some("Cal.com does not let it go");
    assert_eq!(app.rows("SELECT state FROM sagas WHERE kind = 'cancel'"), ["stuck"]);
    assert_eq!(app.rows("SELECT kind FROM warnings WHERE cleared_at IS NULL"), ["visit_stuck"]);
    let note = app.rows("SELECT phone || ' ' || wish FROM callbacks");
    assert_eq!(note.len(), 1);
    assert!(note[0].starts_with(&format!("{CALLER} Haarschnitt absagen: ")), "{note:?}");
    assert_eq!(app.rows("SELECT status FROM appointments"), ["confirmed"]);
}

/// Anything may be edited by a person at Cal.com, and Cal.com may keep nothing of what we wrote: it is still ours.
#[test]
fn what_a_person_edited_is_still_ours() {
    use chairside::sandbox::stand_in::DeskEdit;
    let edits = [
        DeskEdit { title: Some("Stammkundin!".into()), ..DeskEdit::default() },
        DeskEdit { attendee_name: Some("Frau Zoe B.".into()), ..DeskEdit::default() },
        DeskEdit { guests_before: vec!["gast@example.com".into()], ..DeskEdit::default() },
        DeskEdit { guests_after: vec!["gast@example.com".into()], ..DeskEdit::default() },
        DeskEdit { metadata: Some(serde_json::Map::new()), ..DeskEdit::default() },
    ];
    for edit in edits {
        let app = TestApp::start_with(&impatient());
        let what = format!("{edit:?}");
        app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), FaultKind::LostAnswer));
        let list = FaultOn::operation(Operation::ListBookings);
        app.sandbox.fault(Fault::always(list, FaultKind::NeverArrives));
        assert_eq!(book(&app)["status"], "unknown", "{what}");
        let uid = app.sandbox.bookings()[0].uid.clone();
        assert!(app.sandbox.desk_edit(&uid, edit));
        app.sandbox.clear_faults();
        app.settle();
        assert_eq!(callers_uids(&app), std::slice::from_ref(&uid), "{what}");
        assert_eq!(app.rows("SELECT name FROM customers"), ["Zoë Beispiel"], "{what}");
        app.deliver_webhooks();
        app.settle();
        assert_eq!(app.count("SELECT count(*) FROM appointments"), 1, "{what}");
        let off = app.ask("call_2", "cancel_appointment", json!({}));
        assert_eq!(off["status"], "cancelled", "{what}: {off}");
        assert!(!stands(&app, &uid), "{what}");
    }
}

#[test]
fn odd_shapes_of_a_right_answer_are_right() {
    let long = |app: &TestApp| app.sandbox.uid_length(300);
    let plain = |app: &TestApp| {
        let kind = FaultKind::ContentType("text/plain".into());
        app.sandbox.fault(Fault::always(FaultOn::operation(Operation::Book), kind));
    };
    let texts = |app: &TestApp| {
        let book = || FaultOn::operation(Operation::Book);
        app.sandbox.fault(Fault::always(book(), field("/data/eventTypeId", Becomes::Text)));
        app.sandbox.fault(Fault::always(book(), field("/data/duration", Becomes::Text)));
    };
    let few_keys = |app: &TestApp| app.sandbox.keep_metadata(Some(2), None);
    let cut = |app: &TestApp| app.sandbox.keep_metadata(None, Some(500));
    type Case<'a> = (&'a str, &'a dyn Fn(&TestApp));
    let cases: [Case; 5] = [
        ("a uid of 300 characters", &long),
        ("another content type", &plain),
        ("numbers as text", &texts),
        ("metadata of which two keys are kept", &few_keys),
        ("metadata that is cut at 500", &cut),
    ];
    for (what, prepare) in cases {
        let app = TestApp::start_with(&impatient());
        prepare(&app);
        let heard = book(&app);
        assert!(
            ["booked", "unknown"].contains(&heard["status"].as_str().unwrap()),
            "{what}: {heard}"
        );
        app.settle();
        app.deliver_webhooks();
        app.settle();
        assert_eq!(callers_uids(&app), own_uids(&app), "{what}");
        assert_eq!(callers_uids(&app).len(), 1, "{what}: {heard}");
        assert_eq!(app.sandbox.counts().created, 1, "{what}");
        let off = app.ask("call_2", "cancel_appointment", json!({}));
        assert_eq!(off["status"], "cancelled", "{what}: {off}");
        assert!(own_uids(&app).is_empty(), "{what}");
    }
}
