//! What resolving a known host, and recording a booking of it, cost in a small database and in one a thousand times as large.
//!
//! `cargo bench --bench resolve` fills two databases with one statement per table, records new bookings in both in
//! turns, and prints the medians, their ratio, and whether it stays within 1.2; then how long `audit verify` takes.
//! `-- 50000` fills the large one with so many appointments only, for a quick look.

// A benchmark ends at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod resolve_audit;

use chairside::domain::calendar::zone::Zone;
use chairside::domain::host::identity::{Host, HostSighting};
use chairside::domain::host::kinds::AssignmentState;
use chairside::domain::ids::{BranchId, CompanyId, HostId};
use chairside::domain::language::Language;
use chairside::domain::visit::booking::{Attendee, BookingFacts, BookingStatus, Source, meta};
use chairside::frontdesk;
use chairside::frontdesk::door::record;
use chairside::frontdesk::door::rules::{Rules, Seen};
use chairside::store::Store;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use time::macros::datetime;

/// Appointments and host mappings of the two databases.
const SMALL: Size = Size::of(1_000);
const LARGE: Size = Size::of(1_000_000);
/// Bookings recorded in each, after those that warm it up.
const ROUNDS: usize = 2_000;
const WARM_UP: usize = 300;
/// So many hosts are asked for again and again: all there are of them in the small one.
const HOSTS_AGAIN: i64 = 10;
/// What the large one may cost of the small one.
const RATIO_MAX: f64 = 1.2;
const HOST_FIRST: i64 = 1_000_000;
const EVENT_TYPE: i64 = 501;
const NOW: OffsetDateTime = datetime!(2026-11-23 08:00 UTC);

#[derive(Clone, Copy)]
struct Size {
    appointments: i64,
    mappings: i64,
}

impl Size {
    const fn of(appointments: i64) -> Size {
        Size { appointments, mappings: appointments / 100 }
    }

    fn staff(self) -> i64 {
        self.mappings / 5
    }

    fn customers(self) -> i64 {
        self.appointments / 10
    }
}

/// A database, and what one booking took in it.
struct Salon {
    size: Size,
    store: Store,
    /// From what was seen of a host to the decision: rejections, mapping, staff member.
    resolve: Vec<Duration>,
    /// The same, for so few hosts that what is read of them lies in the processor's caches.
    again: Vec<Duration>,
    /// Inside the write: the door alone.
    door: Vec<Duration>,
    /// With the way to the writer and the commit on disk.
    whole: Vec<Duration>,
}

impl Salon {
    /// One of the known hosts, another one each round.
    fn host_of(&self, round: usize) -> Host {
        self.host(step(round))
    }

    /// One of ten known hosts, who lie as far from each other as they can.
    fn host_of_ten(&self, round: usize) -> Host {
        let number = i64::try_from(round).unwrap() % HOSTS_AGAIN;
        self.host(number * self.size.mappings / HOSTS_AGAIN)
    }

    fn host(&self, number: i64) -> Host {
        let host = HOST_FIRST + number % self.size.mappings;
        Host {
            id: HostId(host),
            name: Some(format!("Host {host}")),
            emails: vec![format!("h{host}@salon.example")],
            username: Some(format!("h{host}")),
            time_zone: Some("Europe/Berlin".into()),
        }
    }
}

/// Jumps over everything there is, so that no page is asked for twice in a row.
fn step(round: usize) -> i64 {
    i64::try_from(round).unwrap() * 7_919
}

fn rules() -> Rules {
    Rules {
        company: CompanyId(1),
        matching_enabled: true,
        threshold: 75,
        country_code: "+49".into(),
        attendee_domain: "visits.example".into(),
        language: Language::De,
        zone: Zone::parse("Europe/Berlin").unwrap(),
        telling: None,
        free_times: Default::default(),
    }
}

fn main() -> ExitCode {
    let asked = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let large = asked.map_or(LARGE, Size::of);
    let folder = tempfile::tempdir().unwrap();
    let mut salons = [("small", SMALL), ("large", large)].map(|(name, size)| {
        let path = folder.path().join(format!("{name}.db"));
        let begun = Instant::now();
        drop(Store::open(&path).unwrap());
        fill(&path, size);
        let bytes = std::fs::metadata(&path).unwrap().len();
        eprintln!("{name}: {} MB in {:.0?}", bytes / 1_000_000, begun.elapsed());
        Salon {
            size,
            store: Store::open(&path).unwrap(),
            resolve: vec![],
            again: vec![],
            door: vec![],
            whole: vec![],
        }
    });
    // In turns, so that a busy moment of the machine meets both.
    for round in 0..WARM_UP + ROUNDS {
        for salon in &mut salons {
            let took = resolve_one(salon, salon.host_of(round));
            let again = resolve_one(salon, salon.host_of_ten(round));
            if round >= WARM_UP {
                salon.resolve.push(took);
                salon.again.push(again);
            }
        }
    }
    for round in 0..WARM_UP + ROUNDS {
        for salon in &mut salons {
            record_one(salon, round);
        }
    }
    println!("A booking of a known host, resolved and recorded, median of {ROUNDS}:\n");
    println!(
        "| | {} appointments, {} mappings | {} appointments, {} mappings | ratio | at most {RATIO_MAX} |",
        SMALL.appointments, SMALL.mappings, large.appointments, large.mappings
    );
    println!("|---|---|---|---|---|");
    let [small, great] = &mut salons;
    // A host is resolved once its decision is kept, so the mark is on the whole; its parts are told beside it.
    let whole = row("until the decision is on disk", &mut small.whole, &mut great.whole);
    let is_reached = whole <= RATIO_MAX;
    println!("{} |", if is_reached { "yes" } else { "**no**" });
    row("of it inside the transaction", &mut small.door, &mut great.door);
    println!("|");
    row("of it who the host is", &mut small.resolve, &mut great.resolve);
    println!("|");
    row("the same for ten hosts in turn", &mut small.again, &mut great.again);
    println!("|");
    let trail = resolve_audit::measure(folder.path(), NOW);
    if is_reached && trail { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Begins a line of the table, and gives the ratio.
fn row(what: &str, small: &mut [Duration], large: &mut [Duration]) -> f64 {
    let (small, large) = (resolve_audit::median(small), resolve_audit::median(large));
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    print!("| {what} | {small:.1?} | {large:.1?} | {ratio:.2} | ");
    ratio
}

/// Who some known host is, as the door asks it, and how long that took.
fn resolve_one(salon: &Salon, host: Host) -> Duration {
    let sighting = HostSighting::Seen { host, source: "post:data.hosts".into() };
    let took = salon.store.write(move |tx| {
        let begun = Instant::now();
        let decision = frontdesk::door::resolve::judge(tx, &rules(), &sighting, Some(BranchId(1)))?;
        let took = begun.elapsed();
        assert_eq!(decision.state, AssignmentState::Matched);
        Ok(took)
    });
    took.unwrap()
}

/// A new booking of some known host for some known customer, as the phone makes it.
fn record_one(salon: &mut Salon, round: usize) {
    let n = step(round);
    let start = NOW + time::Duration::minutes(15 * (n % 30_000));
    let uid = format!("{:022x}", uuid::Uuid::new_v4().as_u128() >> 40);
    let facts = BookingFacts {
        uid: uid.clone(),
        status: BookingStatus::Accepted,
        start,
        end: start + time::Duration::minutes(45),
        event_type_id: Some(EVENT_TYPE),
        updated_at: Some(NOW),
        host: HostSighting::Seen { host: salon.host_of(round), source: "post:data.hosts".into() },
        attendee: Some(Attendee {
            name: "Zoë Beispiel".into(),
            email: Some(format!("visit+{uid}@visits.example")),
            phone: Some(format!("+4930{}", 10_000_000 + n % salon.size.customers())),
        }),
        addresses: Vec::new(),
        metadata: BTreeMap::from([
            (meta::REF.to_owned(), uuid::Uuid::now_v7().simple().to_string()),
            (meta::SEGMENT.to_owned(), "A".to_owned()),
            (meta::SERVICE.to_owned(), "schnitt".to_owned()),
            (meta::SOURCE.to_owned(), "retell_phone".to_owned()),
        ]),
        rescheduled_from: None,
        rescheduled_to: None,
        is_read: true,
        is_absent: None,
    };
    let seen = Seen::of(facts, Source::CalcomWebhook);
    let begun = Instant::now();
    let door = salon.store.write(move |tx| {
        let begun = Instant::now();
        let recorded = record::record(tx, &rules(), &seen, NOW)?;
        assert!(recorded.changed);
        Ok(begun.elapsed())
    });
    let (door, whole) = (door.unwrap(), begun.elapsed());
    if round >= WARM_UP {
        salon.door.push(door);
        salon.whole.push(whole);
    }
}

/// Everything a grown salon has, with uids in no order, as Cal.com makes them.
#[allow(clippy::too_many_lines, reason = "one bulk statement a table, in their order")]
fn fill(path: &Path, size: Size) {
    let connection = Connection::open(path).unwrap();
    for (pragma, value) in [("synchronous", 0), ("cache_size", -800_000), ("temp_store", 2)] {
        connection.pragma_update(None, pragma, value).unwrap();
    }
    let (appointments, mappings) = (size.appointments, size.mappings);
    let (staff, customers) = (size.staff(), size.customers());
    let n = |most: i64| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {most})"
        )
    };
    let decision = r#"'{"candidates":[{"name":"Host"}],"threshold":75}'"#;
    let at = "'2026-11-23T08:00:00Z'";
    // Ours grow with the time.
    let reference =
        "lower(printf('%012x7', 1600000000000 + i) || substr(hex(randomblob(10)), 1, 19))";
    let statements = [
        "BEGIN IMMEDIATE".to_owned(),
        format!("INSERT INTO companies VALUES (1, 'bench', 'Salon', 'Europe/Berlin', {at})"),
        format!("INSERT INTO branches VALUES (1, 1, 'mitte', 'Mitte', {at})"),
        format!(
            "INSERT INTO services (id, company_id, key, name, duration_minutes, created_at, updated_at)
             VALUES (1, 1, 'schnitt', 'Schnitt', 45, {at}, {at})"
        ),
        format!(
            "INSERT INTO calcom_event_map (company_id, branch_id, service_id, event_type_id, created_at, updated_at)
             VALUES (1, 1, 1, {EVENT_TYPE}, {at}, {at})"
        ),
        format!(
            "{} INSERT INTO staff (id, company_id, branch_id, key, name, created_at, updated_at)
             SELECT printf('%036d', i), 1, 1, 's' || i, 'Staff ' || i, {at}, {at} FROM n",
            n(staff)
        ),
        format!(
            "{} INSERT INTO staff_emails SELECT 1, 'h' || ({HOST_FIRST} + i) || '@salon.example',
                 printf('%036d', i % {staff}) FROM n",
            n(mappings)
        ),
        format!(
            "{} INSERT INTO calcom_host_mappings (company_id, staff_id, calcom_host_id, calcom_name, calcom_email,
                 mapping_source, confidence_score, created_at, updated_at)
             SELECT 1, printf('%036d', i % {staff}), {HOST_FIRST} + i, 'Host ' || i, 'h' || i || '@salon.example',
                 'auto_email', 95, {at}, {at} FROM n",
            n(mappings)
        ),
        format!(
            "{} INSERT INTO calcom_hosts (company_id, host_id, name, emails, first_seen_at, updated_at)
             SELECT 1, {HOST_FIRST} + i, 'Host ' || i, '[\"h' || i || '@salon.example\"]', {at}, {at} FROM n",
            n(mappings)
        ),
        format!(
            "{} INSERT INTO customers (company_id, phone, name, created_at, updated_at)
             SELECT 1, '+4930' || (10000000 + i), 'Kundin ' || i, {at}, {at} FROM n",
            n(customers)
        ),
        format!(
            "{} INSERT INTO appointments (company_id, branch_id, customer_id, service_id, staff_id,
                 calcom_v2_booking_uid, calcom_host_id, status, source, starts_at, ends_at, assignment_state, visit_ref,
                 metadata, created_at, updated_at)
             SELECT 1, 1, 1 + i % {customers}, 1, printf('%036d', i % {mappings} % {staff}),
                 lower(hex(randomblob(11))), {HOST_FIRST} + i % {mappings}, 'confirmed', 'retell_phone',
                 strftime('%Y-%m-%dT%H:%M:%SZ', 1600000000 + i * 900 / ({mappings} / 10), 'unixepoch'),
                 strftime('%Y-%m-%dT%H:%M:%SZ', 1600002700 + i * 900 / ({mappings} / 10), 'unixepoch'),
                 'matched', {reference}, '{{\"attendee_name\":\"Kundin\"}}', {at}, {at} FROM n",
            n(appointments)
        ),
        format!(
            "INSERT INTO appointment_segments (appointment_id, segment_key, position, booking_uid, booking_status,
                 staff_id, calcom_host_id, event_type_id, starts_at, ends_at, assignment_state, rule,
                 host_source)
             SELECT id, 'A', 1, calcom_v2_booking_uid, 'accepted', staff_id, calcom_host_id, {EVENT_TYPE}, starts_at,
                 ends_at, 'matched', 'email', 'post:data.hosts' FROM appointments"
        ),
        format!(
            "INSERT INTO decisions (company_id, segment_id, appointment_id, host_id, state, staff_id, rule, confidence,
                 details, host_source, decided_by, decided_at)
             SELECT 1, id, appointment_id, calcom_host_id, 'matched', staff_id, 'email', 95, {decision}, host_source,
                 'system', {at} FROM appointment_segments"
        ),
        "INSERT INTO calcom_bookings (id, uid, segment_id, status, event_type_id, starts_at, ends_at, changed_at, host,
             host_source)
         SELECT 1048576 * id, booking_uid, id, 'accepted', event_type_id, starts_at, ends_at, starts_at,
             json_object('id', calcom_host_id, 'name', 'Host', 'emails', json_array('h@salon.example'), 'username',
                 'h', 'time_zone', 'Europe/Berlin'), host_source FROM appointment_segments"
            .to_owned(),
        "COMMIT".to_owned(),
    ];
    for sql in statements {
        connection.execute(&sql, []).unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
    let count = "SELECT count(*) FROM calcom_bookings";
    let made: i64 = connection.query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(made, appointments);
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    // What was filled in shall not be on its way to the disk while others are timed.
    std::fs::File::open(path).and_then(|file| file.sync_all()).unwrap();
}
