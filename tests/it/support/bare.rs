//! The desk and its work alone, with a Cal.com made of two lists: no server, no network, many of them in a test.

use crate::support::harness::{TestClock, config_text};
use crate::support::program;
use crate::support::program::Said;
use chairside::calcom::{
    BookingFilter, BookingPage, Calcom, CallError, CallResult, MemberPage, Members, NewBooking,
    Refusal, Reservation, Slot,
};
use chairside::config::Config;
use chairside::domain::host::identity::{Host, HostSighting};
use chairside::domain::ids::{HostId, MappingId, StaffId};
use chairside::domain::visit::booking::{BookingFacts, BookingStatus, Source};
use chairside::frontdesk::Desk;
use chairside::frontdesk::door::rules::{Recorded, Seen};
use chairside::frontdesk::door::{look, record};
use chairside::frontdesk::host::sync;
use chairside::store::Store;
use chairside::store::host::mapping;
use chairside::store::service::salon_keys::staff_uuid;
use chairside::work::Work;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// A second branch with a person of its own, put before the usual salon.
pub const NORD: &str = "[[branches]]\nkey = \"nord\"\nname = \"Probe Nord\"\n\
    [[staff]]\nkey = \"otto\"\nname = \"Otto Nord\"\nemails = [\"otto@salon.example\"]\nbranch = \"nord\"\n";

/// Why somebody who left cannot be chosen.
pub const PAULA_LEFT: &str = "Paula Ehemals is not active; make the staff member active first (active = true in \
    appliance.toml, or staff import), or choose another";

/// What Cal.com knows.
#[derive(Default)]
pub struct Lists {
    pub bookings: Mutex<Vec<BookingFacts>>,
    pub members: Mutex<Vec<Host>>,
}

pub struct Bare {
    pub desk: Arc<Desk>,
    pub work: Arc<Work>,
    pub lists: Arc<Lists>,
    pub clock: TestClock,
    pub dir: tempfile::TempDir,
}

impl Bare {
    pub fn open(extra: &str) -> Bare {
        let dir = tempfile::tempdir().unwrap();
        let clock = TestClock::at(crate::support::harness::START);
        let text = config_text("http://127.0.0.1:9", &dir.path().join("test.db"), extra);
        std::fs::write(dir.path().join("appliance.toml"), &text).unwrap();
        let mut config = Config::parse(&text).unwrap();
        config.calcom.team_ids = vec![90];
        let lists = Arc::new(Lists::default());
        let store = Arc::new(Store::open(&config.database.path).unwrap());
        let desk = Desk::serve(Arc::new(config), store, lists.clone(), clock.clock()).unwrap();
        let desk = Arc::new(desk);
        Bare { work: Work::new(desk.clone()), desk, lists, clock, dir }
    }

    pub fn database(&self) -> PathBuf {
        self.dir.path().join("test.db")
    }

    /// Time goes on by a minute, as it does between two things that people do.
    pub fn later(&self) -> OffsetDateTime {
        self.clock.forward(time::Duration::MINUTE);
        self.clock.now()
    }

    /// A booking of a host comes in as the answer to our own POST.
    pub fn book(&self, uid: &str, host: &Host, event_type_id: Option<i64>) -> Recorded {
        let facts = facts(uid, host, event_type_id, self.later());
        self.lists.bookings.lock().unwrap().push(facts.clone());
        look::record_seen(&self.desk, Seen::of(facts, Source::RetellPhone)).unwrap()
    }

    /// Somebody changes a booking at Cal.com: another host, another time of change.
    pub fn rehost(&self, uid: &str, host: &Host) {
        let now = self.later();
        let mut bookings = self.lists.bookings.lock().unwrap();
        let one = bookings.iter_mut().find(|one| one.uid == uid).unwrap();
        one.host = seen(host);
        one.updated_at = Some(now);
    }

    /// A webhook says that a booking changed; it is fetched and recorded.
    pub fn webhook(&self, uid: &str) {
        let (uid, now) = (uid.to_owned(), self.later());
        self.desk.store.write(move |tx| record::ask_to_look(tx, &uid, now)).unwrap();
        assert_eq!(self.work.tick().messages, 1);
    }

    pub fn sync(&self) {
        self.later();
        // An empty list is a fault of Cal.com's: nobody has vanished, and nothing is written.
        let empty = self.lists.members.lock().unwrap().is_empty();
        let outcome = sync::hosts(&self.desk, false, Duration::from_secs(5));
        assert_eq!(outcome.is_err(), empty, "{outcome:?}");
    }

    /// The mapping in force, and who it names by key.
    pub fn active(&self, host: HostId) -> Option<(MappingId, String)> {
        let company = self.desk.salon.company;
        let found = self.desk.store.read(|connection| mapping::active(connection, company, host));
        found.unwrap().map(|found| (found.id, key_of(&found.staff)))
    }

    /// The first column of a query, as text, read as a stranger would.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let connection = Connection::open(self.database()).unwrap();
        let mut statement = connection.prepare(sql).unwrap();
        let read = |row: &rusqlite::Row| row.get::<_, Option<String>>(0);
        let rows = statement.query_map([], read).unwrap();
        rows.map(|row| row.unwrap().unwrap_or_else(|| "NULL".into())).collect()
    }

    /// Everything that a correction may change, as text: equal before and after one that was refused.
    pub fn everything(&self) -> Vec<String> {
        let tables = [
            "appointments",
            "appointment_segments",
            "calcom_host_mappings",
            "calcom_host_mapping_audits",
            "decisions",
            "suggestion_verdicts",
            "audit_head",
        ];
        let connection = Connection::open(self.database()).unwrap();
        let mut all = Vec::new();
        for table in tables {
            let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let cells: Vec<String> = (0..columns)
                    .map(|place| format!("{:?}", row.get_ref(place).unwrap()))
                    .collect();
                all.push(format!("{table}: {}", cells.join(" | ")));
            }
        }
        all
    }

    /// Runs the program on this database: exit code, standard output, standard error.
    pub fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let config = self.dir.path().join("appliance.toml");
        let (command, rest) = arguments.split_first().unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_chairside"))
            .arg(command)
            .arg("--config")
            .arg(config)
            .args(rest)
            .output()
            .unwrap();
        let said = program::said(output);
        (said.code.unwrap_or(-1), said.out, said.err)
    }

    /// The same with `--json`; must succeed.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let mut all = vec![arguments[0], "--json"];
        all.extend(&arguments[1..]);
        let (code, out, err) = self.run(&all);
        assert_eq!(code, 0, "{arguments:?}: {out}{err}");
        Said { code: Some(code), out, err, code_told: None, database: None }.json()
    }
}

pub fn staff(key: &str) -> StaffId {
    StaffId(staff_uuid("probe", key))
}

pub fn key_of(id: &StaffId) -> String {
    let keys = ["emma", "juergen", "paula", "otto", "erika", "anna", "annette"];
    let found = keys.into_iter().find(|key| staff(key) == *id);
    found.map_or_else(|| id.0.clone(), str::to_owned)
}

pub fn host(id: i64, name: &str, email: &str) -> Host {
    Host {
        id: HostId(id),
        name: Some(name.into()),
        emails: vec![email.into()],
        username: None,
        time_zone: Some("Europe/Berlin".into()),
    }
}

fn seen(host: &Host) -> HostSighting {
    HostSighting::Seen { host: host.clone(), source: "get:data.hosts".into() }
}

pub fn facts(
    uid: &str,
    host: &Host,
    event_type_id: Option<i64>,
    updated_at: OffsetDateTime,
) -> BookingFacts {
    // Each booking at an hour of its own, so that nothing overlaps.
    let hours = uid.bytes().fold(0_i64, |sum, byte| sum * 3 + i64::from(byte)) % 2000;
    let start = crate::support::harness::START + time::Duration::hours(24 + hours);
    BookingFacts {
        uid: uid.into(),
        status: BookingStatus::Accepted,
        start,
        end: start + time::Duration::minutes(45),
        event_type_id,
        updated_at: Some(updated_at),
        host: seen(host),
        attendee: None,
        addresses: Vec::new(),
        metadata: BTreeMap::new(),
        rescheduled_from: None,
        rescheduled_to: None,
        is_read: true,
        is_absent: None,
    }
}

fn not_here<T>() -> CallResult<T> {
    Err(CallError::Unknown("this Cal.com only has lists".into()))
}

impl Calcom for Lists {
    fn book(&self, _: &NewBooking, _: Instant) -> CallResult<BookingFacts> {
        not_here()
    }

    fn booking(&self, uid: &str, _: Instant) -> CallResult<BookingFacts> {
        let found = self.bookings.lock().unwrap().iter().find(|one| one.uid == uid).cloned();
        found.ok_or_else(|| {
            let message = "there is no such booking".into();
            CallError::Refused(Refusal { status: 404, code: "NotFoundException".into(), message })
        })
    }

    fn bookings(&self, filter: &BookingFilter, _: Instant) -> CallResult<BookingPage> {
        let mut bookings = self.bookings.lock().unwrap().clone();
        bookings.retain(|one| one.updated_at > filter.after_updated_at);
        bookings.sort_by_key(|one| one.updated_at);
        let bookings = bookings.into_iter().skip(filter.skip as usize).take(filter.take as usize);
        Ok(BookingPage { bookings: bookings.collect(), unreadable: vec![], has_more: false })
    }

    fn cancel(&self, _: &str, _: &str, _: Instant) -> CallResult<BookingFacts> {
        not_here()
    }

    fn reschedule(
        &self,
        _: &str,
        _: OffsetDateTime,
        _: &str,
        _: Instant,
    ) -> CallResult<BookingFacts> {
        not_here()
    }

    fn slots(
        &self,
        _: i64,
        _: OffsetDateTime,
        _: OffsetDateTime,
        _: Instant,
    ) -> CallResult<Vec<Slot>> {
        not_here()
    }

    fn reserve(&self, _: i64, _: OffsetDateTime, _: u32, _: Instant) -> CallResult<Reservation> {
        not_here()
    }

    fn members(&self, _: Members, take: u32, skip: u32, _: Instant) -> CallResult<MemberPage> {
        let all = self.members.lock().unwrap();
        let hosts: Vec<Host> =
            all.iter().skip(skip as usize).take(take as usize).cloned().collect();
        Ok(MemberPage { entries: hosts.len(), hosts, unreadable: 0 })
    }
}
