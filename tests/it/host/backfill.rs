//! The backfill: sums that add up, repeats that change nothing, faults and a rate limit waited out, kills survived.

use crate::host::backfill_world as world;
use crate::host::backfill_world::HOST_STRANGER;
use crate::support::harness::{
    HOST_EMMA, HOST_JUERGEN, START, Setup, TestApp, TestClock, config_text, furnish,
};
use crate::support::program;
use chairside::appliance::calcom_client_at;
use chairside::config::Config;
use chairside::frontdesk::Desk;
use chairside::sandbox::stand_in::{
    Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxOptions, WebhookMode,
};
use chairside::store::Store;
use chairside::work::backfill;
use chairside::work::backfill::{Ended, From, Options, Summary};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

fn options(from: From) -> Options {
    let patience = Duration::from_secs(10);
    Options { from, dry_run: false, limit: None, since: None, patience }
}

/// Runs with pauses that put the clock forward instead of waiting.
fn run(desk: &Desk, clock: &TestClock, options: &Options) -> Ended {
    let pause = |pause: Duration| clock.forward(pause.try_into().unwrap());
    let mut heard = Vec::new();
    let mut progress = |summary: &Summary, count: u64| heard.push((summary.total, count));
    let ended = backfill::run(desk, options, &mut progress, &pause).unwrap();
    let sum = ended.summary;
    assert_eq!(sum.updated + sum.no_match + sum.api_errors + sum.failed, sum.total, "{sum:?}");
    let steps: Vec<u64> = heard.iter().map(|(done, _)| *done).collect();
    assert_eq!(steps, (0..=sum.total).collect::<Vec<_>>(), "progress is told step by step");
    ended
}

fn summary(updated: u64, no_match: u64, api_errors: u64) -> Summary {
    let total = updated + no_match + api_errors;
    Summary { updated, no_match, api_errors, failed: 0, total }
}

/// A desk on a database of its own, with a Cal.com that limits requests by the test's clock.
struct World {
    clock: TestClock,
    sandbox: Sandbox,
    desk: Desk,
    folder: tempfile::TempDir,
}

impl World {
    fn with(rate_limit_per_minute: Option<u32>) -> World {
        let clock = TestClock::at(START);
        let sandbox = Sandbox::start(SandboxOptions {
            clock: clock.clock(),
            rate_limit_per_minute,
            webhooks: WebhookMode::Drop,
            ..SandboxOptions::default()
        })
        .unwrap();
        furnish(&sandbox);
        world::furnish(&sandbox);
        let folder = tempfile::tempdir().unwrap();
        let text = config_text(&sandbox.base_url(), &folder.path().join("test.db"), "");
        let config = Config::parse(&text).unwrap();
        let calcom = calcom_client_at(&config, clock.clock()).unwrap();
        let store = Arc::new(Store::open(&config.database.path).unwrap());
        let desk = Desk::serve(Arc::new(config), store, calcom, clock.clock()).unwrap();
        World { clock, sandbox, desk, folder }
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.folder.path().join("test.db"), sql)
    }

    /// Questions about single bookings since so many requests.
    fn asked(&self, since: usize) -> usize {
        let requests = self.sandbox.requests();
        let of_one = requests.iter().skip(since).filter(|request| {
            request.method == "GET" && request.target.starts_with("/v2/bookings/")
        });
        of_one.count()
    }

    /// Refusals for asking too often since so many requests.
    fn limited(&self, since: usize) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().skip(since).filter(|request| request.status == 429).count()
    }
}

fn rows(database: &Path, sql: &str) -> Vec<String> {
    let connection = rusqlite::Connection::open(database).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_thousand_with_faults_and_a_rate_limit_end_by_themselves_and_add_up() {
    let world = World::with(Some(120));
    // Of 980 bookings at Cal.com 49 are a stranger's; 20 more are not there any more.
    let host = |n: usize| match n % 20 {
        3 => HOST_STRANGER,
        n if n % 3 == 0 => HOST_JUERGEN,
        _ => HOST_EMMA,
    };
    let hosts: Vec<i64> = (0..980).map(host).collect();
    let mut booked = world::book(world.desk.calcom.as_ref(), &world.clock, &hosts);
    let mut repeats = 0;
    for (n, facts) in booked.iter().enumerate().filter(|(n, _)| n % 20 == 7) {
        // 5 % answer with 500: once, twice, or (five of them) whenever they are asked.
        let on = FaultOn::operation(Operation::GetBooking).containing(&facts.uid);
        let times = if n % 200 == 7 { None } else { Some(1 + u32::try_from(n % 3 / 2).unwrap()) };
        repeats += times.unwrap_or(5);
        world.sandbox.fault(Fault { on, what: FaultKind::Error500Before, times });
    }
    let gone: Vec<_> = (0..20).map(|n| world::gone(&booked[n * 40], n)).collect();
    for (n, facts) in gone.into_iter().enumerate() {
        booked.insert(n * 50, facts);
    }
    world::record(&world.desk, booked);
    let made = world.sandbox.requests().len();
    let began = world.clock.now();

    let ended = run(&world.desk, &world.clock, &options(From::Auto));
    assert_eq!((ended.summary, ended.stopped), (summary(926, 49, 25), None));
    // Cal.com says when its allowance is used up: nobody is refused for asking too often.
    assert_eq!(world.limited(made), 0);
    let minutes = (world.clock.now() - began).whole_minutes();
    assert!(minutes >= 7, "the limit was waited for: {minutes} minutes");
    let answered = world.asked(made);
    assert_eq!(answered, 1000 + usize::try_from(repeats).unwrap(), "nobody is asked needlessly");
    let states = "SELECT assignment_state || ' ' || count(*) FROM appointments
        GROUP BY assignment_state ORDER BY 1";
    assert_eq!(world.rows(states), ["matched 926", "no_candidate 49", "not_evaluated 25"]);
    let sources =
        "SELECT DISTINCT host_source FROM appointment_segments WHERE host_source IS NOT NULL";
    assert_eq!(world.rows(sources), ["get:data.hosts"]);

    let made = world.sandbox.requests().len();
    let again = run(&world.desk, &world.clock, &options(From::Auto)).summary;
    assert_eq!(again, summary(0, 49, 25), "nothing is updated twice");
    let answered = world.asked(made);
    assert_eq!(answered, 20 + 5 * 6, "a known host is not asked for again");

    world.sandbox.clear_faults();
    let healed = run(&world.desk, &world.clock, &options(From::Auto)).summary;
    assert_eq!(healed, summary(5, 49, 20));
    assert_eq!(run(&world.desk, &world.clock, &options(From::Auto)).summary, summary(0, 49, 20));
}

/// Every table that a backfill writes, without times and what follows from them.
fn state(database: &Path) -> Vec<String> {
    let tables = [
        "SELECT 'appointment ' || json_array(id, company_id, branch_id, customer_id, service_id, staff_id,
             preferred_staff_id, calcom_v2_booking_uid, calcom_host_id, status, source, starts_at, ends_at,
             assignment_state, visit_ref, metadata) FROM appointments ORDER BY id",
        "SELECT 'segment ' || json_array(id, appointment_id, segment_key, position, booking_uid, booking_status,
             staff_id, calcom_host_id, event_type_id, starts_at, ends_at, assignment_state, rule,
             host_source) FROM appointment_segments ORDER BY id",
        "SELECT 'booking ' || json_array(uid, segment_id, status, event_type_id, starts_at, ends_at, changed_at,
             rescheduled_from, rescheduled_to, host, host_source) FROM calcom_bookings ORDER BY uid",
        "SELECT 'mapping ' || json_array(id, staff_id, calcom_host_id, calcom_name, calcom_email, mapping_source,
             confidence_score, is_active, metadata) FROM calcom_host_mappings ORDER BY id",
        "SELECT 'audit ' || json_array(seq, mapping_id, action, old_values, new_values, changed_by, reason)
             FROM calcom_host_mapping_audits ORDER BY seq",
        "SELECT 'decision ' || json_array(id, segment_id, host_id, state, staff_id, rule, confidence, details,
             host_source, decided_by, reason) FROM decisions ORDER BY id",
        "SELECT 'host ' || json_array(host_id, name, emails, username, time_zone, is_listed) FROM calcom_hosts",
        "SELECT 'customer ' || json_array(id, phone, name) FROM customers ORDER BY id",
        "SELECT 'message ' || json_array(id, channel, event, subject, state) FROM inbox ORDER BY id",
    ];
    tables.iter().flat_map(|sql| rows(database, sql)).collect()
}

#[test]
fn killed_in_the_middle_and_started_again_it_ends_as_if_it_had_not_been() {
    const COUNT: usize = 150;
    const KILLED_AT: u32 = 60;
    let world = World::with(None);
    let hosts: Vec<i64> = (0..COUNT)
        .map(|n| if n % 9 == 0 { HOST_STRANGER } else { HOST_EMMA + i64::from(n % 2 == 0) })
        .collect();
    let mut booked = world::book(world.desk.calcom.as_ref(), &world.clock, &hosts);
    booked.insert(30, world::gone(&booked[0], 1));
    booked.insert(90, world::gone(&booked[0], 2));
    world::record(&world.desk, booked);
    let copy = |name: &str| -> (PathBuf, PathBuf) {
        let folder = world.folder.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        let database = folder.join("test.db");
        let connection = rusqlite::Connection::open(world.folder.path().join("test.db")).unwrap();
        connection.execute("VACUUM INTO ?1", [database.to_str().unwrap()]).unwrap();
        (program::write_config(&folder, &world.sandbox, &database, ""), database)
    };
    let (whole, whole_database) = copy("whole");
    let (killed, killed_database) = copy("killed");
    assert_eq!(state(&whole_database), state(&killed_database));

    let said = program::run(&whole, &["backfill", "--json"]);
    assert_eq!(said.code, Some(1), "two are not there: {said:?}");
    let lines: Vec<&str> = said.err.lines().collect();
    assert_eq!(lines.len(), 2, "no progress bar where no terminal is: {lines:?}");
    assert!(
        lines.iter().all(|line| line.contains("goneGone") && line.contains("404")),
        "{lines:?}"
    );
    let told = said.json();
    let wanted = json!({ "updated": 133, "no_match": 17, "api_errors": 2, "failed": 0, "total": 152,
        "dry_run": false, "stopped": null });
    assert_eq!(told, wanted);

    let on = FaultOn::operation(Operation::GetBooking).nth(KILLED_AT);
    world.sandbox.fault(Fault::once(on, FaultKind::HoldBefore));
    let mut command = program::command(&killed, &["backfill"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    assert!(world.sandbox.wait_for_held(1, Duration::from_secs(60)), "it asks {KILLED_AT} times");
    // `Child::kill` sends SIGKILL to this process alone.
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().code(), None, "ended by the signal");
    world.sandbox.release();
    world.sandbox.clear_faults();
    let known = "SELECT CAST(count(*) AS TEXT) FROM appointments WHERE calcom_host_id IS NOT NULL";
    // One of the questions before was about a booking that is not there.
    assert_eq!(rows(&killed_database, known), [(KILLED_AT - 2).to_string()]);

    let said = program::run(&killed, &["backfill"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    // Of the 58 with a host 7 are the stranger's: 51 want nothing any more.
    assert!(said.out.ends_with(" 0 failed, 101 total\n"), "{said:?}");
    assert_eq!(state(&killed_database), state(&whole_database));
    let before = state(&killed_database);
    let said = program::run(&killed, &["backfill", "--json"]);
    assert_eq!(said.json()["updated"], 0, "{said:?}");
    assert_eq!(state(&killed_database), before);
}

#[test]
fn the_eight_of_november_are_filled_in() {
    // One person, known to Cal.com twice: with the salon's address and with a private one.
    const HOSTS: [i64; 2] = [1_420_209, 1_414_768];
    let change =
        |config: &mut Config| config.staff[0].emails.push("emma.privat@example.com".into());
    let app = TestApp::start_with(&Setup { change, ..Setup::default() });
    let emails = ["emma@salon.example", "emma.privat@example.com"];
    let mut booked = Vec::new();
    for (n, (host, email)) in HOSTS.into_iter().zip(emails).enumerate() {
        app.sandbox.add_user(chairside::sandbox::stand_in::SandboxUser::new(
            host,
            "Emma V.",
            email,
            &format!("emma{n}"),
        ));
        let slug = format!("kurz-{n}");
        let kind =
            chairside::sandbox::stand_in::SandboxEventType::personal("Kurz", &slug, 30, host);
        let id = app.sandbox.add_event_type(kind);
        booked.extend(world::book_days(app.appliance.desk.calcom.as_ref(), id, 4));
    }
    world::record(&app.appliance.desk, booked);
    let without =
        "SELECT count(*) FROM appointments WHERE staff_id IS NULL AND calcom_host_id IS NULL";
    assert_eq!(app.count(without), 8);
    let ended = run(&app.appliance.desk, &app.clock, &options(From::Auto));
    assert_eq!(ended.summary, summary(8, 0, 0));
    let sql = "SELECT s.key || ' ' || a.calcom_host_id || ' ' || count(*) FROM appointments a
               JOIN staff s ON s.id = a.staff_id GROUP BY a.calcom_host_id ORDER BY a.calcom_host_id";
    assert_eq!(app.rows(sql), ["emma 1414768 4", "emma 1420209 4"]);
    assert_eq!(app.count("SELECT count(*) FROM calcom_host_mappings WHERE is_active = 1"), 2);
    assert_eq!(run(&app.appliance.desk, &app.clock, &options(From::Auto)).summary.total, 0);
}
