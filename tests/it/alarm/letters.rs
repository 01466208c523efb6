//! Alarms by letter: the way that messages go, and what goes wrong on it.

use crate::support::bare::Bare;
use crate::support::harness::{Setup, TestApp};
use crate::support::smtp::{SmtpFault, SmtpServer};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The files below a folder whose names end so.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_str().unwrap().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn letters_go_the_way_that_messages_go_once_for_each_address() {
    let extra =
        "[alerts]\nmail = [\"technik@salon.example\", \"inhaber@salon.example\"]\n".to_owned();
    let app = TestApp::start_with(&Setup { extra, ..Setup::default() });
    let sql = "INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
        VALUES ('calcom_webhook', 'x', x'00', 'dead', '2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z')";
    rusqlite::Connection::open(app.database()).unwrap().execute(sql, []).unwrap();
    app.appliance.work.tick();
    assert_eq!(app.appliance.work.tell_alarms(), 1);
    assert_eq!(app.appliance.work.tell_alarms(), 0);
    let letters = files(app.dir.path(), ".eml");
    assert_eq!(letters.len(), 2, "{letters:?}");
    let text = std::fs::read_to_string(&letters[0]).unwrap();
    assert!(text.contains("To: technik@salon.example"), "{text}");
    assert!(text.contains("Subject: Salon Probe: Warnung (inbox_dead)"), "{text}");
    assert_eq!(app.rows("SELECT channel || ' ' || state FROM alarm_notices"), ["mail sent"]);
}

/// A mail server that refuses or hangs, and what is kept of it names nobody.
#[test]
fn a_mail_server_that_goes_wrong_is_tried_again_and_named_without_the_address() {
    let server = SmtpServer::plain();
    let extra = format!(
        "[alerts]\nmail = [\"technik@salon.example\"]\n[mail]\ntransport = \"smtp\"\nfrom = \"termine@salon.example\"\n\
         host = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nstep_timeout_seconds = 1\ntotal_timeout_seconds = 2\n",
        server.address.port()
    );
    let app = TestApp::start_with(&Setup { extra, ..Setup::default() });
    let sql = "INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
        VALUES ('calcom_webhook', 'x', x'00', 'dead', '2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z')";
    rusqlite::Connection::open(app.database()).unwrap().execute(sql, []).unwrap();
    app.appliance.work.tick();
    for (fault, why) in [
        (SmtpFault::Rcpt550, "smtp 550 at RCPT"),
        (SmtpFault::Letter451, "smtp 451 at the letter"),
        (SmtpFault::HangAfterLetter, "smtp no answer to the letter"),
        (SmtpFault::DropAfterLetter, "smtp no answer to the letter"),
    ] {
        server.always(Some(fault));
        app.clock.forward(time::Duration::minutes(61));
        let begun = Instant::now();
        assert_eq!(app.appliance.work.tell_alarms(), 0, "{fault:?}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{fault:?}: it ends by itself");
        let kept = app.rows("SELECT state || ' ' || last_error FROM alarm_notices").remove(0);
        assert!(kept.starts_with(&format!("open {why}")), "{fault:?}: {kept}");
        assert!(!kept.contains('@'), "{fault:?}: {kept}");
    }
    server.always(None);
    app.clock.forward(time::Duration::minutes(61));
    assert_eq!(app.appliance.work.tell_alarms(), 1);
    // It is the same letter each time: who got it twice sees one.
    let ids = server.ids();
    assert!(ids.len() >= 2, "two were taken before nobody said so: {ids:?}");
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

/// A trial says where letters go: into a folder nobody looks at, they tell nobody.
#[test]
fn a_trial_by_letter_says_where_it_went() {
    let salon = Bare::open("[alerts]\nmail = [\"technik@salon.example\"]\n");
    let (code, out, err) = salon.run(&["alerts", "test"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("mail (the folder ") && out.ends_with("): sent\n"), "{out}");
    assert_eq!(files(salon.dir.path(), ".eml").len(), 1);
}
