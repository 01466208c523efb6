//! A busy hour with the background work running, everybody at once and Cal.com not well: recorded, and replayed as it
//! was.

use crate::recording::world::{assert_replays, record};
use crate::support::harness::{Setup, TestApp, TestClock, WEBHOOK_SECRET, furnish};
use chairside::appliance::{Appliance, calcom_client};
use chairside::config::Config;
use chairside::frontdesk::system_clock;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, HostShape, Operation, Sandbox, SandboxOptions,
};
use chairside::server::serve::ServerOptions;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How long it may take until all is at rest. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(90);
const CALLERS: usize = 10;

/// The test's program, with a clock that runs and its thread for the background work.
fn busy_app() -> TestApp {
    let sandbox = Sandbox::start(SandboxOptions::default()).unwrap();
    furnish(&sandbox);
    let change = |config: &mut Config| {
        record(config);
        config.poll.every_seconds = 1;
    };
    let extra =
        "[booking]\nanswer_deadline_seconds = 1\nquiet_seconds = 2\ngive_up_minutes = 1".into();
    let clock = TestClock::at(OffsetDateTime::now_utc());
    let mut app = TestApp::start_at(&Setup { extra, change }, clock, sandbox);
    let config = (*app.appliance.desk.salon.config).clone();
    app.appliance.stop();
    // The recording of the program whose clock stood still begins here anew.
    std::fs::remove_dir_all(crate::recording::world::folder(&app)).unwrap();
    let calcom = calcom_client(&config).unwrap();
    let options = ServerOptions::default();
    app.appliance = Appliance::start_with(config, calcom, system_clock(), options, true).unwrap();
    let hook = format!("http://{}/api/calcom/webhook", app.addr());
    app.sandbox.subscribe(&hook, Some(WEBHOOK_SECRET));
    app
}

fn spoil(sandbox: &Sandbox) {
    let slow = FaultKind::DelayAfter(Duration::from_millis(1_500));
    let faults = [
        (Operation::Book, 2, FaultKind::LostAnswer),
        (Operation::Book, 5, FaultKind::Error500After),
        (Operation::Book, 7, FaultKind::TooManyRequests),
        (Operation::Book, 9, FaultKind::Conflict409),
        (Operation::Book, 11, slow.clone()),
        (Operation::Book, 13, FaultKind::Host(HostShape::MissingInPost)),
        (Operation::Cancel, 2, FaultKind::LostAnswer),
        (Operation::Cancel, 4, slow),
        (Operation::Reschedule, 2, FaultKind::LostAnswer),
        (Operation::Reschedule, 3, FaultKind::Error503),
        (Operation::GetBooking, 3, FaultKind::Error503),
        (Operation::GetBooking, 6, FaultKind::CutBody),
    ];
    for (operation, nth, kind) in faults {
        sandbox.fault(Fault::once(FaultOn::operation(operation).nth(nth), kind));
    }
}

/// A day after the others for each caller, so that they meet only where they mean to.
fn at(caller: usize, hour: usize) -> String {
    let mut day = OffsetDateTime::now_utc().date() + time::Duration::days(7);
    for _ in 0..caller % 4 {
        day = day.next_day().unwrap();
    }
    while day.weekday() == time::Weekday::Sunday || day.weekday() == time::Weekday::Monday {
        day = day.next_day().unwrap();
    }
    format!("{day}T{hour:02}:00")
}

/// What one caller does; the agent asks for some of it twice at once.
fn live(app: &TestApp, caller: usize) {
    let number = format!("+4930231251{caller:02}");
    let ask = |call: &str, name: &str, args: Value| -> Value {
        let call_id = format!("call_{caller}_{call}");
        let body = json!({ "name": name, "args": args,
            "call": { "call_id": call_id, "from_number": number } });
        let body = body.to_string();
        let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let signature = chairside::retell::signature::sign(
            crate::support::harness::RETELL_KEY,
            body.as_bytes(),
            now_ms.try_into().unwrap(),
        );
        let headers = [("x-retell-signature", signature.as_str())];
        app.post("/api/retell/function", body.as_bytes(), &headers).1
    };
    let staff = if caller.is_multiple_of(2) { "Emma" } else { "Jürgen" };
    let name = format!("Kundin Nummer {}", ["Eins", "Zwei", "Drei", "Vier"][caller % 4]);
    // Two callers want the same minutes of the same person.
    let wish = json!({ "service": "Haarschnitt", "staff": staff, "start": at(caller, 9 + caller / 4),
        "customer_name": name });
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| ask("a", "book_appointment", wish.clone()));
        }
    });
    let free =
        ask("b", "check_availability", json!({ "service": "bart", "date": at(caller, 0)[..10] }));
    if let Some(offer) = free["offers"].get(0) {
        ask(
            "b",
            "book_appointment",
            json!({ "offer_id": offer["offer_id"], "customer_name": name }),
        );
    }
    let own = ask("c", "list_appointments", json!({}));
    for (place, one) in own["appointments"].as_array().into_iter().flatten().enumerate() {
        let id = &one["appointment_id"];
        match (caller + place) % 3 {
            0 => drop(ask("c", "cancel_appointment", json!({ "appointment_id": id }))),
            1 => {
                let args = json!({ "appointment_id": id, "start": at(caller, 14 + caller / 4) });
                drop(ask("c", "reschedule_appointment", args));
            }
            _ => {}
        }
    }
}

/// Each with a program, a Cal.com and a recording of its own, several at a time: most of it is waiting.
#[test]
fn whatever_cal_com_does_to_a_booking_is_replayed_as_it_was() {
    let faults = [
        FaultKind::LostAnswer,
        FaultKind::NeverArrives,
        FaultKind::Error500Before,
        FaultKind::Error500After,
        FaultKind::Error503,
        FaultKind::Html200,
        FaultKind::Html502,
        FaultKind::TooManyRequests,
        FaultKind::CutBody,
        FaultKind::DataArray,
        FaultKind::SlotTaken,
        FaultKind::Conflict409,
        FaultKind::StatusError200,
        FaultKind::Host(HostShape::MissingInPost),
        FaultKind::Host(HostShape::InUser),
        FaultKind::Host(HostShape::Unknown),
    ];
    for some in faults.chunks(4) {
        thread::scope(|scope| {
            for kind in some {
                scope.spawn(move || {
                    let extra = "[booking]\nanswer_deadline_seconds = 1\nquiet_seconds = 2\ngive_up_minutes = 1";
                    let setup = Setup { extra: extra.into(), change: record };
                    let mut app = TestApp::start_with(&setup);
                    app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), kind.clone()));
                    let args = json!({ "service": "Haarschnitt", "staff": "Emma",
                        "start": "2026-11-24T10:00", "customer_name": "Zoë Beispiel" });
                    app.ask("call_1", "book_appointment", args.clone());
                    app.settle();
                    app.ask("call_1", "book_appointment", args);
                    app.deliver_webhooks();
                    app.appliance.work.poll_now().unwrap();
                    app.settle();
                    assert_replays(&mut app, &format!("{kind:?}"));
                });
            }
        });
    }
}

#[test]
fn a_busy_hour_is_replayed_as_it_was() {
    let mut app = busy_app();
    spoil(&app.sandbox);
    thread::scope(|scope| {
        for caller in 0..CALLERS {
            let app = &app;
            scope.spawn(move || live(app, caller));
        }
    });
    let begun = Instant::now();
    let mut quiet = 0;
    // At rest, and so through some polls.
    while quiet < 20 {
        assert!(begun.elapsed() < PATIENCE, "work does not come to rest: {:?}", app.open_work());
        quiet = if app.open_work().is_empty() { quiet + 1 } else { 0 };
        thread::sleep(Duration::from_millis(100));
    }
    assert!(app.count("SELECT count(*) FROM appointments") >= 10);
    assert_replays(&mut app, "a busy hour");
}
