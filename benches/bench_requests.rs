//! What the voice agent and Cal.com's clients send, built and signed before the clock starts.

use crate::bench_salon::{RETELL_KEY, SERVICE, STAFF};
use crate::{Outcome, bench_http, bench_salon};
use chairside::domain::calendar::zone::Zone;
use chairside::retell::signature::{SIGNATURE_HEADER, sign};
use chairside::sandbox::stand_in::DEMO_API_KEY;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// Length of a webhook's body.
const WEBHOOK_BYTES: usize = 1024;
const FIRST_NAMES: [&str; 8] = ["Zoë", "Kim", "Ömer", "Luise", "Noah", "Änne", "Tarek", "Ida"];
const LAST_NAMES: [&str; 8] =
    ["Muster", "Beispiel", "Probe", "Vorbild", "Exempel", "Modell", "Entwurf", "Schema"];

/// The bodies of so many `call_started` events, each of a call of its own.
pub fn webhook_bodies(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|number| webhook_body(number).to_string().into_bytes()).collect()
}

fn webhook_body(number: usize) -> Value {
    let mut event = json!({ "event": "call_started", "call": call(number) });
    let missing = WEBHOOK_BYTES.saturating_sub(event.to_string().len() + r#","notes":"""#.len());
    if let Some(call) = event.get_mut("call").and_then(Value::as_object_mut) {
        call.insert("notes".into(), Value::String("x".repeat(missing)));
    }
    event
}

fn call(number: usize) -> Value {
    json!({
        "call_id": format!("call_bench_{number:08}"),
        "call_type": "phone_call",
        "direction": "inbound",
        "from_number": caller(number),
        "to_number": "+493023125999",
        "agent_id": "agent_bench_0001",
        "agent_name": "Salon Messlatte, Telefon",
        "agent_version": 3,
        "call_status": "ongoing",
        "start_timestamp": 1_795_446_000_000_i64,
        "metadata": { "campaign": "none", "branch": "mitte" },
        "retell_llm_dynamic_variables": { "salon_name": "Salon Messlatte", "customer_known": "false" },
    })
}

/// One of a thousand invented numbers.
fn caller(number: usize) -> String {
    format!("+493023125{:03}", number % 1000)
}

/// The signed requests of these bodies.
pub fn webhooks(bodies: &[Vec<u8>]) -> Vec<Vec<u8>> {
    bodies.iter().map(|body| signed("/api/retell/webhook", body)).collect()
}

fn signed(path: &str, body: &[u8]) -> Vec<u8> {
    let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    let signature = sign(RETELL_KEY, body, u64::try_from(now_ms).unwrap_or_default());
    bench_http::request("POST", path, &[(SIGNATURE_HEADER, &signature)], body)
}

/// The voice agent books the n-th start.
pub fn book(number: usize) -> Outcome<Vec<u8>> {
    let start = bench_salon::start(number)?;
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]");
    let local = start.local.format(format).map_err(|error| error.to_string())?;
    let body = json!({
        "name": "book_appointment",
        "args": { "service": SERVICE, "staff": STAFF.get(start.staff), "start": local,
            "customer_name": customer(number), "execution_message": "Einen Moment bitte." },
        "call": call(number),
    });
    Ok(signed("/api/retell/function", body.to_string().as_bytes()))
}

/// The phone rings: who had booked the n-th start calls again.
pub fn greeting(number: usize) -> Vec<u8> {
    let inbound = json!({ "agent_id": "agent_bench_0001", "agent_version": 3, "from_number": caller(number),
        "to_number": "+493023125999" });
    let body = json!({ "event": "call_inbound", "call_inbound": inbound });
    signed("/api/retell/inbound", body.to_string().as_bytes())
}

/// Whether the voice agent was told who calls.
pub fn is_greeted(status: u16, body: &[u8]) -> bool {
    let told = serde_json::from_slice::<Value>(body).unwrap_or_default();
    let known = told.pointer("/call_inbound/dynamic_variables/customer_known");
    status == 200 && known.and_then(Value::as_str) == Some("true")
}

/// Days that questions are about, in turn: each holds what it offers for some minutes.
const QUESTION_DAYS: usize = 60;

/// Where the n-th question looks.
fn asked_about(number: usize) -> Outcome<bench_salon::Start> {
    bench_salon::start(number % STAFF.len() + number % QUESTION_DAYS * bench_salon::starts_a_day())
}

/// The voice agent asks what is free with one person on one day.
pub fn question(number: usize) -> Outcome<Vec<u8>> {
    let start = asked_about(number)?;
    let body = json!({
        "name": "check_availability",
        "args": { "service": SERVICE, "staff": STAFF.get(start.staff), "date": start.local.date().to_string() },
        "call": call(number),
    });
    Ok(signed("/api/retell/function", body.to_string().as_bytes()))
}

/// Whether the voice agent was told of free times.
pub fn is_offered(status: u16, body: &[u8]) -> bool {
    let told = serde_json::from_slice::<Value>(body).unwrap_or_default();
    let offers = told.get("offers").and_then(Value::as_array);
    status == 200 && offers.is_some_and(|offers| !offers.is_empty())
}

/// The question about slots that it needs, sent straight to the sandbox.
pub fn question_at_calcom(number: usize) -> Outcome<Vec<u8>> {
    let start = asked_about(number)?;
    let day = start.local.date();
    let next = day.next_day().ok_or("there is no next day")?;
    let path = format!(
        "/v2/slots?eventTypeId={}&start={day}T00:00:00Z&end={next}T00:00:00Z",
        start.event_type()
    );
    let bearer = format!("Bearer {DEMO_API_KEY}");
    let headers = [("Authorization", bearer.as_str()), ("cal-api-version", "2024-09-04")];
    Ok(bench_http::request("GET", &path, &headers, b""))
}

/// Whether the voice agent was told that it is booked.
pub fn is_booked(status: u16, body: &[u8]) -> bool {
    let told = serde_json::from_slice::<Value>(body).unwrap_or_default();
    status == 200 && told.get("status").and_then(Value::as_str) == Some("booked")
}

/// The one call to Cal.com that such a booking needs, sent straight to the sandbox.
pub fn book_at_calcom(number: usize) -> Outcome<Vec<u8>> {
    let start = bench_salon::start(number)?;
    let zone = Zone::parse("Europe/Berlin").map_err(|error| error.to_string())?;
    let body = json!({
        "eventTypeId": start.event_type(),
        "start": utc(&zone, start.local)?,
        "attendee": { "name": customer(number), "email": format!("visit+{number:032}@visits.example"),
            "phoneNumber": caller(number), "timeZone": "Europe/Berlin", "language": "de" },
        "metadata": { "chairside_ref": format!("{number:032}"), "chairside_segment": "A" },
    });
    let bearer = format!("Bearer {DEMO_API_KEY}");
    let headers = [("Authorization", bearer.as_str()), ("cal-api-version", "2024-08-13")];
    Ok(bench_http::request("POST", "/v2/bookings", &headers, body.to_string().as_bytes()))
}

fn customer(number: usize) -> String {
    let first = FIRST_NAMES.get(number % FIRST_NAMES.len()).copied().unwrap_or_default();
    let last = LAST_NAMES.get(number / 8 % LAST_NAMES.len()).copied().unwrap_or_default();
    format!("{first} {last}")
}

/// A wall time of the day as Cal.com wants it. The zone's offset never changes during the salon's hours.
fn utc(zone: &Zone, local: PrimitiveDateTime) -> Outcome<String> {
    let instant = local.assume_offset(zone.offset_at(local.assume_utc()));
    instant.to_offset(UtcOffset::UTC).format(&Rfc3339).map_err(|error| error.to_string())
}
