//! A program whose days are recorded, and the comparison of a day with its replay.

use crate::recording::replay::{Replayed, replay};
use crate::support::harness::{CALLER, CUT_POOL, Setup, TestApp, WEB_TOKEN};
use chairside::appliance::{Appliance, calcom_client_at};
use chairside::config::Config;
use chairside::domain::ids::{AppointmentId, HostId, StaffId};
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::by_hand;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use chairside::server::serve::ServerOptions;
use chairside::store::service::salon_keys::staff_uuid;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use time::Duration;

/// Recordings lie in a folder of their own beside the database.
pub const FOLDER: &str = "recordings";

/// Switches recording on.
pub fn record(config: &mut Config) {
    let folder = config.database.path.parent().unwrap();
    config.record.dir = Some(folder.join(FOLDER));
}

/// With recording on, and further sections of the configuration.
pub fn recording(extra: &str) -> Setup {
    Setup { extra: extra.into(), change: record }
}

/// Where its recording is.
pub fn folder(app: &TestApp) -> PathBuf {
    app.dir.path().join(FOLDER)
}

/// Every file of the recording, in the order of their names.
pub fn files(app: &TestApp) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder(app)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The whole recording.
pub fn text(app: &TestApp) -> String {
    files(app).iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

/// Every appointment with a booking, as the day left it.
fn lived(app: &TestApp) -> Vec<String> {
    app.rows(
        "SELECT a.calcom_v2_booking_uid || ' ' || coalesce(s.name, '-') || ' ' || coalesce(a.calcom_host_id, '-')
             || ' ' || a.assignment_state || ' ' || coalesce(g.rule, '-') || ' ' || a.status || ' ' || a.starts_at
             || ' ' || a.source || ' ' || coalesce(p.name, '-')
         FROM appointments a JOIN appointment_segments g ON g.id = (
             SELECT id FROM appointment_segments WHERE appointment_id = a.id ORDER BY position LIMIT 1)
         LEFT JOIN staff s ON s.id = a.staff_id LEFT JOIN staff p ON p.id = a.preferred_staff_id
         WHERE a.calcom_v2_booking_uid IS NOT NULL ORDER BY 1",
    )
}

fn replayed(run: &Replayed) -> Vec<String> {
    let json = run.json();
    let text = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fields = [
        "booking_uid",
        "staff",
        "host_id",
        "assignment_state",
        "rule",
        "status",
        "starts_at",
        "source",
        "preferred_staff",
    ];
    let appointments = json["appointments"].as_array().unwrap().iter();
    let booked = appointments.filter(|one| !one["booking_uid"].is_null());
    let mut rows: Vec<String> =
        booked.map(|one| fields.map(|field| text(&one[field])).join(" ")).collect();
    rows.sort();
    rows
}

/// Ends the program and replays its recording, twice: it gives the same appointments, decisions and outcomes as the
/// day had, and the same bytes. Gives what the replay said.
pub fn assert_replays(app: &mut TestApp, what: &str) -> Replayed {
    app.appliance.stop();
    let run = replay(&folder(app), &["--json"]);
    assert_eq!(replayed(&run), lived(app), "{what}\n{}\n{}", run.stderr, text(app));
    let again = replay(&folder(app), &["--json"]);
    assert_eq!((&run.stdout, &run.stderr), (&again.stdout, &again.stderr), "{what}");
    run
}

impl TestApp {
    /// Ends the program and starts it again on the same database, with another configuration.
    pub fn restart(&mut self, change: fn(&mut Config)) {
        let mut config = (*self.appliance.desk.salon.config).clone();
        self.appliance.stop();
        change(&mut config);
        let calcom = calcom_client_at(&config, self.clock.clock()).unwrap();
        let clock = self.clock.clock();
        self.appliance =
            Appliance::start_with(config, calcom, clock, ServerOptions::default(), false).unwrap();
    }
}

fn status(answer: &Value) -> &str {
    answer["status"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

/// A day with everything in it: offers, a time by its words, a lost answer, a refusal, repeats, moves, a cancellation,
/// the web form, Cal.com's own page, hints twice and out of order, a poll, and two corrections by a person.
pub fn live_a_day(app: &TestApp) {
    the_phone_rings(app);
    by_offer(app);
    answers_get_lost(app);
    the_web_form(app);
    others_book_too(app);
    a_person_corrects(app);
    nonsense_comes_in(app);
    app.settle();
}

fn the_phone_rings(app: &TestApp) {
    let inbound =
        json!({ "from_number": CALLER, "to_number": "+493023125123", "agent_id": "agent_1" });
    let body = json!({ "event": "call_inbound", "call_inbound": inbound });
    assert_eq!(app.post_retell("/api/retell/inbound", &body).0, 200);
    let call = json!({ "call_id": "call_1", "from_number": CALLER, "to_number": "+493023125123",
        "transcript": "Ich heiße Zoë Beispiel", "recording_url": "https://files.example/sprachaufnahme.wav",
        "access_token": "tok_geheim", "metadata": { "note": "Zoë hat heute Geburtstag" } });
    for event in ["call_started", "call_ended", "call_analyzed"] {
        let body = json!({ "event": event, "call": call });
        assert_eq!(app.post_retell("/api/retell/webhook", &body).0, 204);
    }
}

fn by_offer(app: &TestApp) {
    let args = json!({ "service": "Haarschnitt für meine Schwester", "date": "morgen", "staff": "Frau Vogel",
        "execution_message": "Einen Moment, Zoë", "notes": "allergisch gegen Farbe" });
    let free = app.ask("call_1", "check_availability", args);
    assert_eq!(status(&free), "ok", "{free}");
    let args =
        json!({ "offer_id": free["offers"][1]["offer_id"], "customer_name": "Zoë Beispiel" });
    let booked = app.ask("call_1", "book_appointment", args.clone());
    assert_eq!(status(&booked), "booked", "{booked}");
    assert_eq!(app.ask("call_1", "book_appointment", args), booked, "asked twice");
    app.deliver_webhooks();
    app.settle();
    let which = json!({ "appointment_id": booked["appointment_id"], "start": "2026-11-25T11:30" });
    let moved = app.ask("call_2", "reschedule_appointment", which);
    assert_eq!(status(&moved), "rescheduled", "{moved}");
    let args = json!({ "service": "schnitt", "date": "2026-11-26", "staff": "Jürgen" });
    let free = app.ask("call_2", "check_availability", args);
    let args = json!({ "offer_id": free["offers"][0]["offer_id"] });
    let moved = app.ask("call_2", "reschedule_appointment", args);
    assert_eq!(status(&moved), "rescheduled", "{moved}");
    // Twice, and the newest first.
    let mut hints = app.sandbox.take_webhooks();
    hints.reverse();
    for hint in hints.iter().chain(&hints) {
        assert_eq!(app.deliver(hint.body.as_bytes(), &hint.signature), 204);
    }
    app.settle();
    app.ask("call_2", "check_customer", json!({}));
}

fn answers_get_lost(app: &TestApp) {
    let other = "+493023125102";
    app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), FaultKind::LostAnswer));
    let args =
        json!({ "service": "bart", "start": "2026-11-24T16:00", "customer_name": "Kim Muster" });
    let booked = app.function("call_3", Some(other), "book_appointment", args);
    assert!(["booked", "unknown"].contains(&status(&booked)), "{booked}");
    app.settle();
    app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), FaultKind::SlotTaken));
    let args =
        json!({ "service": "bart", "start": "2026-11-24T17:00", "customer_name": "Kim Muster" });
    let taken = app.function("call_3", Some(other), "book_appointment", args);
    assert_eq!(status(&taken), "taken", "{taken}");
    app.sandbox.fault(Fault::once(FaultOn::operation(Operation::Cancel), FaultKind::LostAnswer));
    let off = app.function("call_4", Some(other), "cancel_appointment", json!({}));
    assert!(["cancelled", "unknown"].contains(&status(&off)), "{off}");
    app.settle();
    // Withheld: an appointment of nobody we would know again.
    let args = json!({ "service": "Haarschnitt", "start": "2026-11-27T10:00", "customer_name": "Otto Ottmann" });
    let booked = app.function("call_5", Some("anonymous"), "book_appointment", args);
    assert_eq!(status(&booked), "booked", "{booked}");
}

fn the_web_form(app: &TestApp) {
    let body = json!({ "request_id": "form-zoe", "service": "haarschnitt", "start": "2026-11-27T12:00",
        "staff": "Emma", "customer": { "name": "Zoë Beispiel", "phone": "030 23125 101" } });
    let bearer = format!("Bearer {WEB_TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("x-forwarded-for", "203.0.113.7")];
    for _ in 0..2 {
        let (status, answer) = app.post("/api/v2/bookings", body.to_string().as_bytes(), &headers);
        assert_eq!(status, 201, "{answer}");
    }
}

fn others_book_too(app: &TestApp) {
    let book = |start: &str, attendee: Value| {
        let body = json!({ "eventTypeId": CUT_POOL, "start": start, "attendee": attendee });
        app.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned()
    };
    let ada = json!({ "name": "Ada Anders", "email": "ada@example.com", "timeZone": "Europe/Berlin",
        "phoneNumber": "+493023125103" });
    let heard = book("2026-11-30T09:00:00Z", ada);
    app.deliver_webhooks();
    app.clock.forward(Duration::minutes(1));
    app.settle();
    // Of this one the hint is lost, and the poll finds it.
    let otto =
        json!({ "name": "Otto Ottmann", "email": "otto@example.org", "timeZone": "Europe/Berlin" });
    book("2026-11-30T11:00:00Z", otto);
    app.sandbox.take_webhooks();
    app.clock.forward(Duration::minutes(1));
    app.appliance.work.poll_now().unwrap();
    let reason = json!({ "cancellationReason": "Ada ist krank, bitte an ada@example.com" });
    app.at_calcom(&format!("/v2/bookings/{heard}/cancel"), &reason);
    app.deliver_webhooks();
    app.settle();
    // The agent's platform tells of a booking itself.
    let body = json!({ "eventTypeId": CUT_POOL, "start": "2026-12-01T09:00:00Z", "attendee":
        { "name": "Ada Anders", "email": "ada@example.com", "timeZone": "Europe/Berlin" } });
    let booking = app.at_calcom("/v2/bookings", &body);
    let body = json!({ "event": "appointment.created", "calcom_booking": booking });
    assert_eq!(app.post_retell("/api/retell/webhook", &body).0, 204);
    app.settle();
}

fn a_person_corrects(app: &TestApp) {
    let nadine = Person::new("Nadine", "Zoë Beispiel hat angerufen").unwrap();
    let desk = &app.appliance.desk;
    let one = app.count("SELECT max(id) FROM appointments WHERE calcom_host_id = 7001");
    let juergen = StaffId(staff_uuid("probe", "juergen"));
    let emma = StaffId(staff_uuid("probe", "emma"));
    by_hand::reassign(desk, AppointmentId(one), &juergen, Expected::Any, &nadine).unwrap();
    by_hand::map(desk, HostId(7002), &emma, Expected::Any, &nadine).unwrap();
}

fn nonsense_comes_in(app: &TestApp) {
    let odd = [
        ("book_appointment", json!({ "service": ["Zoë Beispiel"], "start": "Zoë" })),
        ("book_appointment", json!({ "service": "Zoë Beispiel", "start": "2026-12-02T10:00" })),
        ("cancel_appointment", json!({ "appointment_id": "3023125101" })),
        ("sing", json!({ "name": "Zoë Beispiel" })),
    ];
    for (name, args) in odd {
        app.ask("call_6", name, args);
    }
    let signature = app.retell_signature("Zoë Beispiel".as_bytes());
    let headers = [("x-retell-signature", signature.as_str())];
    let (status, _) = app.post("/api/retell/function", "Zoë Beispiel".as_bytes(), &headers);
    assert_eq!(status, 400);
    // Not let in, so not recorded: nobody knows who said it.
    let (status, _) = app.post("/api/retell/webhook", b"{\"event\":\"geheim\"}", &[]);
    assert_eq!(status, 401);
}
