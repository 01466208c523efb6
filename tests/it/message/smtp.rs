//! A mail server that speaks TLS, and everything that can go wrong with one.

use crate::message::world;
use crate::message::world::{Mail, book_by_mail, outbox};
use crate::support::certificate;
use crate::support::harness::TestApp;
use crate::support::smtp::{SmtpFault, SmtpServer};
use std::time::Instant;
use time::Duration;

fn deliver(app: &TestApp) -> usize {
    app.appliance.work.deliver()
}

fn salon(mail: &Mail, security: &str) -> TestApp {
    world::start_with(&mail.section(security, ""))
}

/// Puts the clock forward until the next try, and tries.
fn later(app: &TestApp) -> usize {
    app.clock.forward(Duration::minutes(61));
    deliver(app)
}

#[test]
fn over_tls_from_the_start_a_message_arrives_with_its_login() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    book_by_mail(&app, "r1", "10:00");
    assert_eq!(deliver(&app), 1);
    let received = mail.server.received();
    assert_eq!(received.len(), 1);
    let one = &received[0];
    assert!(one.is_encrypted);
    assert_eq!(
        (one.from.as_str(), one.to.as_str()),
        ("termine@salon.example", "zoe@kundin.example")
    );
    // NUL termine NUL geheim
    assert_eq!(one.login.as_deref(), Some("AHRlcm1pbmUAZ2VoZWlt"));
    let id = app.rows("SELECT id FROM outbox").remove(0);
    assert_eq!(one.header("Message-ID"), format!("<{id}@salon.example>"));
    assert!(mail.server.in_the_clear().is_empty());
    assert_eq!(app.rows("SELECT provider_id FROM outbox"), ["2.0.0 taken"]);
}

#[test]
fn over_starttls_nothing_but_the_hello_is_in_the_clear() {
    let mail = Mail::starttls();
    let app = salon(&mail, "starttls");
    book_by_mail(&app, "r1", "10:00");
    assert_eq!(deliver(&app), 1);
    assert!(mail.server.received()[0].is_encrypted);
    assert_eq!(mail.server.in_the_clear(), ["EHLO salon.example", "STARTTLS"]);
}

#[test]
fn a_server_without_starttls_gets_neither_letter_nor_password() {
    let mail = Mail::starttls();
    let app = salon(&mail, "starttls");
    mail.server.fault(SmtpFault::NoStartTls);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!(deliver(&app), 0);
    assert_eq!(mail.server.in_the_clear(), ["EHLO salon.example"]);
    assert!(outbox(&app)[0].contains("open smtp no STARTTLS"), "{:?}", outbox(&app));
    assert_eq!(later(&app), 1);
    assert!(mail.server.received()[0].is_encrypted);
}

#[test]
fn a_certificate_that_nobody_vouches_for_gets_nothing() {
    let mail = Mail::tls();
    let section = mail.section("tls", "");
    let without: Vec<&str> = section.lines().filter(|line| !line.starts_with("ca_file")).collect();
    let app = world::start_with(&without.join("\n"));
    book_by_mail(&app, "r1", "10:00");
    assert_eq!((deliver(&app), mail.server.received().len()), (0, 0));
    assert!(outbox(&app)[0].contains("confirmed mail 0 open smtp"), "{:?}", outbox(&app));
}

#[test]
fn a_certificate_of_another_server_gets_nothing() {
    let mail = Mail::tls();
    let others = certificate::make(mail.dir.path(), "elsewhere.example");
    let server = SmtpServer::tls(&others);
    // Trusted, and still not who we asked for.
    let section = mail
        .section("tls", "")
        .replace(
            &format!("port = {}", mail.server.address.port()),
            &format!("port = {}", server.address.port()),
        )
        .replace(mail.certificate.cert.to_str().unwrap(), others.cert.to_str().unwrap());
    let app = world::start_with(&section);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!((deliver(&app), server.received().len()), (0, 0));
    assert!(outbox(&app)[0].contains("open"), "{:?}", outbox(&app));
}

#[test]
fn a_certificate_that_ran_out_gets_nothing() {
    let mail = Mail::tls();
    let old = certificate::expired(mail.dir.path(), "localhost");
    let server = SmtpServer::tls(&old);
    let section = mail
        .section("tls", "")
        .replace(
            &format!("port = {}", mail.server.address.port()),
            &format!("port = {}", server.address.port()),
        )
        .replace(mail.certificate.cert.to_str().unwrap(), old.cert.to_str().unwrap());
    let app = world::start_with(&section);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!((deliver(&app), server.received().len()), (0, 0));
    let told = outbox(&app).remove(0);
    assert!(told.contains("open") && told.to_lowercase().contains("expired"), "{told}");
}

#[test]
fn a_server_that_speaks_no_tls_gets_nothing() {
    let mail = Mail::tls();
    let plain = SmtpServer::plain();
    let section = mail.section("tls", "").replace(
        &format!("port = {}", mail.server.address.port()),
        &format!("port = {}", plain.address.port()),
    );
    let app = world::start_with(&section);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!((deliver(&app), plain.received().len()), (0, 0));
    assert!(outbox(&app)[0].contains("confirmed mail 0 open smtp"), "{:?}", outbox(&app));
    assert!(!plain.in_the_clear().iter().any(|line| line.contains("AUTH")));
}

#[test]
fn a_server_that_is_not_there_is_tried_again() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    let Mail { server, certificate: _, dir: _dir } = mail;
    drop(server);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!((deliver(&app), later(&app)), (0, 0));
    assert!(outbox(&app)[0].contains("confirmed mail 0 open smtp"), "{:?}", outbox(&app));
}

/// What somebody in between put behind the answer to STARTTLS was said in the clear, and is believed of no letter.
#[test]
fn an_answer_too_many_loses_no_letter() {
    let mail = Mail::starttls();
    let section = mail.section("starttls", "");
    let without_login: Vec<&str> = section
        .lines()
        .filter(|line| !line.starts_with("user") && !line.starts_with("password"))
        .collect();
    let app = world::start_with(&without_login.join("\n"));
    mail.server.fault(SmtpFault::OneAnswerTooMany);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!((deliver(&app), mail.server.received().len()), (0, 0));
    assert!(outbox(&app)[0].contains("at DATA"), "{:?}", outbox(&app));
    assert_eq!((later(&app), mail.server.received().len()), (1, 1));
}

#[test]
fn a_server_that_says_451_for_a_day_gets_each_message_once_in_the_end() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    mail.server.always(Some(SmtpFault::Rcpt451));
    for (id, at) in [("r1", "10:00"), ("r2", "11:00"), ("r3", "12:00")] {
        book_by_mail(&app, id, at);
    }
    for _ in 0..24 {
        assert_eq!(later(&app), 0);
    }
    // Not every second: the longest pause of a message is an hour, and each message has its own.
    assert!(mail.server.connections() < 100, "{}", mail.server.connections());
    assert_eq!(app.count("SELECT count(*) FROM warnings"), 0, "nothing is given up yet");
    mail.server.always(None);
    let sent: usize = (0..4).map(|_| later(&app)).sum();
    assert_eq!(sent, 3);
    let mut ids = mail.server.ids();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), mail.server.received().len()), (3, 3));
}

/// The way is tried at longer and longer pauses, not with each message that waits for it.
#[test]
fn a_server_that_takes_nothing_is_not_tried_with_every_message() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    mail.server.always(Some(SmtpFault::Rcpt451));
    for hour in 10..17 {
        book_by_mail(&app, &format!("r{hour}"), &format!("{hour}:00"));
    }
    for _ in 0..600 {
        app.clock.forward(Duration::SECOND);
        assert_eq!(deliver(&app), 0);
    }
    let tries = mail.server.connections();
    assert!((4..=12).contains(&tries), "{tries} in ten minutes");
}

#[test]
fn what_is_given_up_says_so_and_a_person_can_send_it_again() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    mail.server.fault(SmtpFault::Rcpt550);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!(deliver(&app), 1);
    let outbox = outbox(&app);
    assert!(outbox[0].contains("given_up smtp 550"), "{outbox:?}");
    let warnings = app.rows("SELECT kind || ' ' || message FROM warnings WHERE cleared_at IS NULL");
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].starts_with("message_failed ") && warnings[0].contains("Termin 1"));
    for secret in ["zoe", "Zoë", "geheim", "kundin.example"] {
        assert!(!warnings[0].contains(secret), "{secret}: {warnings:?}");
    }
    assert_eq!(later(&app), 0, "it is not tried again by itself");
}

#[test]
fn after_three_days_it_is_given_up() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    mail.server.always(Some(SmtpFault::Greeting421));
    book_by_mail(&app, "r1", "10:00");
    for _ in 0..70 {
        assert_eq!(later(&app), 0);
    }
    assert_eq!(later(&app), 1);
    assert!(outbox(&app)[0].contains("given_up"), "{:?}", outbox(&app));
    assert_eq!(app.count("SELECT count(*) FROM warnings WHERE kind = 'message_failed'"), 1);
}

#[test]
fn a_visit_that_has_begun_is_not_confirmed_any_more_and_the_desk_hears_of_it() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    mail.server.always(Some(SmtpFault::Letter451));
    book_by_mail(&app, "r1", "10:00");
    deliver(&app);
    mail.server.always(None);
    app.clock.forward(Duration::days(8) + Duration::hours(2));
    assert_eq!(deliver(&app), 1);
    assert!(outbox(&app)[0].contains("given_up too late"), "{:?}", outbox(&app));
    assert!(mail.server.received().is_empty());
    assert_eq!(app.count("SELECT count(*) FROM warnings WHERE kind = 'message_failed'"), 1);
}

#[test]
fn a_letter_whose_answer_is_lost_is_sent_again_under_the_same_name() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    mail.server.fault(SmtpFault::DropAfterLetter);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!(deliver(&app), 0);
    assert_eq!(app.count("SELECT count(*) FROM outbox WHERE sending_at IS NOT NULL"), 1);
    assert_eq!(later(&app), 1);
    let received = mail.server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].data, received[1].data, "byte by byte");
}

#[test]
fn a_letter_that_broke_off_or_heard_no_real_yes_is_sent_again() {
    for fault in [SmtpFault::DropAtData, SmtpFault::DropInLetter, SmtpFault::LetterGoOn] {
        let mail = Mail::tls();
        let app = salon(&mail, "tls");
        mail.server.fault(fault);
        book_by_mail(&app, "r1", "10:00");
        assert_eq!(deliver(&app), 0, "{fault:?}");
        // Nobody knows what became of it.
        assert_eq!(app.count("SELECT count(*) FROM outbox WHERE sending_at IS NOT NULL"), 1);
        assert_eq!((later(&app), mail.server.received().len()), (1, 1), "{fault:?}");
    }
}

/// The first try may have brought it to the customer; that the second one surely did not changes nothing of that.
#[test]
fn a_doubt_stays_when_a_later_try_fails_for_sure() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    mail.server.fault(SmtpFault::DropAfterLetter);
    mail.server.fault(SmtpFault::Rcpt451);
    book_by_mail(&app, "r1", "10:00");
    assert_eq!((deliver(&app), later(&app)), (0, 0));
    world::move_to(&app, "call_2", world::MOBILE, "2026-12-02T11:00");
    let states = outbox(&app);
    assert!(states[0].starts_with("confirmed mail 0 replaced"), "{states:?}");
    assert_eq!(states[1], "moved mail 1 open");
    assert_eq!(later(&app), 1);
    let received = mail.server.received();
    assert!(received[1].data.contains("method=REQUEST"), "{}", received[1].data);
    assert_eq!(received.len(), 2);
}

/// Whatever a server can do with letters beyond ASCII, it need not.
#[test]
fn a_letter_is_ascii_in_short_lines_and_begins_none_with_a_dot() {
    let mail = Mail::tls();
    let app = salon(&mail, "tls");
    let name = format!("Zoë .{}\u{1f600}", "ü".repeat(90));
    let customer = serde_json::json!({ "name": name, "email": "zoe@kündin.example" });
    assert_eq!(world::on_the_web(&app, "r1", &customer, "10:00").0, 201);
    assert_eq!(deliver(&app), 1);
    let one = mail.server.received().remove(0);
    assert_eq!(one.to, "zoe@xn--kndin-kva.example");
    assert!(one.data.is_ascii());
    assert!(
        one.data.split("\r\n").all(|line| line.len() <= 78 && !line.contains('\n')),
        "{}",
        one.data
    );
}

#[test]
fn each_no_is_for_good_or_for_now() {
    for (fault, is_for_good) in [
        (SmtpFault::Greeting421, false),
        (SmtpFault::Auth535, false),
        (SmtpFault::NoAuth, false),
        (SmtpFault::OtherProtocol, false),
        (SmtpFault::Mail554, false),
        (SmtpFault::Rcpt451, false),
        (SmtpFault::Rcpt550, true),
        (SmtpFault::Letter451, false),
        (SmtpFault::Letter552, true),
    ] {
        let mail = Mail::tls();
        let app = salon(&mail, "tls");
        mail.server.fault(fault);
        book_by_mail(&app, "r1", "10:00");
        assert_eq!(deliver(&app), usize::from(is_for_good), "{fault:?}");
        let state = if is_for_good { "given_up" } else { "open" };
        assert!(outbox(&app)[0].contains(state), "{fault:?}: {:?}", outbox(&app));
        assert_eq!(
            app.count(
                "SELECT count(*) FROM outbox WHERE sending_at IS NOT NULL AND state = 'open'"
            ),
            0
        );
    }
}

#[test]
fn a_server_that_hangs_or_drips_keeps_nobody_waiting() {
    for fault in [SmtpFault::HangAfterLetter, SmtpFault::DripGreeting] {
        let mail = Mail::tls();
        let section = mail
            .section("tls", "")
            .replace("total_timeout_seconds = 10", "total_timeout_seconds = 5");
        let app = world::start_with(&section);
        mail.server.fault(fault);
        book_by_mail(&app, "r1", "10:00");
        std::thread::scope(|scope| {
            let began = Instant::now();
            let delivering = scope.spawn(|| deliver(&app));
            while mail.server.connections() == 0 {
                assert!(!delivering.is_finished(), "it is being sent");
                std::thread::yield_now();
            }
            // While it hangs, others are booked.
            book_by_mail(&app, "r2", "11:00");
            app.appliance.work.tick();
            assert!(!delivering.is_finished(), "the booking did not wait for it");
            assert_eq!(delivering.join().unwrap(), 0, "{fault:?}");
            assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
        });
        let may_have_left = fault == SmtpFault::HangAfterLetter;
        let count = app.count("SELECT count(*) FROM outbox WHERE sending_at IS NOT NULL");
        assert_eq!(count, i64::from(may_have_left), "{fault:?}");
    }
}
