//! Whole visits at the test salon: a program whose colour has a policy, and what stands here and at Cal.com.
//!
//! The colour at 10:00: A 10:00–10:30, a pause, B 11:15–11:30, C 11:30–12:00, D 12:00–12:30.

use crate::support::harness::{
    COLOUR_EMMA, COLOUR_JUERGEN, HOST_EMMA, HOST_JUERGEN, Setup, TestApp, WEB_TOKEN,
};
use chairside::config::Config;
use chairside::domain::calendar::zone::Zone;
use chairside::domain::visit::booking::meta;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, SandboxBooking, SandboxEventType,
};
use serde_json::{Value, json};

/// Somebody else on the phone.
pub const OTHER: &str = "+493023125102";
/// The day of the visits.
pub const DAY: &str = "2026-11-24";
/// A visit at ten, as it stands.
pub const AT_TEN: [&str; 4] =
    ["A 10:00-10:30 emma", "B 11:15-11:30 emma", "C 11:30-12:00 emma", "D 12:00-12:30 emma"];

const TIPS: i64 = 701;
/// A simple service of 30 minutes by Emma, that may begin every five minutes.
pub const EXTRA: &str = r#"
[booking]
answer_deadline_seconds = 8
quiet_seconds = 5
give_up_minutes = 2
[[services]]
key = "spitzen"
name = "Spitzen"
duration_minutes = 30
event_types = [{ id = 701, staff = "emma" }]
"#;

/// The salon with a policy for its colour.
pub fn salon(change: fn(&mut Config)) -> TestApp {
    furnish(TestApp::start_with(&Setup { extra: EXTRA.into(), change }))
}

pub fn furnish(app: TestApp) -> TestApp {
    let five = |id, title: &str, slug: &str, minutes, host| SandboxEventType {
        id: Some(id),
        slot_interval_minutes: Some(5),
        ..SandboxEventType::personal(title, slug, minutes, host)
    };
    app.sandbox.add_event_type(five(TIPS, "Spitzen", "spitzen", 30, HOST_EMMA));
    for (first, host) in [(COLOUR_EMMA, HOST_EMMA), (COLOUR_JUERGEN, HOST_JUERGEN)] {
        // What stays held of a pause is booked with its own length.
        let slug = format!("pause-{first}");
        app.sandbox.add_event_type(SandboxEventType {
            options: (1..=9).map(|five| five * 5).collect(),
            ..five(first + 4, "Einwirkzeit", &slug, 45, host)
        });
    }
    app
}

fn with_policy(config: &mut Config, policy: &str) {
    let colour = config.services.iter_mut().find(|one| one.key == "ansatzfarbe").unwrap();
    colour.pause_policy = Some(policy.into());
}

pub fn free(config: &mut Config) {
    with_policy(config, "free");
}

pub fn blocked(config: &mut Config) {
    with_policy(config, "blocked");
}

pub fn flexible(config: &mut Config) {
    with_policy(config, "flexible");
}

/// The usual caller books the colour by Emma.
pub fn colour(app: &TestApp, start: &str) -> Value {
    app.ask(
        "call_colour",
        "book_appointment",
        json!({ "service": "Ansatzfärbung", "staff": "Emma", "start": start, "customer_name": "Kim Muster" }),
    )
}

/// The same, which must succeed; the appointment's number.
pub fn booked(app: &TestApp) -> i64 {
    let answer = colour(app, "2026-11-24T10:00");
    assert_eq!(answer["status"], "booked", "{answer}");
    answer["appointment_id"].as_i64().unwrap()
}

/// Somebody else asks for a simple service of Emma's at this time of the day; the answer's status.
pub fn other(app: &TestApp, service: &str, at: &str) -> String {
    let args = json!({ "service": service, "staff": "Emma", "start": format!("{DAY}T{at}"),
        "customer_name": "Ada Anders" });
    let call = format!("call_{service}_{at}").replace(':', "_");
    let answer = app.function(&call, Some(OTHER), "book_appointment", args);
    answer["status"].as_str().unwrap().to_owned()
}

pub fn web(app: &TestApp, body: &Value) -> (u16, Value) {
    let token = format!("Bearer {WEB_TOKEN}");
    app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("Authorization", &token)])
}

pub fn web_order(id: &str, service: &str, start: &str) -> Value {
    json!({ "request_id": id, "service": service, "start": start, "staff": "Emma",
        "customer": { "name": "Ada Anders", "phone": "030 23125 102" } })
}

/// What part of a visit a booking at Cal.com is.
pub fn key_of(booking: &SandboxBooking) -> String {
    booking.metadata.get(meta::SEGMENT).and_then(Value::as_str).unwrap_or("-").to_owned()
}

/// All bookings ever made at Cal.com, in that order.
pub fn made(app: &TestApp) -> Vec<SandboxBooking> {
    let mut all = app.sandbox.bookings();
    all.sort_by_key(|one| one.id);
    all
}

pub fn keys_made(app: &TestApp) -> Vec<String> {
    made(app).iter().map(key_of).collect()
}

fn line(key: &str, start: time::OffsetDateTime, end: time::OffsetDateTime, host: i64) -> String {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let who = if host == HOST_EMMA { "emma" } else { "juergen" };
    let (day, _) = zone.local(start);
    let day = if day.to_string() == DAY { String::new() } else { format!("{day} ") };
    format!("{key} {day}{}-{} {who}", zone.clock(start), zone.clock(end))
}

/// What stands at Cal.com, in order of time: `A 10:00-10:30 emma`.
pub fn there(app: &TestApp) -> Vec<String> {
    let mut standing = made(app);
    standing.retain(|one| one.status.stands());
    standing.sort_by_key(|one| (one.start, one.id));
    standing.iter().map(|one| line(&key_of(one), one.start, one.end, one.host_id)).collect()
}

/// The uids that stand at Cal.com.
pub fn uids_there(app: &TestApp) -> Vec<String> {
    let standing = app.sandbox.bookings().into_iter().filter(|one| one.status.stands());
    let mut uids: Vec<String> = standing.map(|one| one.uid).collect();
    uids.sort();
    uids
}

/// What stands at Cal.com is what the rows say: the same uids at the same times with the same hosts.
pub fn agree(app: &TestApp, what: &str) {
    let mut there: Vec<String> = made(app)
        .iter()
        .filter(|one| one.status.stands())
        .map(|one| {
            let time = chairside::store::db::stamp::seconds;
            format!("{} {} {} {}", one.uid, time(one.start), time(one.end), one.host_id)
        })
        .collect();
    let mut here = app.rows(
        "SELECT booking_uid || ' ' || starts_at || ' ' || ends_at || ' ' || calcom_host_id
         FROM appointment_segments WHERE booking_status IN ('accepted', 'pending')",
    );
    there.sort();
    here.sort();
    assert_eq!(here, there, "{what}");
    assert_eq!(app.count("SELECT count(*) FROM sagas WHERE kept IS NOT NULL"), 0, "{what}");
}

pub fn status(app: &TestApp, id: i64) -> String {
    app.rows(&format!("SELECT status FROM appointments WHERE id = {id}")).remove(0)
}

pub fn warnings(app: &TestApp) -> i64 {
    app.count("SELECT count(*) FROM warnings WHERE cleared_at IS NULL")
}

/// Cal.com refuses one call of this kind.
pub fn refuse(app: &TestApp, operation: Operation, nth: u32) {
    app.sandbox.fault(Fault::once(FaultOn::operation(operation).nth(nth), FaultKind::SlotTaken));
}

/// Cal.com refuses all calls of this kind, until it recovers.
pub fn refuse_all(app: &TestApp, operation: Operation) {
    app.sandbox.fault(Fault::always(FaultOn::operation(operation), FaultKind::SlotTaken));
}

pub fn lose(app: &TestApp, operation: Operation, nth: u32) {
    app.sandbox.fault(Fault::once(FaultOn::operation(operation).nth(nth), FaultKind::LostAnswer));
}
