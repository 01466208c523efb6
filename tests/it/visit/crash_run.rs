//! One run with a crash: a Cal.com, a database, a program that kills itself at a commit, one that goes on, and what
//! must be so in the end.

use crate::support::at_calcom::post_at_calcom;
use crate::support::dump;
use crate::support::harness::{
    CALLER, CUT_EMMA, CUT_POOL, RETELL_KEY, agent, config_text, furnish, read,
};
use chairside::appliance::{Appliance, calcom_client};
use chairside::config::Config;
use chairside::frontdesk::system_clock;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxOptions, WebhookMode,
};
use chairside::server::serve::ServerOptions;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use time::{OffsetDateTime, Weekday};

/// How long anything may take until it is so. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// The family that asks for nothing: Cal.com tells of a booking, and no poll would find it.
pub const HINT: &str = "hint";

/// What the agent asks for.
pub struct Family {
    /// `book`, `cancel` or `move`.
    pub name: &'static str,
    /// What is cancelled or moved was booked as this event type.
    pub prepared_as: Option<i64>,
    /// The first answer of this kind is lost.
    pub loses: Option<Operation>,
}

/// On which side of the commit the program dies.
#[derive(Clone, Copy, Debug)]
pub enum Side {
    Before,
    After,
}

/// One crash.
pub struct Run<'a> {
    pub family: &'a Family,
    pub side: Side,
    pub at: u32,
    pub asks_again: bool,
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

/// Where a run happens.
pub struct Place {
    pub sandbox: Sandbox,
    dir: tempfile::TempDir,
    day: String,
    polls: bool,
}

impl Run<'_> {
    /// Whether the program lived on. Fails if anything is not as it must be, crash or not.
    pub fn survives(&self) -> bool {
        let place = Place::furnished(self.family);
        let (answer, died) = {
            let mut program = place.start(Some((self.side, self.at)));
            let answer = place.ask(&program, self.family);
            let died = place.rests_or_dies(&mut program, answer.is_some(), self);
            (answer, died)
        };
        if !died {
            assert_eq!(answer.unwrap()["status"], self.word(), "{}", self.told());
            place.judge(self, true);
            return true;
        }
        let program = place.start(None);
        let again = self.asks_again.then(|| place.ask(&program, self.family).expect("it lives"));
        place.wait_until(self, "all is at rest and agrees", |place| place.is_at_rest());
        let begun = place.count("SELECT count(*) FROM sagas") > 0;
        place.judge(self, begun || self.asks_again);
        // Neither answer, where there was one, was a lie.
        for answer in answer.iter().chain(&again) {
            let word = answer["status"].as_str().unwrap();
            assert!(word == self.word() || word == "unknown", "{} {answer}", self.told());
        }
        false
    }

    fn word(&self) -> &'static str {
        match self.family.name {
            "book" => "booked",
            "cancel" => "cancelled",
            _ => "rescheduled",
        }
    }

    fn told(&self) -> String {
        let (name, lost) = (self.family.name, self.family.loses);
        format!(
            "{name} (lost: {lost:?}), {:?} commit {}, asks again: {}",
            self.side, self.at, self.asks_again
        )
    }
}

impl Place {
    /// A Cal.com whose webhooks are held back, and a database that knows what is to be cancelled or moved.
    pub fn furnished(family: &Family) -> Place {
        let options = SandboxOptions { webhooks: WebhookMode::Hold, ..SandboxOptions::default() };
        let sandbox = Sandbox::start(options).unwrap();
        furnish(&sandbox);
        let mut day = OffsetDateTime::now_utc().date() + time::Duration::days(7);
        if day.weekday() == Weekday::Sunday {
            day = day.next_day().unwrap();
        }
        let place = Place {
            sandbox,
            dir: tempfile::tempdir().unwrap(),
            day: day.to_string(),
            polls: family.name != HINT,
        };
        if let Some(event_type) = family.prepared_as {
            let own = json!({ "chairside_ref": "r1", "chairside_segment": "A", "chairside_service": "schnitt",
                "chairside_source": "retell_phone" });
            // What is booked anew is a visit of Cal.com's own page: it has to be given a reference first.
            let metadata = if event_type == CUT_POOL { json!({}) } else { own };
            let body = json!({ "eventTypeId": event_type, "start": format!("{}T12:00:00Z", place.day),
                "metadata": metadata, "attendee": { "name": "Zoë Beispiel", "email": "zoe@example.com",
                    "timeZone": "Europe/Berlin", "phoneNumber": CALLER } });
            post_at_calcom(&place.sandbox, "/v2/bookings", &body);
        }
        let config = Config::parse(&place.config()).unwrap();
        std::fs::write(place.dir.path().join("appliance.toml"), place.config()).unwrap();
        let (calcom, options) = (calcom_client(&config).unwrap(), ServerOptions::default());
        let appliance =
            Appliance::start_with(config, calcom, system_clock(), options, false).unwrap();
        appliance.work.poll_now().unwrap();
        drop(appliance);
        if let Some(operation) = family.loses {
            place.sandbox.fault(Fault::once(FaultOn::operation(operation), FaultKind::LostAnswer));
        }
        place
    }

    /// When the booking is that is there before: noon, UTC.
    pub fn noon(&self) -> String {
        format!("{}T12:00:00Z", self.day)
    }

    fn config(&self) -> String {
        let every = if self.polls { "every_seconds = 1" } else { "every_seconds = 0" };
        let booking =
            "[booking]\nanswer_deadline_seconds = 20\nquiet_seconds = 1\ngive_up_minutes = 5";
        let database = self.dir.path().join("test.db");
        config_text(&self.sandbox.base_url(), &database, booking)
            .replace("every_seconds = 0", every)
    }

    pub fn start(&self, crash: Option<(Side, u32)>) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chairside"));
        command.arg("serve").arg("--config").arg(self.dir.path().join("appliance.toml"));
        command
            .env_remove("CHAIRSIDE_CRASH_AT_COMMIT")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if let Some((side, at)) = crash {
            let side = if matches!(side, Side::Before) { "before" } else { "after" };
            command.env("CHAIRSIDE_CRASH_AT_COMMIT", format!("{side}:{at}"));
        }
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("chairside: listening on ").map(str::to_owned);
        Program { child, url }
    }

    /// What the agent hears; None if the program died over it.
    fn ask(&self, program: &Program, family: &Family) -> Option<Value> {
        let start = |hour: u8| json!(format!("{}T{hour}:00", self.day));
        let (name, args) = match family.name {
            "book" => (
                "book_appointment",
                json!({ "service": "Haarschnitt", "staff": "Emma", "start": start(10), "customer_name": "Zoë Beispiel" }),
            ),
            "cancel" => ("cancel_appointment", json!({})),
            // Whom she asks for has an event type of her own: what was booked in the pool is booked anew there.
            _ if family.prepared_as == Some(CUT_POOL) => {
                ("reschedule_appointment", json!({ "start": start(16), "staff": "Emma" }))
            }
            _ => ("reschedule_appointment", json!({ "start": start(16) })),
        };
        let call = json!({ "call_id": "call_1", "call_type": "phone_call", "direction": "inbound", "from_number": CALLER });
        let body = json!({ "name": name, "args": args, "call": call }).to_string();
        let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let signature = chairside::retell::signature::sign(
            RETELL_KEY,
            body.as_bytes(),
            now_ms.try_into().unwrap(),
        );
        let url = format!("{}/api/retell/function", program.url.as_ref()?);
        let request = agent().post(url).header("x-retell-signature", signature);
        let answer = request.content_type("application/json").send(body).ok()?;
        let (status, answer) = read(answer);
        // A commit that the kill prevented is a failed request; only a crash can be behind it.
        (status == 200).then_some(answer)
    }

    /// Waits until the saga is at rest (false) or the program dead by its own hand (true), which it is sure to be
    /// where it did not answer.
    fn rests_or_dies(&self, program: &mut Program, answered: bool, run: &Run) -> bool {
        let mut died = None;
        self.wait_until(run, "the program rests or dies", |place| {
            died = program.child.try_wait().unwrap();
            died.is_some() || (answered && place.is_at_rest())
        });
        if let Some(status) = died {
            assert_eq!(status.signal(), Some(9), "{}", run.told());
        }
        died.is_some()
    }

    fn wait_until(&self, run: &Run, what: &str, mut is_so: impl FnMut(&Place) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so(self) {
            if Instant::now() > end {
                let (there, here) = (self.there(), self.here());
                let sagas = self.rows(
                    "SELECT kind || ' ' || state || ' ' || coalesce(last_error, '') FROM sagas",
                );
                panic!("{}: not in time: {what}; {there:?} {here:?} {sagas:?}", run.told());
            }
            std::thread::sleep(GLANCE);
        }
    }

    pub fn rows(&self, sql: &str) -> Vec<String> {
        let connection = Connection::open(self.dir.path().join("test.db")).unwrap();
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement
            .query_map([], |row| Ok(crate::support::harness::text(row.get_ref(0)?)))
            .unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.rows(sql)[0].parse().unwrap()
    }

    /// Nothing is open, and the appointments agree with Cal.com.
    fn is_at_rest(&self) -> bool {
        let open = "SELECT (SELECT count(*) FROM sagas WHERE state IN ('open', 'stuck'))
                    + (SELECT count(*) FROM inbox WHERE state = 'open')";
        self.count(open) == 0 && self.here() == self.there()
    }

    pub fn here(&self) -> Vec<String> {
        self.rows(
            "SELECT calcom_v2_booking_uid || ' ' || starts_at || ' ' || calcom_host_id FROM appointments
             WHERE status IN ('confirmed', 'pending') ORDER BY 1",
        )
    }

    pub fn there(&self) -> Vec<String> {
        let mut standing: Vec<String> = self
            .sandbox
            .bookings()
            .iter()
            .filter(|b| b.status.stands())
            .map(|b| {
                format!("{} {} {}", b.uid, chairside::store::db::stamp::seconds(b.start), b.host_id)
            })
            .collect();
        standing.sort();
        standing
    }

    /// What must be so in the end: exactly the effect that was asked for, or none at all.
    fn judge(&self, run: &Run, effect: bool) {
        let told = run.told();
        let prepared = usize::from(run.family.prepared_as.is_some());
        let (created, standing) = match run.family.name {
            "book" => (usize::from(effect), usize::from(effect)),
            "cancel" => (1, usize::from(!effect)),
            _ => (1 + usize::from(effect), 1),
        };
        let counts = self.sandbox.counts();
        assert_eq!((counts.created, counts.standing), (created, standing), "{told}");
        assert_eq!(self.here(), self.there(), "{told}");
        assert_eq!(
            self.count("SELECT count(*) FROM appointments"),
            i64::try_from(prepared.max(created.min(1))).unwrap(),
            "{told}"
        );
        if run.family.name == "book" {
            // Decided in the transaction that booked the visit: neither lost nor told twice.
            let told = self.count("SELECT count(*) FROM outbox");
            assert_eq!(told, i64::from(effect), "{}", run.told());
        }
        if run.family.name == "move" {
            let old = format!("{}T12:00:00Z", self.day);
            assert_eq!(self.there()[0].contains(&old), !effect, "{told}");
            let bookings = self.sandbox.bookings();
            let stands = bookings.iter().find(|booking| booking.status.stands()).unwrap();
            let anew = run.family.prepared_as == Some(CUT_POOL) && effect;
            let event_type = if anew { Some(CUT_EMMA) } else { run.family.prepared_as };
            assert_eq!(Some(stands.event_type_id), event_type, "{told}");
        }
        let connection = Connection::open(self.dir.path().join("test.db")).unwrap();
        dump::assert_chain_intact(&connection);
        assert_eq!(self.rows("PRAGMA integrity_check"), ["ok"], "{told}");
        assert!(self.rows("PRAGMA foreign_key_check").is_empty(), "{told}");
    }
}
