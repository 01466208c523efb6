//! A full day of a large salon: twelve people, each with two visits in four parts and nine short ones.

use crate::bench_http::Client;
use crate::{Outcome, bench_http};
use chairside::sandbox::stand_in::{
    DEMO_API_KEY, Sandbox, SandboxEventType, SandboxOptions, SandboxUser, WebhookMode,
};
use serde_json::json;
use std::fmt::Write;
use std::path::Path;
use time::{Date, OffsetDateTime, Weekday};

const GIVEN_NAMES: [&str; 12] = [
    "Anna", "Birgit", "Clara", "Dilek", "Erika", "Frieda", "Gerda", "Helga", "Ines", "Jürgen",
    "Kemal", "Lukas",
];
const PEOPLE: i64 = GIVEN_NAMES.len() as i64;
/// Parts of a visit that has several: name, minutes.
const PARTS: [(&str, u32); 4] =
    [("Farbe auftragen", 30), ("Waschen", 15), ("Schneiden", 30), ("Föhnen", 30)];
/// Minutes after the first part in which the person is free.
const PAUSE_MINUTES: u32 = 45;
const SHORT_MINUTES: u32 = 15;
/// When each person's visits begin, minutes of the day.
const COLOURS_AT: [u32; 2] = [9 * 60, 11 * 60 + 30];
const SHORT_AT: [u32; 9] = [840, 855, 870, 885, 900, 915, 930, 945, 960];
/// What stands in the day.
pub const SEGMENTS: usize = PEOPLE as usize * (COLOURS_AT.len() * PARTS.len() + SHORT_AT.len());
const TOKEN: &str = "web-bench-token";
/// Mappings of which the page shows some at a time.
pub const MAPPINGS: usize = 10_000;
/// Rows of one page of them.
pub const MAPPINGS_PAGE: usize = 50;

fn user(person: i64) -> i64 {
    8001 + person
}

/// Of the short visit; those of the parts follow.
fn event_type(person: i64) -> i64 {
    700 + person * 10
}

/// The day that is looked at: a working day that is not over.
pub fn day() -> Outcome<Date> {
    let today = OffsetDateTime::now_utc().date();
    let next = |days| today.checked_add(time::Duration::days(days));
    let mut days = (1..8).filter_map(next);
    days.find(|day| day.weekday() == Weekday::Wednesday).ok_or_else(|| "no such day".to_owned())
}

/// Cal.com's stand-in with this salon in it, answering at once.
pub fn sandbox() -> Outcome<Sandbox> {
    let options = SandboxOptions { webhooks: WebhookMode::Drop, ..Default::default() };
    let sandbox = Sandbox::start(options).map_err(|error| format!("the sandbox: {error}"))?;
    for person in 0..PEOPLE {
        let (email, name) = (format!("p{person}@salon.example"), name(person));
        sandbox.add_user(SandboxUser::new(user(person), &name, &email, &format!("p{person}")));
        let short = ("Pony".to_owned(), SHORT_MINUTES);
        let parts = PARTS.iter().map(|(part, minutes)| ((*part).to_owned(), *minutes));
        for (place, (title, minutes)) in (0..).zip(std::iter::once(short).chain(parts)) {
            let slug = format!("p{person}-{place}");
            let mut one = SandboxEventType::personal(&title, &slug, minutes, user(person));
            one.id = Some(event_type(person) + place);
            one.slot_interval_minutes = Some(SHORT_MINUTES);
            sandbox.add_event_type(one);
        }
    }
    Ok(sandbox)
}

fn name(person: i64) -> String {
    let given = usize::try_from(person).ok().and_then(|person| GIVEN_NAMES.get(person));
    format!("{} Muster", given.unwrap_or(&"Nadja"))
}

/// `appliance.toml` of this salon.
pub fn config(calcom: &str, database: &Path) -> String {
    let (mut staff, mut short, mut parts) = (String::new(), String::new(), String::new());
    for person in 0..PEOPLE {
        let name = name(person);
        write!(staff, "[[staff]]\nkey = \"p{person}\"\nname = \"{name}\"\nemails = [\"p{person}@salon.example\"]\nbranch = \"mitte\"\n").ok();
        write!(short, "{{ id = {}, staff = \"p{person}\" }}, ", event_type(person)).ok();
        for (place, key) in (1..).zip(["A", "B", "C", "D"]) {
            let id = event_type(person) + place;
            write!(parts, "{{ id = {id}, staff = \"p{person}\", segment = \"{key}\" }}, ").ok();
        }
    }
    let mut segments = String::new();
    for (place, (name, minutes)) in PARTS.iter().enumerate() {
        let pause =
            if place == 0 { format!(", pause_after = {PAUSE_MINUTES}") } else { String::new() };
        write!(segments, "{{ name = \"{name}\", minutes = {minutes}{pause} }}, ").ok();
    }
    format!(
        r#"
[company]
key = "bench"
name = "Salon Messlatte"
[server]
listen = "127.0.0.1:0"
[database]
path = {database:?}
[calcom]
base_url = "{calcom}"
api_key = "{DEMO_API_KEY}"
webhook_secrets = ["webhook-bench-secret"]
attendee_domain = "visits.example"
requests_per_minute = 0
[retell]
api_keys = ["key_bench_retell"]
[web_api]
tokens = ["{TOKEN}"]
[[branches]]
key = "mitte"
name = "Messlatte Mitte"
{staff}
[[services]]
key = "pony"
name = "Pony schneiden"
duration_minutes = {SHORT_MINUTES}
event_types = [{short}]
[[services]]
key = "farbe"
name = "Ansatzfarbe"
pause_policy = "free"
segments = [{segments}]
event_types = [{parts}]
"#
    )
}

fn customer(person: i64, number: usize) -> serde_json::Value {
    let all = COLOURS_AT.len() + SHORT_AT.len();
    let number = usize::try_from(person).unwrap_or_default() * all + number;
    json!({ "name": format!("Erika Beispiel {number}"), "phone": format!("030 23125 {number:03}") })
}

/// Fills the day through the web API.
pub fn book_all(client: &mut Client) -> Outcome<()> {
    let day = day()?;
    for person in 0..PEOPLE {
        let colours = COLOURS_AT.map(|minute| ("Ansatzfarbe", minute));
        let shorts = SHORT_AT.map(|minute| ("Pony schneiden", minute));
        for (number, (service, minute)) in colours.into_iter().chain(shorts).enumerate() {
            let start = format!("{day}T{:02}:{:02}", minute / 60, minute % 60);
            let body = json!({ "request_id": format!("bench-{person}-{minute}"), "service": service, "staff": name(person),
                "start": start, "customer": customer(person, number) });
            let headers = [("Authorization", "Bearer web-bench-token")];
            let request = bench_http::request(
                "POST",
                "/api/v2/bookings",
                &headers,
                body.to_string().as_bytes(),
            );
            let (status, answer, _) = client.ask(&request)?;
            if status != 201 {
                let answer = String::from_utf8_lossy(&answer);
                return Err(format!(
                    "a booking at {start} of {} was answered {status}: {answer}",
                    name(person)
                ));
            }
        }
    }
    Ok(())
}

/// As many mappings as years of changing accounts would leave: each host has one in force, and every
/// second one another that was switched off.
pub fn map_many(database: &Path) -> Outcome<()> {
    let made = || -> rusqlite::Result<()> {
        let connection = rusqlite::Connection::open(database)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        let many = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MAPPINGS})"
        );
        connection.execute_batch(&format!(
            "{many} INSERT INTO calcom_hosts (company_id, host_id, name, emails, first_seen_at, updated_at)
             SELECT 1, 100000 + i, 'Konto ' || i, json_array('konto' || i || '@salon.example'),
                 '2026-11-01T08:00:00Z', '2026-11-01T08:00:00Z' FROM n WHERE i % 3 > 0;
             {many} INSERT INTO calcom_host_mappings (company_id, staff_id, calcom_host_id, mapping_source,
                 confidence_score, is_active, created_at, updated_at)
             SELECT 1, (SELECT id FROM staff WHERE key = iif(i % 3 > 0, 'p0', 'p1')), 100000 + i - (i % 3 = 0),
                 'manual', 100, i % 3 > 0, '2026-11-01T08:00:00Z', '2026-11-01T08:00:00Z' FROM n;"
        ))
    };
    made().map_err(|error| format!("many mappings: {error}"))
}
