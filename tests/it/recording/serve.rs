//! Recording in a real `serve`: a disk that is full, a folder that is none, a writer that hangs, a killed program, and
//! commands beside it.

use crate::recording::replay::{Replayed, replay};
use crate::support::at_calcom::post_at_calcom;
use crate::support::harness::{CALLER, CUT_EMMA, RETELL_KEY, agent, config_text, furnish, read};
use crate::support::program;
use crate::visit::crash_run::Program;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation, Sandbox, SandboxOptions};
use serde_json::{Value, json};
use std::fs;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How long anything may take until it is so. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

struct Place {
    sandbox: Sandbox,
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let sandbox = Sandbox::start(SandboxOptions::default()).unwrap();
        furnish(&sandbox);
        Place { sandbox, dir: tempfile::tempdir().unwrap() }
    }

    fn recordings(&self) -> PathBuf {
        self.dir.path().join("recordings")
    }

    fn config(&self, record: &Path) -> PathBuf {
        self.config_with(&format!("[record]\ndir = {record:?}\n"))
    }

    fn config_with(&self, section: &str) -> PathBuf {
        let text = config_text(&self.sandbox.base_url(), &self.dir.path().join("test.db"), section);
        let path = self.dir.path().join("appliance.toml");
        fs::write(&path, text).unwrap();
        path
    }

    /// The recordings, line by line.
    fn recorded(&self) -> String {
        let files = fs::read_dir(self.recordings()).unwrap().map(|file| file.unwrap().path());
        files.map(|file| fs::read_to_string(file).unwrap()).collect()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap()
    }

    fn serve(&self, record: &Path) -> Program {
        self.serve_by(&self.config(record))
    }

    fn serve_by(&self, config: &Path) -> Program {
        let log =
            File::options().create(true).append(true).open(self.dir.path().join("log")).unwrap();
        let mut child = program::command(config, &["serve"])
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("chairside: listening on ").map(str::to_owned);
        Program { child, url }
    }

    /// Today's file; a test that meets midnight looks at the wrong one and fails.
    fn today(&self) -> PathBuf {
        let zone = chairside::domain::calendar::zone::Zone::parse("Europe/Berlin").unwrap();
        let (day, _) = zone.local(OffsetDateTime::now_utc());
        self.recordings().join(format!("{day}.jsonl"))
    }

    fn count(&self, sql: &str) -> i64 {
        let connection = rusqlite::Connection::open(self.dir.path().join("test.db")).unwrap();
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn wait_until(&self, what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < PATIENCE, "{what}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn ask(program: &Program, call_id: &str, name: &str, args: Value) -> Option<Value> {
    let call = json!({ "call_id": call_id, "call_type": "phone_call", "from_number": CALLER });
    let body = json!({ "name": name, "args": args, "call": call }).to_string();
    let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    let signature =
        chairside::retell::signature::sign(RETELL_KEY, body.as_bytes(), now_ms.try_into().unwrap());
    let url = format!("{}/api/retell/function", program.url.as_ref().unwrap());
    let sent = agent()
        .post(url)
        .header("x-retell-signature", &signature)
        .content_type("application/json")
        .send(body);
    sent.ok().map(|response| read(response).1)
}

/// Next week on Tuesday, at this hour.
fn start(hour: u8) -> String {
    let mut day = OffsetDateTime::now_utc().date() + time::Duration::days(7);
    while day.weekday() != time::Weekday::Tuesday {
        day = day.next_day().unwrap();
    }
    format!("{day}T{hour:02}:00")
}

fn book(program: &Program, call_id: &str, hour: u8) -> Option<Value> {
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "start": start(hour),
        "customer_name": "Zoë Beispiel" });
    ask(program, call_id, "book_appointment", args)
}

/// SIGTERM, and the end of it.
fn stop(mut program: Program) {
    let id = program.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    program.child.wait().unwrap();
}

fn appointments(run: &Replayed) -> Vec<(Value, Value, Value)> {
    let rows = run.json()["appointments"].as_array().unwrap().clone();
    rows.into_iter()
        .map(|one| (one["status"].clone(), one["staff"].clone(), one["assignment_state"].clone()))
        .collect()
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_and_the_salon_goes_on() {
    let place = Place::new();
    let file = place.dir.path().join("file");
    fs::write(&file, b"").unwrap();
    let program = place.serve(&file.join("recordings"));
    assert_eq!(book(&program, "call_1", 10).unwrap()["status"], "booked");
    stop(program);
    let log = place.log();
    assert!(log.contains("ERROR"), "{log}");
    assert!(log.contains("recording: cannot write"), "{log}");
    assert_eq!(log.matches("recording: cannot write").count(), 1, "told once: {log}");
}

#[test]
fn a_full_disk_is_told_and_when_there_is_room_again_it_goes_on_with_the_gap_told() {
    let place = Place::new();
    fs::create_dir(place.recordings()).unwrap();
    symlink("/dev/full", place.today()).unwrap();
    let program = place.serve(&place.recordings());
    assert_eq!(book(&program, "call_1", 10).unwrap()["status"], "booked");
    place.wait_until("the full disk is told", || place.log().contains("recording: cannot write"));
    fs::remove_file(place.today()).unwrap();
    place.wait_until("it goes on", || {
        ask(&program, "call_2", "list_appointments", json!({})).unwrap();
        place.log().contains("recording: it goes on")
    });
    let off = ask(&program, "call_3", "cancel_appointment", json!({})).unwrap();
    assert_eq!(off["status"], "cancelled", "{off}");
    stop(program);
    let run = replay(&place.recordings(), &["--json"]);
    assert!(run.stderr.contains("lines could not be recorded"), "{}", run.stderr);
    // What had been booked meanwhile stood when it went on, so its cancellation is known.
    let nobody = (json!("cancelled"), json!("Emma Vogel"), json!("matched"));
    assert_eq!(appointments(&run), [nobody], "{}", run.stderr);
}

#[test]
fn a_writer_that_hangs_holds_nobody_up() {
    let place = Place::new();
    fs::create_dir(place.recordings()).unwrap();
    // A pipe that nobody reads takes some pages and no more.
    assert!(Command::new("mkfifo").arg(place.today()).status().unwrap().success());
    // With its customers a line is as long as what came in.
    let section = format!("[record]\ndir = {:?}\npersonal = true\n", place.recordings());
    let program = place.serve_by(&place.config_with(&section));
    let url = format!("{}/api/retell/webhook", program.url.as_ref().unwrap());
    let body = json!({ "event": "call_ended", "call": { "call_id": "call_1", "note": "x".repeat(1_500_000) } });
    let body = body.to_string();
    for _ in 0..40 {
        let now_ms = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let signature = chairside::retell::signature::sign(
            RETELL_KEY,
            body.as_bytes(),
            now_ms.try_into().unwrap(),
        );
        let request = agent().post(&url).header("x-retell-signature", &signature);
        let (status, answer) = read(request.content_type("application/json").send(&body).unwrap());
        assert_eq!(status, 204, "{answer}");
    }
    assert_eq!(book(&program, "call_2", 10).unwrap()["status"], "booked");
    place.wait_until("the loss is told", || place.log().contains("lines are lost"));
    assert_eq!(place.count("SELECT count(*) FROM inbox WHERE event = 'call_ended'"), 40);
}

#[test]
fn a_program_that_is_killed_while_cal_com_answers_leaves_a_recording_that_ends_the_same() {
    let place = Place::new();
    let slow = FaultKind::DelayAfter(Duration::from_secs(3));
    place.sandbox.fault(Fault::once(FaultOn::operation(Operation::Book), slow));
    let mut program = place.serve(&place.recordings());
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| {
            let url = program.url.clone();
            let asking = Program { child: Command::new("true").spawn().unwrap(), url };
            book(&asking, "call_1", 10)
        });
        place.wait_until("it is booked at Cal.com", || place.sandbox.bookings().len() == 1);
        let id = program.child.id().to_string();
        assert!(Command::new("kill").args(["-KILL", &id]).status().unwrap().success());
        asked.join().unwrap();
    });
    program.child.wait().unwrap();
    let program = place.serve(&place.recordings());
    place.wait_until("the booking is settled", || {
        place.count("SELECT count(*) FROM appointments WHERE assignment_state = 'matched'") == 1
    });
    let off = ask(&program, "call_2", "cancel_appointment", json!({})).unwrap();
    assert_eq!(off["status"], "cancelled", "{off}");
    stop(program);
    let run = replay(&place.recordings(), &["--json"]);
    let off = (json!("cancelled"), json!("Emma Vogel"), json!("matched"));
    assert_eq!(appointments(&run), [off], "{}", run.stderr);
    let again = replay(&place.recordings(), &["--json"]);
    assert_eq!((run.stdout, run.stderr), (again.stdout, again.stderr));
}

#[test]
fn corrections_and_a_backfill_beside_it_are_in_the_recording() {
    let place = Place::new();
    let config = place.config(&place.recordings());
    let program = place.serve(&place.recordings());
    assert_eq!(book(&program, "call_1", 10).unwrap()["status"], "booked");
    // Booked and recorded without its host, as the predecessor did.
    let body = json!({ "eventTypeId": CUT_EMMA, "start": format!("{}:00Z", start(12)), "attendee":
        { "name": "Ada Anders", "email": "ada@example.com", "timeZone": "Europe/Berlin" } });
    let uid =
        post_at_calcom(&place.sandbox, "/v2/bookings", &body)["uid"].as_str().unwrap().to_owned();
    let correct =
        ["mappings", "set", "7001", "--staff", "Jürgen Weiß", "--by", "Nadine", "--reason", "hers"];
    let said = program::run(&config, &correct);
    assert_eq!(said.code, Some(0), "{said:?}");
    let hint = json!({ "triggerEvent": "BOOKING_CREATED", "createdAt":
        OffsetDateTime::now_utc().format(&Rfc3339).unwrap(), "payload": { "uid": uid } });
    let hint = hint.to_string();
    let signature = chairside::calcom::signature::sign(
        crate::support::harness::WEBHOOK_SECRET,
        hint.as_bytes(),
    );
    let url = format!("{}/api/calcom/webhook", program.url.as_ref().unwrap());
    let request = agent().post(url).header("x-cal-signature-256", &signature);
    assert_eq!(read(request.content_type("application/json").send(&hint).unwrap()).0, 204);
    place.wait_until("the hint is worked off", || {
        place.count("SELECT count(*) FROM appointments") == 2
            && place.count("SELECT count(*) FROM inbox WHERE state = 'open'") == 0
    });
    let said = program::run(&config, &["backfill", "--from", "calcom", "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    stop(program);
    let run = replay(&place.recordings(), &["--json"]);
    let hers = (json!("confirmed"), json!("Jürgen Weiß"), json!("matched"));
    assert_eq!(appointments(&run), [hers.clone(), hers], "{}\n{}", run.stderr, place.log());
    assert_eq!(run.stderr, "", "{}", place.recorded());
}
