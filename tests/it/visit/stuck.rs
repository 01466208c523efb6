//! Visits that come to no rest by themselves: seen, held, and ended by a person, with the real program beside.

use crate::visit::live::Live;
use crate::visit::world::{agree, made, refuse, refuse_all, uids_there};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::json;

const WHO: [&str; 4] = ["--by", "Nadine", "--reason", "she was here"];

#[test]
fn it_is_seen_its_minutes_are_held_and_a_retry_settles_it() {
    let live = Live::start();
    let id = live.stuck_booking();
    assert_eq!(live.keys_there(), ["D", "C"]);
    let listed = live.json(&["sagas", "list"]);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    for (key, value) in [
        ("saga", json!(id)),
        ("state", json!("stuck")),
        ("kind", json!("book")),
        ("appointment_id", json!(1)),
    ] {
        assert_eq!(listed[0][key], value, "{key}: {listed}");
    }
    let said = live.cli(&["sagas", "list"]);
    assert!(said.out.contains(&format!("{}  stuck", &id[..8])), "{said:?}");
    let shown = live.cli(&["sagas", "show", &id[..6]]);
    for part in ["cannot be taken back", "refused", "10:00", "12:00", "appointment 1", "accepted"] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    // Nobody gets the minutes, and the caller can do nothing with it either.
    assert_eq!(live.other("10:00"), "taken");
    for (function, args) in [
        ("cancel_appointment", json!({})),
        ("reschedule_appointment", json!({ "start": format!("{}T10:00", live.later) })),
    ] {
        let heard = live.app.ask("call_2", function, args);
        assert_eq!(heard["status"], "refused", "{function}: {heard}");
    }
    assert_eq!(live.keys_there(), ["D", "C"]);
    // Cal.com still refuses: stuck again, in the next round.
    let tried = live.json(&["sagas", "retry", &id]);
    assert_eq!((&tried["state"], &tried["round"]), (&json!("open"), &json!(1)), "{tried}");
    live.app.clock.forward(time::Duration::minutes(1));
    live.app.appliance.work.tick();
    assert_eq!(live.stuck(), id);
    live.app.sandbox.clear_faults();
    let said = live.cli(&["sagas", "retry", &id[..8]]);
    assert!(said.out.contains("`serve` does it"), "{said:?}");
    live.settle();
    assert!(live.keys_there().is_empty());
    assert_eq!(live.status(), "cancelled");
    agree(&live.app, "unwound");
    assert_eq!(live.cli(&["sagas", "list"]).out, "every visit is settled\n");
    assert_eq!(live.other("10:00"), "booked");
}

#[test]
fn what_stands_can_be_adopted() {
    let live = Live::start();
    let id = live.stuck_booking();
    let before = uids_there(&live.app);
    let done = live.json(&[["sagas", "adopt", &id].as_slice(), &WHO].concat());
    assert_eq!((&done["state"], &done["closed_by"]), (&json!("done"), &json!("Nadine")), "{done}");
    live.app.sandbox.clear_faults();
    live.settle();
    assert_eq!(uids_there(&live.app), before, "nothing was called off");
    assert_eq!(live.status(), "confirmed");
    agree(&live.app, "adopted");
    let again = live.book();
    assert_eq!(again["status"], "booked", "a repeat hears what stands: {again}");
    assert_eq!(again["segments"].as_array().unwrap().len(), 2);
    assert_eq!(live.other("10:00"), "booked", "what did not stand is free");
    let shown = live.cli(&["sagas", "show", &id]);
    assert!(shown.out.contains("ended by Nadine: she was here"), "{}", shown.out);
    live.refused(&[["sagas", "adopt", &id].as_slice(), &WHO].concat(), "is at rest (done)");
    let off = live.app.ask("call_off", "cancel_appointment", json!({}));
    assert_eq!(off["status"], "cancelled", "{off}");
    assert_eq!(live.keys_there(), ["A"], "only the other's");
}

#[test]
fn the_rest_can_be_called_off() {
    let live = Live::start();
    let id = live.stuck_booking();
    let cancel = [["sagas", "cancel", &id].as_slice(), &WHO].concat();
    let done = live.json(&cancel);
    assert_eq!(done["state"], "unwound", "{done}");
    let rest = done["calls_off"].as_str().unwrap().to_owned();
    live.refused(&cancel, "is at rest (unwound)");
    // Cal.com still refuses: the rest is not forgotten.
    live.app.clock.forward(time::Duration::minutes(1));
    live.app.appliance.work.tick();
    assert_eq!(live.stuck(), rest);
    assert_eq!(live.keys_there(), ["D", "C"]);
    live.app.sandbox.clear_faults();
    live.json(&["sagas", "retry", &rest]);
    live.settle();
    assert!(live.keys_there().is_empty());
    assert_eq!(live.status(), "cancelled");
    agree(&live.app, "called off");
    assert_eq!(live.book()["status"], "booked", "and it can be booked anew");
}

fn refuse_cancelling_from(live: &Live, nth: u32) {
    let on = FaultOn::operation(Operation::Cancel).nth(nth);
    live.app.sandbox.fault(Fault::always(on, FaultKind::SlotTaken));
}

/// The new time is booked, of the old one D is off and C stays.
fn move_stuck_at_the_end() -> (Live, String) {
    let live = Live::start();
    assert_eq!(live.book()["status"], "booked");
    refuse_cancelling_from(&live, 2);
    assert_eq!(live.move_on()["status"], "unknown");
    let id = live.stuck();
    assert_eq!(live.keys_there(), ["C", "B", "A", "D", "C", "B", "A"]);
    let shown = live.json(&["sagas", "show", &id]);
    assert_eq!(shown["left_over"].as_array().unwrap().len(), 3, "{shown}");
    (live, id)
}

#[test]
fn a_move_stuck_at_its_end_goes_on() {
    for how in ["retry", "adopt", "cancel"] {
        let (live, id) = move_stuck_at_the_end();
        live.app.sandbox.clear_faults();
        let who: &[&str] = if how == "retry" { &[] } else { &WHO };
        live.json(&[["sagas", how, &id].as_slice(), who].concat());
        live.settle();
        if how == "cancel" {
            assert!(live.keys_there().is_empty(), "{:?}", live.keys_there());
            assert_eq!(live.status(), "cancelled");
        } else {
            assert_eq!(live.keys_there(), ["D", "C", "B", "A"], "{how}");
            assert_eq!(live.status(), "confirmed", "{how}");
            assert!(
                made(&live.app)
                    .iter()
                    .filter(|one| one.status.stands())
                    .all(|one| { one.start.date().to_string() == live.later })
            );
            let again = live.move_on();
            assert!(
                ["rescheduled", "unchanged"].contains(&again["status"].as_str().unwrap()),
                "{how}: {again}"
            );
        }
        agree(&live.app, how);
    }
}

#[test]
fn a_move_stuck_on_its_way_back_goes_back() {
    for how in ["retry", "cancel"] {
        let live = Live::start();
        assert_eq!(live.book()["status"], "booked");
        let old = uids_there(&live.app);
        refuse(&live.app, Operation::Book, 3);
        refuse_all(&live.app, Operation::Cancel);
        assert_eq!(live.move_on()["status"], "unknown");
        let id = live.stuck();
        assert_eq!(live.keys_there().len(), 6, "the old visit and two of the new one");
        live.refused(
            &[["sagas", "adopt", &id].as_slice(), &WHO].concat(),
            "the visit stands at its old time, and some of it at the new one too",
        );
        live.app.sandbox.clear_faults();
        let who: &[&str] = if how == "retry" { &[] } else { &WHO };
        live.json(&[["sagas", how, &id].as_slice(), who].concat());
        live.settle();
        if how == "retry" {
            assert_eq!(uids_there(&live.app), old);
            assert_eq!(live.status(), "confirmed");
        } else {
            assert!(live.keys_there().is_empty(), "{:?}", live.keys_there());
            assert_eq!(live.status(), "cancelled");
        }
        agree(&live.app, how);
    }
}

#[test]
fn a_cancellation_stuck_half_way() {
    for how in ["retry", "adopt", "cancel"] {
        let live = Live::start();
        assert_eq!(live.book()["status"], "booked");
        refuse_cancelling_from(&live, 3);
        let off = || live.app.ask("call_off", "cancel_appointment", json!({}));
        assert_eq!(off()["status"], "unknown");
        let id = live.stuck();
        assert_eq!(live.keys_there(), ["B", "A"]);
        assert_eq!(live.status(), "pending");
        live.app.sandbox.clear_faults();
        let who: &[&str] = if how == "retry" { &[] } else { &WHO };
        live.json(&[["sagas", how, &id].as_slice(), who].concat());
        live.settle();
        agree(&live.app, how);
        if how == "adopt" {
            assert_eq!(live.keys_there(), ["B", "A"]);
            assert_eq!(live.status(), "confirmed");
            assert_eq!(off()["status"], "cancelled", "a repeat does not lie: it cancels");
        }
        assert!(live.keys_there().is_empty(), "{how}");
        assert_eq!(live.status(), "cancelled", "{how}");
    }
}

#[test]
fn what_is_open_or_at_rest_or_nobodys_is_left_alone() {
    let live = Live::start();
    assert_eq!(live.book()["status"], "booked");
    let done = live.app.rows("SELECT id FROM sagas").remove(0);
    for how in ["adopt", "cancel"] {
        live.refused(&[["sagas", how, &done].as_slice(), &WHO].concat(), "is at rest (done)");
        live.refused(&["sagas", how, &done, "--by", "", "--reason", "x"], "who decides");
    }
    live.refused(&["sagas", "retry", &done], "is at rest (done)");
    for id in ["4711", "", " ", "%", "_"] {
        live.refused(&["sagas", "retry", id], "saga not found");
    }
    // One that waits: Cal.com cannot be reached.
    live.app
        .sandbox
        .fault(Fault::always(FaultOn::operation(Operation::Reschedule), FaultKind::Error503));
    let args = json!({ "start": format!("{}T10:30", live.day) });
    let heard = live.app.ask("call_move", "reschedule_appointment", args);
    assert_eq!(heard["status"], "unknown", "{heard}");
    let open = live.app.rows("SELECT id FROM sagas WHERE state = 'open'").remove(0);
    for how in ["adopt", "cancel"] {
        live.refused(&[["sagas", how, &open].as_slice(), &WHO].concat(), "is not stuck");
    }
    let later = json!({ "start": format!("{}T10:00", live.later) });
    for (function, args) in [("cancel_appointment", json!({})), ("reschedule_appointment", later)] {
        let heard = live.app.ask("call_2", function, args);
        assert_eq!(heard["status"], "unavailable", "{function}: {heard}");
    }
    live.app.clock.forward(time::Duration::minutes(1));
    let listed = live.json(&["sagas", "list"]);
    assert_eq!((&listed[0]["saga"], &listed[0]["overdue"]), (&json!(open), &json!(false)));
    assert!(listed[0]["attempts"].as_i64().unwrap() > 0, "{listed}");
    live.app.sandbox.clear_faults();
    live.json(&["sagas", "retry", &open]);
    live.settle();
    agree(&live.app, "gone on");
    assert_eq!(live.keys_there().len(), 4);
}
