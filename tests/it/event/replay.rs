//! `events replay`: what is dead is worked on again, the original stays as it came, and what was done already changes
//! nothing.

use crate::support::harness::{CUT_POOL, WEBHOOK_SECRET};
use crate::visit::live::Live;
use chairside::calcom::signature;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};

/// Somebody books at Cal.com's own page, and the webhook about it dies. The booking's uid and the event's number.
fn lost(live: &Live, at: &str) -> (String, String) {
    let start = format!("{}T{at}:00Z", live.day);
    let body = json!({ "eventTypeId": CUT_POOL, "start": start, "attendee":
        { "name": "Ada Anders", "email": "ada@example.com", "timeZone": "Europe/Berlin" } });
    let uid = live.app.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned();
    live.app.deliver_webhooks();
    let connection = rusqlite::Connection::open(live.app.database()).unwrap();
    let sql = "UPDATE inbox SET state = 'dead', reason = 'Cal.com has no such booking', next_try_at = NULL,
               finished_at = received_at, attempts = 4 WHERE subject = ?1 RETURNING id";
    let id: i64 = connection.query_row(sql, [&uid], |row| row.get(0)).unwrap();
    (uid, id.to_string())
}

fn row(live: &Live, id: &str) -> Vec<String> {
    live.app.rows(&format!(
        "SELECT json_array(id, channel, event, subject, hex(body), state, attempts, next_try_at, reason, received_at,
             finished_at, replay_of) FROM inbox WHERE id = {id}"
    ))
}

/// Everything that a replay could write.
fn all(live: &Live) -> Vec<String> {
    live.app.rows(
        "SELECT json_array('inbox', id, state, attempts) FROM inbox
         UNION ALL SELECT json_array('visit', id, status, starts_at, staff_id, updated_at) FROM appointments
         UNION ALL SELECT json_array('audit', seq, hash) FROM calcom_host_mapping_audits
         UNION ALL SELECT json_array('decision', id) FROM decisions",
    )
}

fn replay(live: &Live, more: &[&str]) -> Value {
    let arguments: Vec<&str> = ["events", "replay"].iter().chain(more).copied().collect();
    live.json(&arguments)
}

#[test]
fn a_dead_event_is_tried_then_done_and_stays_as_it_came() {
    let live = Live::start();
    let (uid, id) = lost(&live, "09:00");
    let (before, original) = (all(&live), row(&live, &id));
    let tried = replay(&live, &[&id, "--dry-run"]);
    assert_eq!(
        (&tried["dry_run"], &tried["replayed"][0]["outcome"]),
        (&json!(true), &json!("changed"))
    );
    let sentence = tried["replayed"][0]["sentence"].as_str().unwrap();
    assert_eq!(sentence, format!("neu angelegt: {} 10:00, confirmed", live.day));
    assert_eq!(all(&live), before, "a trial writes nothing");
    assert_eq!(
        live.json(&["events", "list", "--state", "dead"])["events"].as_array().unwrap().len(),
        1
    );

    let done = replay(&live, &[&id, "--by", "Nadine", "--reason", "looked at it"]);
    let one = &done["replayed"][0];
    assert_eq!((&one["outcome"], &one["appointment_id"]), (&json!("changed"), &json!(1)));
    assert_eq!(row(&live, &id), original, "as it came");
    let copy = one["replayed_as"].to_string();
    let standing =
        live.app.rows(&format!("SELECT state || ' ' || replay_of FROM inbox WHERE id = {copy}"));
    assert_eq!(standing, [format!("done {id}")]);
    assert_eq!(live.app.rows("SELECT calcom_v2_booking_uid FROM appointments"), [uid]);
    let audit = "SELECT changed_by || ' ' || reason || ' ' || (new_values ->> 'replayed_as')
                 FROM calcom_host_mapping_audits WHERE new_values ->> 'event_id' IS NOT NULL";
    assert_eq!(live.app.rows(audit), [format!("Nadine looked at it {copy}")]);

    // Once more: it is said, and nothing is done.
    let before = all(&live);
    let again = replay(&live, &[&id, "--by", "Nora"]);
    assert_eq!(again["replayed"][0]["outcome"], "already");
    let text = live.cli(&["events", "replay", &id, "--by", "Nora"]);
    assert_eq!(text.out, format!("{id}: schon nachgeholt als {copy}: nichts geändert\n"));
    assert_eq!(
        live.cli(&["events", "replay", "--dead", "--by", "Nora"]).out,
        "nichts nachzuholen\n"
    );
    assert_eq!(all(&live), before);
    let shown = live.json(&["events", "show", &id]);
    assert_eq!((&shown["state"], &shown["replay_state"]), (&json!("dead"), &json!("done")));
    assert_eq!(live.cli(&["audit", "verify"]).code, Some(0));
}

#[test]
fn all_that_is_dead_is_worked_on_oldest_first() {
    let live = Live::start();
    let first = lost(&live, "09:00");
    let second = lost(&live, "11:00");
    let done = replay(&live, &["--dead", "--by", "Nadine"]);
    let told: Vec<String> = done["replayed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["event_id"].to_string())
        .collect();
    assert_eq!(told, [first.1, second.1]);
    assert_eq!(live.app.count("SELECT count(*) FROM appointments"), 2);
}

#[test]
fn what_was_done_when_it_came_changes_nothing_and_says_so() {
    let live = Live::start();
    assert_eq!(live.book()["status"], "booked");
    live.settle();
    let visits =
        "SELECT json_array(a.updated_at, a.status, s.booking_uid, s.staff_id) FROM appointments a
                  JOIN appointment_segments s ON s.appointment_id = a.id";
    let before = (live.app.rows(visits), live.app.count("SELECT count(*) FROM decisions"));
    let hint =
        live.app.rows("SELECT id FROM inbox WHERE event = 'BOOKING_CREATED' LIMIT 1").remove(0);
    let done = replay(&live, &[&hint, &hint, "--by", "Nadine"]);
    let outcome = |place: usize| done["replayed"][place]["outcome"].as_str().unwrap();
    assert_eq!((outcome(0), outcome(1)), ("unchanged", "already"));
    let after = (live.app.rows(visits), live.app.count("SELECT count(*) FROM decisions"));
    assert_eq!(after, before);
}

#[test]
fn what_cannot_be_worked_on_is_told_why() {
    let live = Live::start();
    assert_eq!(live.book()["status"], "booked");
    live.settle();
    for body in ["no JSON at all", r#"{"triggerEvent":"PING","payload":{}}"#] {
        live.app.deliver(body.as_bytes(), &signature::sign(WEBHOOK_SECRET, body.as_bytes()));
    }
    let before = all(&live);
    for (which, outcome) in [
        ("channel = 'retell_function'", "not_replayed"),
        ("event = 'unreadable'", "unreadable"),
        ("event = 'PING'", "nothing_to_do"),
    ] {
        let id = live.app.rows(&format!("SELECT id FROM inbox WHERE {which}")).remove(0);
        let told = replay(&live, &[&id, "--by", "Nadine"]);
        assert_eq!(told["replayed"][0]["outcome"], outcome, "{told}");
    }
    let one = live.app.rows("SELECT min(id) FROM inbox").remove(0);
    live.refused(&["events", "replay", &one, "9999", "--by", "Nadine"], "event not found");
    assert_eq!(live.cli(&["events", "replay", &one]).code, Some(2), "somebody must say so");
    assert_eq!(live.cli(&["events", "replay", "--by", "Nadine"]).code, Some(2));
    live.refused(&["events", "replay", &one, "--by", " "], "who decides");
    assert_eq!(all(&live), before, "nothing of that was written");
}

#[test]
fn what_cal_com_does_not_answer_is_left_to_the_ticker() {
    let live = Live::start();
    let (_, id) = lost(&live, "09:00");
    live.app
        .sandbox
        .fault(Fault::always(FaultOn::operation(Operation::GetBooking), FaultKind::Error500Before));
    let done = replay(&live, &[&id, "--by", "Nadine"]);
    let one = &done["replayed"][0];
    assert_eq!(one["outcome"], "later", "{one}");
    assert!(one["sentence"].as_str().unwrap().starts_with("wird von selbst wieder versucht: "));
    assert_eq!(live.app.count("SELECT count(*) FROM appointments"), 0);
    let before = all(&live);
    assert_eq!(replay(&live, &[&id, "--by", "Nora"])["replayed"][0]["outcome"], "later");
    assert_eq!(all(&live), before, "one copy is enough");
    live.app.sandbox.clear_faults();
    live.app.clock.forward(time::Duration::minutes(1));
    live.app.settle();
    assert_eq!(live.app.count("SELECT count(*) FROM appointments"), 1);
    let again = replay(&live, &[&id, "--by", "Nadine"]);
    assert_eq!(again["replayed"][0]["outcome"], "already");
}
