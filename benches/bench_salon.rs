//! The invented salon of the benchmarks: the same at Cal.com's stand-in and in the program's configuration.

use crate::Outcome;
use chairside::sandbox::stand_in::{
    DEMO_API_KEY, Sandbox, SandboxEventType, SandboxOptions, SandboxUser, WebhookMode, WorkingHours,
};
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, Weekday};

/// What the voice agent signs with.
pub const RETELL_KEY: &str = "key_bench_retell";
/// The only service.
pub const SERVICE: &str = "Pony schneiden";
/// What the web form of the salon's own site sends.
pub const TOKEN: &str = "web-bench-token";
/// Staff members, each with an event type of her own.
pub const STAFF: [&str; 8] = [
    "Anke Amsel",
    "Bodo Buche",
    "Carla Clemens",
    "Dilek Dorn",
    "Enno Eiche",
    "Frauke Falke",
    "Gerd Ginster",
    "Hatice Holm",
];
const FIRST_EVENT_TYPE: i64 = 601;
const FIRST_USER: i64 = 8001;
const SERVICE_MINUTES: u32 = 15;
const OPENS_HOUR: usize = 9;
const CLOSES_HOUR: usize = 18;
const STARTS_A_DAY: usize = (CLOSES_HOUR - OPENS_HOUR) * 60 / SERVICE_MINUTES as usize;
/// The first day that is booked, counted from today: nothing lies in the past.
const FIRST_DAY: usize = 2;

/// A start that nobody else has, of one staff member.
#[derive(Clone, Copy)]
pub struct Start {
    /// Index in `STAFF`.
    pub staff: usize,
    /// In the salon's wall clock.
    pub local: PrimitiveDateTime,
}

impl Start {
    /// Her event type.
    pub fn event_type(self) -> i64 {
        FIRST_EVENT_TYPE + self.staff as i64
    }
}

/// How many starts there are on one day, of all staff members together.
pub fn starts_a_day() -> usize {
    STAFF.len() * STARTS_A_DAY
}

/// The n-th start there is. Different numbers never overlap.
pub fn start(number: usize) -> Outcome<Start> {
    let in_day = starts_a_day();
    let day = i64::try_from(FIRST_DAY + number / in_day).unwrap_or(i64::MAX);
    let quarter = number % in_day / STAFF.len();
    let minutes = OPENS_HOUR * 60 + quarter * SERVICE_MINUTES as usize;
    let local = || -> Option<PrimitiveDateTime> {
        let today: Date = OffsetDateTime::now_utc().date();
        let date = today.checked_add(time::Duration::days(day))?;
        let (hour, minute) = (u8::try_from(minutes / 60).ok()?, u8::try_from(minutes % 60).ok()?);
        Some(PrimitiveDateTime::new(date, Time::from_hms(hour, minute, 0).ok()?))
    };
    let local = local().ok_or("there are no more starts to book")?;
    Ok(Start { staff: number % STAFF.len(), local })
}

/// Cal.com's stand-in with this salon in it. Each call takes `delay`.
pub fn sandbox(delay: Duration) -> Outcome<Sandbox> {
    let options = SandboxOptions { delay, webhooks: WebhookMode::Drop, ..Default::default() };
    let sandbox = Sandbox::start(options).map_err(|error| format!("the sandbox: {error}"))?;
    let hours = WorkingHours {
        weekdays: (0..7).map(|day| Weekday::Monday.nth_next(day)).collect(),
        from_minute: (OPENS_HOUR * 60) as u16,
        until_minute: (CLOSES_HOUR * 60) as u16,
    };
    for ((name, user), event_type) in STAFF.iter().zip(FIRST_USER..).zip(FIRST_EVENT_TYPE..) {
        let (email, username) = (email(name), format!("user{user}"));
        let mut person = SandboxUser::new(user, name, &email, &username);
        person.working_hours = vec![hours.clone()];
        sandbox.add_user(person);
        let slug = format!("pony-{user}");
        let mut bookable = SandboxEventType::personal(SERVICE, &slug, SERVICE_MINUTES, user);
        bookable.id = Some(event_type);
        sandbox.add_event_type(bookable);
    }
    Ok(sandbox)
}

/// Each staff member: name, e-mail address, event type.
pub fn people() -> impl Iterator<Item = (&'static str, String, i64)> {
    STAFF.iter().zip(FIRST_EVENT_TYPE..).map(|(name, event_type)| (*name, email(name), event_type))
}

fn email(name: &str) -> String {
    let first = name.split(' ').next().unwrap_or(name);
    format!("{}@salon.example", first.to_lowercase())
}

/// `appliance.toml`: everything as it is by default, but for our own brake towards Cal.com.
pub fn config(calcom: &str, database: &Path) -> String {
    let mut text = format!(
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
api_keys = ["{RETELL_KEY}"]
[web_api]
tokens = ["{TOKEN}"]
[[branches]]
key = "mitte"
name = "Messlatte Mitte"
"#
    );
    let mut event_types = String::new();
    for (number, (name, event_type)) in STAFF.iter().zip(FIRST_EVENT_TYPE..).enumerate() {
        let email = email(name);
        write!(
            text,
            "[[staff]]\nkey = \"s{number}\"\nname = \"{name}\"\nemails = [\"{email}\"]\nbranch = \"mitte\"\n"
        )
        .ok();
        write!(event_types, "{{ id = {event_type}, staff = \"s{number}\" }}, ").ok();
    }
    write!(
        text,
        "[[services]]\nkey = \"pony\"\nname = \"{SERVICE}\"\nduration_minutes = {SERVICE_MINUTES}\nevent_types = [{event_types}]\n"
    )
    .ok();
    text
}
