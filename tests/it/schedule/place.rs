//! Where a schedule happens: a Cal.com of its own, a small database, and programs that are started on both.

use crate::schedule::plan::{Deed, Ending, Family, HOLD, Kill, Policy, Schedule, Side};
use crate::support::harness::{
    CALLER, COLOUR_EMMA, HOST_EMMA, HOST_JUERGEN, RETELL_KEY, WEB_TOKEN, WEBHOOK_SECRET, agent,
    read,
};
use chairside::appliance::{Appliance, calcom_client};
use chairside::config::Config;
use chairside::frontdesk::system_clock;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxBooking, SandboxEventType,
    SandboxOptions, SandboxUser, WebhookMode,
};
use chairside::server::serve::ServerOptions;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use time::{Duration, OffsetDateTime, PrimitiveDateTime, Time, Weekday};

/// The segments of the longest visit: name, minutes, and the pause after it. A visit of n segments has the first n.
const SEGMENTS: [(&str, u32, u32); 4] =
    [("Auftragen", 30, 45), ("Waschen", 15, 0), ("Schneiden", 30, 0), ("Fönen", 30, 0)];
/// The event type of segment A; those of B, C and D follow.
const FIRST_EVENT_TYPE: i64 = COLOUR_EMMA;
/// When the visit begins that stands before it is cancelled or moved, and how far each family moves it.
const OLD_START_HOUR: u8 = 10;
const AWAY_MINUTES: i64 = 210;
/// By how much a visit of 1, 2, 3 and 4 segments is moved so that each part is free for its person, and yet some part
/// touches an old one of the other's.
const NEAR_MINUTES: [i64; 4] = [15, 75, 30, 30];
/// What is held in the first pause.
const HELD_PAUSE: (&str, u32, u32) = ("Einwirkzeit", 45, 0);
const DATABASE: &str = "test.db";

/// A database that was written down once and is copied for each schedule, with what stands at Cal.com then.
struct Template {
    database: Vec<u8>,
    standing: Vec<SandboxBooking>,
}

/// A program of its own process, ended by its number.
pub struct Program {
    pub child: Child,
    /// None if it died before it listened.
    pub url: Option<String>,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().unwrap();
    }
}

/// Where a schedule happens.
pub struct Place {
    pub sandbox: Sandbox,
    pub dir: tempfile::TempDir,
}

impl Place {
    /// A Cal.com whose webhooks are lost, and a database that knows what is to be cancelled or moved.
    pub fn furnished(schedule: &Schedule) -> Place {
        Place::furnished_with(schedule, webhooks_lost())
    }

    /// The same with another kind of Cal.com.
    pub fn furnished_with(schedule: &Schedule, options: SandboxOptions) -> Place {
        let template = template(schedule);
        let place = Place::empty(schedule, options);
        std::fs::write(place.dir.path().join(DATABASE), &template.database).unwrap();
        // The same seed and the same order give the same uids as in the template's Cal.com.
        for booking in &template.standing {
            book_again(&place.sandbox, booking);
        }
        let uids = |all: &[SandboxBooking]| all.iter().map(|b| b.uid.clone()).collect::<Vec<_>>();
        assert_eq!(uids(&place.sandbox.bookings()), uids(&template.standing));
        set_faults(&place.sandbox, schedule);
        place
    }

    fn empty(schedule: &Schedule, options: SandboxOptions) -> Place {
        let sandbox = Sandbox::start(options).unwrap();
        sandbox.add_user(SandboxUser::new(HOST_EMMA, "Emma Vogel", "emma@salon.example", "emma"));
        sandbox.add_user(SandboxUser::new(HOST_JUERGEN, "Jürgen Weiß", "jw@salon.example", "jw"));
        for (place, (name, minutes, _)) in SEGMENTS.into_iter().chain([HELD_PAUSE]).enumerate() {
            let number = event_type(place);
            let slug = format!("farbe-{number}");
            let host = if is_of_juergen(schedule, place) { HOST_JUERGEN } else { HOST_EMMA };
            sandbox.add_event_type(SandboxEventType {
                id: Some(number),
                slot_interval_minutes: Some(15),
                ..SandboxEventType::personal(name, &slug, minutes, host)
            });
        }
        let dir = tempfile::tempdir().unwrap();
        let config = config_text(&sandbox.base_url(), &dir.path().join(DATABASE), schedule);
        std::fs::write(dir.path().join("appliance.toml"), config).unwrap();
        Place { sandbox, dir }
    }

    pub fn database(&self) -> std::path::PathBuf {
        self.dir.path().join(DATABASE)
    }

    pub fn start(&self, kill: Option<Kill>) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chairside"));
        command.arg("serve").arg("--config").arg(self.dir.path().join("appliance.toml"));
        command
            .env_remove("CHAIRSIDE_CRASH_AT_COMMIT")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if let Some((side, at)) = kill {
            let side = if side == Side::Before { "before" } else { "after" };
            command.env("CHAIRSIDE_CRASH_AT_COMMIT", format!("{side}:{at}"));
        }
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("chairside: listening on ").map(str::to_owned);
        Program { child, url }
    }
}

/// What the agent hears; None if the program died over it.
pub fn ask(program: &Program, schedule: &Schedule) -> Option<Value> {
    ask_at(program.url.as_ref()?, schedule)
}

/// The same of a program that listens there.
pub fn ask_at(url: &str, schedule: &Schedule) -> Option<Value> {
    let family = schedule.family;
    let start = json!(local(new_start(schedule, 0)));
    let (name, args) = match family {
        Family::Book | Family::BookHeld | Family::BookFlexible => (
            "book_appointment",
            json!({ "service": "Farbe", "staff": "Emma", "start": start, "customer_name": "Zoë Beispiel" }),
        ),
        Family::Cancel => ("cancel_appointment", json!({})),
        Family::MoveAway | Family::MoveNear => {
            ("reschedule_appointment", json!({ "start": start }))
        }
    };
    let call = json!({ "call_id": format!("call_{family:?}"), "call_type": "phone_call",
        "direction": "inbound", "from_number": CALLER });
    let body = json!({ "name": name, "args": args, "call": call }).to_string();
    let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    let signature =
        chairside::retell::signature::sign(RETELL_KEY, body.as_bytes(), now_ms.try_into().unwrap());
    let request = agent().post(format!("{url}/api/retell/function"));
    let request = request.header("x-retell-signature", signature).content_type("application/json");
    let (status, answer) = read(request.send(body).ok()?);
    // A commit that the kill prevented is a failed request; only a crash can be behind it.
    (status == 200).then_some(answer)
}

/// When a segment of the visit that stood before begins, UTC.
pub fn old_start(segment: usize) -> OffsetDateTime {
    static DAY: OnceLock<OffsetDateTime> = OnceLock::new();
    let first = *DAY.get_or_init(|| {
        let mut day = OffsetDateTime::now_utc().date() + Duration::days(7);
        // Three days clear of the week's end, and the clocks are not put on or back in between.
        while day.weekday() != Weekday::Wednesday {
            day = day.next_day().unwrap();
        }
        PrimitiveDateTime::new(day, Time::from_hms(OLD_START_HOUR, 0, 0).unwrap()).assume_utc()
    });
    if segment == HOLD {
        return old_start(1) - Duration::minutes(HELD_PAUSE.1.into());
    }
    let before = SEGMENTS[..segment].iter().map(|(_, minutes, pause)| minutes + pause);
    first + Duration::minutes(before.sum::<u32>().into())
}

/// When it begins where the family puts it, UTC.
pub fn new_start(schedule: &Schedule, segment: usize) -> OffsetDateTime {
    let by = match schedule.family {
        Family::Book | Family::BookHeld | Family::BookFlexible | Family::Cancel => 0,
        Family::MoveAway => AWAY_MINUTES,
        Family::MoveNear => NEAR_MINUTES[schedule.segments - 1],
    };
    old_start(segment) + Duration::minutes(by)
}

/// As the agent says it.
fn local(start: OffsetDateTime) -> String {
    let zone = chairside::domain::calendar::zone::Zone::parse("Europe/Berlin").unwrap();
    let (date, time) = zone.local(start);
    format!("{date}T{:02}:{:02}", time.hour(), time.minute())
}

pub fn event_type(segment: usize) -> i64 {
    FIRST_EVENT_TYPE + i64::try_from(segment).unwrap()
}

/// Whether two people do the visit in turns. Only then can its new times touch its old ones: what is taken by the
/// visit itself is not free at Cal.com either.
fn is_shared(schedule: &Schedule) -> bool {
    schedule.family == Family::MoveNear
}

fn is_of_juergen(schedule: &Schedule, segment: usize) -> bool {
    is_shared(schedule) && segment % 2 == 1
}

fn set_faults(sandbox: &Sandbox, schedule: &Schedule) {
    let steps = schedule.family.steps(schedule.segments);
    for bad in &schedule.bad {
        let step = steps[bad.step];
        let number = event_type(step.segment);
        let at = |start: OffsetDateTime| {
            format!("{number}@{}", chairside::store::db::stamp::seconds(start))
        };
        let (old, new) = (old_start(step.segment), new_start(schedule, step.segment));
        let (operation, containing) = match (step.deed, bad.undo) {
            (Deed::Book, false) => (Operation::Book, format!("\"eventTypeId\":{number},")),
            (Deed::Book, true) => (Operation::Cancel, at(new)),
            (Deed::Cancel, _) => (Operation::Cancel, at(old)),
            (Deed::Move, false) => (Operation::Reschedule, at(old)),
            (Deed::Move, true) => (Operation::Reschedule, at(new)),
        };
        let on = FaultOn::operation(operation).containing(&containing);
        sandbox.fault(match bad.ending {
            Ending::Refused => Fault::always(on, FaultKind::SlotTaken),
            Ending::UnknownAndHappened => Fault::once(on, FaultKind::LostAnswer),
            Ending::UnknownAndNot => Fault::once(on, FaultKind::NeverArrives),
        });
    }
}

/// Made once for each kind of visit: laid down by the program itself, in this process.
fn template(schedule: &Schedule) -> Arc<Template> {
    type Key = (Family, usize, Policy);
    static MADE: Mutex<Option<HashMap<Key, Arc<Template>>>> = Mutex::new(None);
    let mut made = MADE.lock().unwrap();
    let made = made.get_or_insert_default();
    let fresh = || Arc::new(make_template(schedule));
    made.entry((schedule.family, schedule.segments, schedule.policy)).or_insert_with(fresh).clone()
}

fn make_template(schedule: &Schedule) -> Template {
    let booked = !schedule.family.books();
    let place = Place::empty(schedule, webhooks_lost());
    let text = std::fs::read_to_string(place.dir.path().join("appliance.toml")).unwrap();
    let config = Config::parse(&text).unwrap();
    let (calcom, options) = (calcom_client(&config).unwrap(), ServerOptions::default());
    let appliance = Appliance::start_with(config, calcom, system_clock(), options, false).unwrap();
    appliance.work.poll_now().unwrap();
    if booked {
        let url = format!("http://{}", appliance.addr().unwrap());
        let answer = ask_at(&url, &Schedule::of(Family::Book, schedule.segments)).unwrap();
        assert_eq!(answer["status"], "booked", "{answer}");
    }
    drop(appliance);
    // All of it is in the one file that is copied.
    let connection = rusqlite::Connection::open(place.database()).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    let standing = place.sandbox.bookings();
    let bookings = schedule.segments + usize::from(schedule.policy != Policy::Free);
    assert_eq!(standing.len(), if booked { bookings } else { 0 });
    Template { database: std::fs::read(place.database()).unwrap(), standing }
}

fn webhooks_lost() -> SandboxOptions {
    SandboxOptions { webhooks: WebhookMode::Drop, ..SandboxOptions::default() }
}

fn book_again(sandbox: &Sandbox, booking: &SandboxBooking) {
    let body = json!({
        "eventTypeId": booking.event_type_id, "start": chairside::store::db::stamp::seconds(booking.start),
        "metadata": booking.metadata,
        "attendee": { "name": booking.attendee_name, "email": booking.attendee_email,
            "timeZone": "Europe/Berlin", "language": "de", "phoneNumber": booking.attendee_phone },
    });
    crate::support::at_calcom::post_at_calcom(sandbox, "/v2/bookings", &body);
}

fn config_text(base_url: &str, database: &Path, schedule: &Schedule) -> String {
    let every = u8::from(schedule.polls);
    let of_visit = &SEGMENTS[..schedule.segments];
    let (mut segments, mut event_types) = (String::new(), String::new());
    for (place, (name, minutes, pause)) in of_visit.iter().enumerate() {
        let pause = if place + 1 < of_visit.len() { *pause } else { 0 };
        let juergen = is_of_juergen(schedule, place);
        let (staff, performer) = if juergen { ("juergen", "any") } else { ("emma", "same") };
        segments += &format!(
            "  {{ name = \"{name}\", minutes = {minutes}, pause_after = {pause}, performer = \"{performer}\" }},\n"
        );
        let (number, letter) = (event_type(place), char::from(b'A' + u8::try_from(place).unwrap()));
        event_types +=
            &format!("  {{ id = {number}, staff = \"{staff}\", segment = \"{letter}\" }},\n");
    }
    let policy = format!("{:?}", schedule.policy).to_lowercase();
    if schedule.policy != Policy::Free {
        let number = event_type(HOLD);
        event_types += &format!("  {{ id = {number}, staff = \"emma\", segment = \"A+\" }},\n");
    }
    let composed = match of_visit {
        [(_, minutes, _)] => format!("duration_minutes = {minutes}"),
        _ => format!("pause_policy = \"{policy}\"\nsegments = [\n{segments}]"),
    };
    format!(
        r#"
[company]
key = "probe"
name = "Salon Probe"
[server]
listen = "127.0.0.1:0"
[database]
path = {database:?}
[calcom]
base_url = "{base_url}"
api_key = "cal_sandbox_demo"
webhook_secrets = ["{WEBHOOK_SECRET}"]
attendee_domain = "visits.example"
requests_per_minute = 0
[retell]
api_keys = ["{RETELL_KEY}"]
[web_api]
tokens = ["{WEB_TOKEN}"]
[booking]
answer_deadline_seconds = 20
quiet_seconds = 1
give_up_minutes = 5
[poll]
every_seconds = {every}
[[branches]]
key = "mitte"
name = "Probe Mitte"
[[staff]]
key = "emma"
name = "Emma Vogel"
emails = ["emma@salon.example"]
branch = "mitte"
[[staff]]
key = "juergen"
name = "Jürgen Weiß"
emails = ["jw@salon.example"]
branch = "mitte"
[[services]]
key = "farbe"
name = "Farbe"
{composed}
event_types = [
{event_types}]
"#
    )
}
