//! Whichever road tells of a booking, the same rows are left: function, web API, Retell's event, Cal.com's webhook,
//! the poll, and recording it directly as replay does. Only `host_source` says how the host was learnt.

use crate::support::at_calcom::get_at_calcom;
use crate::support::dump;
use crate::support::dump::Row;
use crate::support::harness::{
    CUT_EMMA, CUT_POOL, HOST_JUERGEN, START, Setup, TestApp, TestClock, WEB_TOKEN,
};
use chairside::domain::visit::booking::Source;
use chairside::frontdesk::door::look;
use chairside::frontdesk::door::rules::Seen;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, HostShape, Sandbox, WebhookDelivery,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Instant;

/// A road by which a program learns of bookings it did not make.
pub type Road = fn(&TestApp, &[String], &[WebhookDelivery]);

pub const ROADS: [(&str, &str, Road); 4] = [
    ("Retell's event", "get:data.hosts", by_retell_event),
    ("Cal.com's webhook", "get:data.hosts", by_calcom_webhook),
    ("the poll", "list:hosts", by_poll),
    ("recording directly", "get:data.hosts", directly),
];

fn by_retell_event(app: &TestApp, uids: &[String], _: &[WebhookDelivery]) {
    for uid in uids {
        let booking = get_at_calcom(&app.sandbox, &format!("/v2/bookings/{uid}"));
        let event = json!({ "event": "appointment.created", "call": { "call_id": "call_1" },
            "calcom_booking": booking });
        assert_eq!(app.post_retell("/api/retell/webhook", &event).0, 204);
    }
}

fn by_calcom_webhook(app: &TestApp, _: &[String], webhooks: &[WebhookDelivery]) {
    assert!(!webhooks.is_empty());
    for webhook in webhooks {
        assert_eq!(app.deliver(webhook.body.as_bytes(), &webhook.signature), 204);
    }
}

fn by_poll(app: &TestApp, uids: &[String], _: &[WebhookDelivery]) {
    assert!(app.appliance.work.poll_now().unwrap() >= 1);
    assert_eq!(
        app.count("SELECT count(*) FROM calcom_bookings"),
        i64::try_from(uids.len()).unwrap()
    );
}

fn directly(app: &TestApp, uids: &[String], _: &[WebhookDelivery]) {
    for uid in uids {
        let deadline = Instant::now() + std::time::Duration::from_secs(10);
        let facts = app.appliance.desk.calcom.booking(uid, deadline).unwrap();
        look::record_seen(&app.appliance.desk, Seen::of(facts, Source::Import)).unwrap();
    }
}

/// Every table `record` writes.
fn left_by(app: &TestApp) -> BTreeMap<&'static str, Vec<Row>> {
    // The clock stands: what is due now is done now.
    for _ in 0..3 {
        app.appliance.work.tick();
    }
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    dump::assert_chain_intact(&connection);
    dump::TABLES.iter().map(|table| (*table, dump::rows(&connection, table))).collect()
}

fn host_sources(rows: &BTreeMap<&str, Vec<Row>>) -> Vec<String> {
    rows["appointment_segments"].iter().map(|row| row["host_source"].clone()).collect()
}

/// Fails with the names of the columns that differ.
fn assert_same(
    road: &str,
    ours: &BTreeMap<&str, Vec<Row>>,
    theirs: &BTreeMap<&str, Vec<Row>>,
    may_differ: &[&str],
) {
    for table in dump::TABLES {
        let (ours, theirs) = (&ours[table], &theirs[table]);
        assert_eq!(ours.len(), theirs.len(), "{road}: rows of {table}: {ours:#?} {theirs:#?}");
        for (one, other) in ours.iter().zip(theirs) {
            for (column, value) in one {
                // A booking's number tells in which order those of its segment were seen.
                let is_order = table == "calcom_bookings" && column == "id";
                if !is_order && !may_differ.contains(&column.as_str()) {
                    assert_eq!(*value, other[column], "{road}: {table}.{column}");
                }
            }
        }
    }
}

/// Lets a program make what `make` makes; then each other road sees it, in a fresh database at the same Cal.com.
fn every_road_sees_the_same(source: &str, makers_host: &str, make: fn(&TestApp)) {
    let maker = TestApp::start();
    make(&maker);
    let made = left_by(&maker);
    assert_eq!(made["appointments"].len(), 1);
    assert_eq!(made["appointments"][0]["source"], source);
    assert_eq!(host_sources(&made), [makers_host]);
    let uids: Vec<String> = maker.sandbox.bookings().into_iter().map(|b| b.uid).collect();
    let webhooks = maker.sandbox.take_webhooks();
    let mut sandbox = maker.into_sandbox();
    for (name, host, road) in ROADS {
        let (seen, left) = see(sandbox, &uids, &webhooks, road);
        sandbox = left;
        let host = if makers_host == "NULL" { "NULL" } else { host };
        assert_eq!(host_sources(&seen), [host], "{name}");
        assert_same(name, &made, &seen, &["host_source", "is_read"]);
    }
}

fn see(
    sandbox: Sandbox,
    uids: &[String],
    webhooks: &[WebhookDelivery],
    road: Road,
) -> (BTreeMap<&'static str, Vec<Row>>, Sandbox) {
    let app = TestApp::start_at(&Setup::default(), TestClock::at(START), sandbox);
    road(&app, uids, webhooks);
    let seen = left_by(&app);
    (seen, app.into_sandbox())
}

fn book(app: &TestApp) {
    let args = json!({ "service": "Haarschnitt", "start": "2026-11-24T10:00", "staff": "Emma",
        "customer_name": "Zoë Beispiel" });
    let booked = app.ask("call_1", "book_appointment", args);
    assert_eq!(booked["status"], "booked", "{booked}");
}

#[test]
fn a_booking_of_the_voice_agent() {
    every_road_sees_the_same("retell_phone", "post:data.hosts", book);
}

#[test]
fn a_booking_whose_host_is_known_by_name() {
    every_road_sees_the_same("retell_phone", "post:data.hosts", |app| {
        let args = json!({ "service": "bart", "start": "2026-11-24T10:00", "customer_name": "Kim Muster" });
        assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    });
}

#[test]
fn a_booking_of_the_web_api() {
    every_road_sees_the_same("web_api", "post:data.hosts", |app| {
        let body = json!({ "request_id": "form-1", "service": "schnitt", "start": "2026-11-24T10:00",
            "customer": { "name": "Zoë Beispiel", "phone": "030 23125102" } });
        let bearer = format!("Bearer {WEB_TOKEN}");
        let (status, answer) = app.post(
            "/api/v2/bookings",
            body.to_string().as_bytes(),
            &[("authorization", &bearer)],
        );
        assert_eq!(status, 201, "{answer}");
    });
}

#[test]
fn a_booking_whose_post_names_no_host() {
    every_road_sees_the_same("retell_phone", "get:data.hosts", |app| {
        let shape = FaultKind::Host(HostShape::MissingInPost);
        app.sandbox.fault(Fault::always(FaultOn::any(), shape));
        book(app);
    });
}

#[test]
fn a_booking_whose_host_nobody_knows() {
    every_road_sees_the_same("retell_phone", "NULL", |app| {
        let shape = FaultKind::Host(HostShape::Unknown);
        app.sandbox.fault(Fault::always(FaultOn::any(), shape));
        book(app);
        assert_eq!(app.rows("SELECT assignment_state FROM appointments"), ["not_evaluated"]);
    });
}

#[test]
fn a_cancelled_booking() {
    every_road_sees_the_same("retell_phone", "post:data.hosts", |app| {
        book(app);
        assert_eq!(app.ask("call_2", "cancel_appointment", json!({}))["status"], "cancelled");
    });
}

#[test]
fn a_moved_booking() {
    every_road_sees_the_same("retell_phone", "post:data.hosts", |app| {
        book(app);
        let moved =
            app.ask("call_2", "reschedule_appointment", json!({ "start": "2026-11-25T11:00" }));
        assert_eq!(moved["status"], "rescheduled", "{moved}");
        // The state of the old booking is told by nobody but the poll and the webhooks.
        app.appliance.work.poll_now().unwrap();
    });
}

#[test]
fn a_booking_that_cal_com_gave_to_somebody_else() {
    every_road_sees_the_same("retell_phone", "list:hosts", |app| {
        let facts = app.at_calcom(
            "/v2/bookings",
            &json!({ "eventTypeId": CUT_POOL, "start": "2026-11-24T09:00:00Z",
                "attendee": { "name": "Zoë Beispiel", "email": "visit+r1@visits.example",
                    "timeZone": "Europe/Berlin", "phoneNumber": "+493023125101" },
                "metadata": { "chairside_ref": "r1", "chairside_segment": "A",
                    "chairside_service": "schnitt", "chairside_source": "retell_phone" } }),
        );
        let uid = facts["uid"].as_str().unwrap();
        app.at_calcom(&format!("/v2/bookings/{uid}/reassign/{HOST_JUERGEN}"), &json!({}));
        app.appliance.work.poll_now().unwrap();
        let staff = "SELECT s.name FROM appointments a JOIN staff s ON s.id = a.staff_id";
        assert_eq!(app.rows(staff), ["Jürgen Weiß"]);
    });
}

/// What was booked at Cal.com's own page carries nothing of ours: how it came is then the road itself.
#[test]
fn a_booking_of_cal_coms_own_page() {
    let first = TestApp::start();
    let body = json!({ "eventTypeId": CUT_EMMA, "start": "2026-11-24T09:00:00Z", "attendee":
        { "name": "Ada Anders", "email": "ada@example.com", "timeZone": "Europe/Berlin" } });
    let uid = first.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned();
    let webhooks = first.sandbox.take_webhooks();
    let (mut sandbox, mut seen_first) = (first.into_sandbox(), None);
    let sources = ["retell_webhook", "calcom_webhook", "calcom_webhook", "import"];
    for ((name, host, road), source) in ROADS.into_iter().zip(sources) {
        let (seen, left) = see(sandbox, std::slice::from_ref(&uid), &webhooks, road);
        sandbox = left;
        assert_eq!(seen["appointments"][0]["source"], source, "{name}");
        assert_eq!(host_sources(&seen), [host], "{name}");
        let first = seen_first.get_or_insert(seen.clone());
        assert_same(name, first, &seen, &["host_source", "source"]);
    }
}
