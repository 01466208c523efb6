//! What is sent, read by programs that others wrote: Debian's python3-aiosmtpd takes it over TLS, Python's parser reads the
//! mail, python3-icalendar its calendar objects.

use crate::message::world;
use crate::message::world::{MOBILE, book_by_mail, cancel, move_to};
use crate::support::certificate;
use crate::support::harness::{Setup, TestApp, TestClock, WEB_TOKEN, sandbox};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use time::macros::datetime;

/// Debian's own, which has Debian's packages.
const PYTHON: &str = "/usr/bin/python3";

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/message").join(name)
}

/// The mails or objects, read and applied to one calendar in this order.
fn read(files: &[impl AsRef<std::ffi::OsStr>]) -> Vec<Value> {
    let read = Command::new(PYTHON).arg(script("read_mail.py")).args(files).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    serde_json::from_slice(&read.stdout).unwrap()
}

/// The mails in the folder, in the order of their making.
fn mails(app: &TestApp) -> Vec<PathBuf> {
    let names =
        app.rows("SELECT id FROM outbox WHERE channel = 'mail' AND state = 'sent' ORDER BY rowid");
    names.iter().map(|id| app.dir.path().join("messages").join(format!("{id}.eml"))).collect()
}

fn deliver(app: &TestApp) {
    assert_eq!(app.appliance.work.deliver(), 1);
}

#[test]
fn one_event_that_is_entered_moved_and_taken_out() {
    let app = world::start();
    book_by_mail(&app, "r1", "10:00");
    deliver(&app);
    move_to(&app, "call_2", MOBILE, "2026-12-02T11:00");
    deliver(&app);
    cancel(&app, "call_3", MOBILE);
    deliver(&app);
    let read = read(&mails(&app));
    let column = |name: &str| read.iter().map(|mail| mail[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("method"), ["REQUEST", "REQUEST", "CANCEL"]);
    assert_eq!(column("sequence"), [0, 1, 2]);
    assert_eq!(column("status"), ["CONFIRMED", "CONFIRMED", "CANCELLED"]);
    assert!(read.iter().all(|mail| mail["uid"] == read[0]["uid"]));
    let uid = read[0]["uid"].as_str().unwrap();
    let starts: Vec<&Value> = read.iter().map(|mail| &mail["calendar"][uid]["start"]).collect();
    assert_eq!(
        starts,
        [&json!("2026-12-01T10:00:00+01:00"), &json!("2026-12-02T11:00:00+01:00"), &Value::Null]
    );
    for mail in &read {
        assert_eq!(
            mail["kinds"],
            json!([
                "multipart/mixed",
                "multipart/alternative",
                "text/plain",
                "text/html",
                "text/calendar",
                "application/ics"
            ])
        );
        assert_eq!(mail["to"], "Zoë Beispiel <zoe@kundin.example>");
        assert_eq!(mail["attendee"], "mailto:zoe@kundin.example");
    }
    assert_eq!(
        read[1]["subject"],
        "Ihr Termin ist verschoben: Mittwoch, 2. Dezember 2026, 11:00 Uhr"
    );
    assert!(
        read[1]["text"].as_str().unwrap().contains("Bisher: Dienstag, 1. Dezember 2026, 10:00 Uhr")
    );
}

/// What is compared byte by byte elsewhere, as others read it: a visit that begins before the clock is put forward and ends
/// after it, moved to a day in summer time, and called off.
#[test]
fn the_golden_objects_are_one_event_over_the_change_of_the_clock() {
    for (tongue, pause) in [
        ("german", "30 Min. Einwirkzeit, Sie bleiben im Salon"),
        ("english", "30 min. for it to take effect, you stay in the salon"),
    ] {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/messages").join(tongue);
        let files = ["confirmed.ics", "moved.ics", "cancelled.ics"].map(|name| golden.join(name));
        let read = read(&files);
        let uid = read[0]["uid"].as_str().unwrap();
        assert!(read.iter().all(|one| one["uid"] == uid));
        let told: Vec<(&Value, &Value, &Value)> =
            read.iter().map(|one| (&one["method"], &one["sequence"], &one["start"])).collect();
        assert_eq!(
            told,
            [
                (&json!("REQUEST"), &json!(0), &json!("2027-03-28T01:30:00+01:00")),
                (&json!("REQUEST"), &json!(1), &json!("2027-03-30T02:30:00+02:00")),
                (&json!("CANCEL"), &json!(2), &json!("2027-03-30T02:30:00+02:00")),
            ]
        );
        assert_eq!(read[0]["end"], "2027-03-28T04:45:00+02:00", "135 minutes after its start");
        assert!(read[0]["description"].as_str().unwrap().contains(pause), "{tongue}");
        assert_eq!(read[0]["summary"], "Ansatzfärbung, Waschen; Föhnen, Salon Schöner");
        let standing: Vec<&Value> = read.iter().map(|one| &one["calendar"][uid]["start"]).collect();
        assert_eq!(
            standing,
            [
                &json!("2027-03-28T01:30:00+01:00"),
                &json!("2027-03-30T02:30:00+02:00"),
                &Value::Null
            ]
        );
        assert_eq!(read[2]["calendar"], json!({}), "gone");
    }
}

#[test]
fn a_visit_over_the_change_to_summer_time_is_at_its_hour() {
    // The clock is put forward on 28 March 2027: a visit is moved from the day before to the day after.
    let clock = TestClock::at(datetime!(2027-03-22 08:00 UTC));
    let sandbox = sandbox(&clock);
    let app = TestApp::start_at(&Setup::default(), clock, sandbox);
    let body = json!({ "request_id": "r1", "service": "Ansatzfärbung", "staff": "Emma",
        "start": "2027-03-27T10:00",
        "customer": { "name": "Jürgen Ünlü", "email": "zoe@kundin.example", "phone": MOBILE } });
    let token = format!("Bearer {WEB_TOKEN}");
    let (status, answer) =
        app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("authorization", &token)]);
    assert_eq!(status, 201, "{answer}");
    deliver(&app);
    move_to(&app, "call_2", MOBILE, "2027-03-30T10:00");
    deliver(&app);
    let read = read(&mails(&app));
    assert_eq!(read[0]["start"], "2027-03-27T10:00:00+01:00");
    assert_eq!(read[1]["start"], "2027-03-30T10:00:00+02:00");
    assert_eq!(read[1]["end"], "2027-03-30T12:30:00+02:00");
    let steps = read[1]["description"].as_str().unwrap();
    let lines = [
        "10:00 bis 10:30 Uhr: Farbe auftragen (Emma Vogel)",
        "10:30 bis 11:15 Uhr: 45 Min. Einwirkzeit, Sie bleiben im Salon",
        "11:15 bis 11:30 Uhr: Waschen (Emma Vogel)",
        "11:30 bis 12:00 Uhr: Schneiden (Emma Vogel)",
        "12:00 bis 12:30 Uhr: Föhnen (Emma Vogel)",
    ];
    assert_eq!(steps, lines.join("\n"));
}

#[test]
fn whatever_a_name_holds_the_mail_is_one_mail() {
    let long = "ü".repeat(90);
    for name in
        ["Zoë \"Zozo\" O'Neil & Söhne", long.as_str(), "李小龙 \u{1f600}", "Anna, Bcc: x; \\n END"]
    {
        let app = world::start();
        let customer = json!({ "name": name, "email": "zoe@kündin.example" });
        let (status, answer) = world::on_the_web(&app, "r1", &customer, "10:00");
        assert_eq!(status, 201, "{answer}");
        deliver(&app);
        let read = read(&mails(&app));
        assert_eq!(read.len(), 1);
        assert_eq!(read[0]["attendee"], "mailto:zoe@xn--kndin-kva.example");
        assert!(!read[0]["headers"].as_array().unwrap().contains(&json!("bcc")), "{name}");
        assert_eq!(read[0]["attendee_name"], name.replace('"', "'"));
        assert!(read[0]["text"].as_str().unwrap().contains(name), "{name}");
    }
    // What is no name is none: it is said, and nothing is booked.
    let app = world::start();
    for name in ["A\r\nBcc: x@x.example", &"a".repeat(300)] {
        let customer = json!({ "name": name, "email": "zoe@kundin.example" });
        assert_eq!(world::on_the_web(&app, "r1", &customer, "10:00").0, 400);
    }
}

/// A process of the tests, ended by its number.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().unwrap();
    }
}

#[test]
fn a_mail_server_that_others_wrote_takes_it_over_tls() {
    for security in ["tls", "starttls"] {
        let dir = tempfile::tempdir().unwrap();
        let certificate = certificate::make(dir.path(), "localhost");
        let mut server = Command::new(PYTHON)
            .arg(script("real_server.py"))
            .args([&certificate.cert, &certificate.key])
            .arg(dir.path())
            .arg(security)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map(Running)
            .unwrap();
        let mut port = String::new();
        BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let section = format!(
            "[mail]\ntransport = \"smtp\"\nfrom = \"Salon Schöner <termine@salon.example>\"\nhost = \"localhost\"\n\
             port = {}\nsecurity = \"{security}\"\nuser = \"termine\"\npassword = \"geheim\"\nca_file = {:?}\n",
            port.trim(),
            certificate.cert
        );
        let app = world::start_with(&section);
        book_by_mail(&app, "r1", "10:00");
        deliver(&app);
        let envelope = std::fs::read_to_string(dir.path().join("1.envelope")).unwrap();
        assert_eq!(envelope, "termine@salon.example zoe@kundin.example");
        let read = read(&[dir.path().join("1.eml")]);
        assert_eq!(read[0]["method"], "REQUEST");
        let id = app.rows("SELECT id FROM outbox").remove(0);
        assert_eq!(read[0]["id"], format!("<{id}@salon.example>"));
    }
}
