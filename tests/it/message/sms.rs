//! Gateways of text messages: seven.io, Twilio and one of the operator's own, as the sandbox stands in for them.

use crate::message::world;
use crate::message::world::{LANDLINE, MOBILE, book, outbox};
use crate::support::harness::TestApp;
use chairside::sandbox::sms::gateway::{SmsFault, SmsGateway};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration as StdDuration, Instant};
use time::Duration;

const SHAPES: [&str; 3] = ["seven", "twilio", "template"];

fn salon(gateway: &SmsGateway, shape: &str) -> TestApp {
    let (url, more) = match shape {
        "seven" => (gateway.seven_url(), ""),
        "twilio" => (gateway.twilio_url(), "account = \"AC123\""),
        _ => (
            gateway.plain_url(),
            "headers = { authorization = \"Bearer geheim\" }\nbody = '{\"to\":\"{to}\",\"text\":\"{text}\",\"id\":\"{id}\"}'",
        ),
    };
    world::start_with(&format!(
        "[sms]\ntransport = \"{shape}\"\nurl = \"{url}\"\napi_key = \"geheim\"\nfrom = \"Salon\"\n{more}\ntotal_timeout_seconds = 2\n"
    ))
}

fn deliver(app: &TestApp) -> usize {
    app.appliance.work.deliver()
}

fn later(app: &TestApp) -> usize {
    app.clock.forward(Duration::minutes(61));
    deliver(app)
}

#[test]
fn each_shape_is_taken_once_with_its_key() {
    for shape in SHAPES {
        let gateway = SmsGateway::start().unwrap();
        let app = salon(&gateway, shape);
        book(&app, "call_1", Some(MOBILE), "10:00");
        assert_eq!((deliver(&app), deliver(&app)), (1, 0), "{shape}");
        let taken = gateway.taken();
        assert_eq!(taken.len(), 1, "{shape}");
        assert_eq!(taken[0].to, MOBILE);
        assert_eq!(
            taken[0].text,
            "Probe Mitte: Ihr Termin: Di 01.12. 10:00, Haarschnitt bei Emma Vogel."
        );
        let id = app.rows("SELECT id FROM outbox").remove(0);
        assert!(shape == "twilio" || taken[0].key == id, "{shape}: {taken:?}");
    }
}

#[test]
fn a_landline_costs_nothing() {
    let gateway = SmsGateway::start().unwrap();
    let app = salon(&gateway, "seven");
    book(&app, "call_1", Some(LANDLINE), "10:00");
    assert_eq!((deliver(&app), gateway.requests()), (0, 0));
}

#[test]
fn each_answer_is_for_good_or_for_now() {
    for shape in SHAPES {
        for (fault, is_for_good) in [
            (SmsFault::RefusedNumber, true),
            (SmsFault::KeyRefused, false),
            (SmsFault::TooMany, false),
            (SmsFault::Error503, false),
            (SmsFault::NeverArrives, false),
            (SmsFault::Redirect, false),
        ] {
            let gateway = SmsGateway::start().unwrap();
            let app = salon(&gateway, shape);
            gateway.fault(fault.clone());
            book(&app, "call_1", Some(MOBILE), "10:00");
            assert_eq!(deliver(&app), usize::from(is_for_good), "{shape} {fault:?}");
            let told = outbox(&app).remove(0);
            if is_for_good {
                assert!(told.contains("given_up"), "{shape} {fault:?}: {told}");
                assert_eq!(app.count("SELECT count(*) FROM warnings"), 1);
            } else {
                assert!(told.contains("open"), "{shape} {fault:?}: {told}");
                assert_eq!((later(&app), gateway.taken().len()), (1, 1), "{shape} {fault:?}");
            }
            assert!(!told.contains("geheim"), "{told}");
        }
    }
}

#[test]
fn a_lost_answer_is_asked_again_under_the_same_key() {
    for (shape, has_lock) in
        [("seven", true), ("seven", false), ("twilio", false), ("template", false)]
    {
        let gateway = SmsGateway::start().unwrap();
        gateway.set_reload_lock(has_lock);
        let app = salon(&gateway, shape);
        gateway.fault(SmsFault::LostAnswer);
        book(&app, "call_1", Some(MOBILE), "10:00");
        assert_eq!(deliver(&app), 0, "{shape}");
        assert_eq!(app.count("SELECT count(*) FROM outbox WHERE sending_at IS NOT NULL"), 1);
        assert_eq!(later(&app), 1, "{shape}");
        let taken = gateway.taken();
        // A gateway that takes it twice has it under one key.
        assert_eq!(taken.len(), if has_lock { 1 } else { 2 }, "{shape}");
        assert!(taken.windows(2).all(|pair| pair[0] == pair[1]), "{taken:?}");
        assert_eq!(outbox(&app), ["confirmed sms 0 sent"]);
    }
}

#[test]
fn a_page_of_somebody_else_is_no_success() {
    let gateway = SmsGateway::start().unwrap();
    let app = salon(&gateway, "seven");
    gateway.fault(SmsFault::Html200);
    book(&app, "call_1", Some(MOBILE), "10:00");
    assert_eq!(deliver(&app), 0);
    assert_eq!((later(&app), gateway.taken().len()), (1, 1));
}

#[test]
fn a_gateway_that_hangs_keeps_nobody_waiting() {
    let gateway = SmsGateway::start().unwrap();
    let app = salon(&gateway, "seven");
    gateway.fault(SmsFault::Hangs);
    book(&app, "call_1", Some(MOBILE), "10:00");
    std::thread::scope(|scope| {
        let began = Instant::now();
        let delivering = scope.spawn(|| deliver(&app));
        while gateway.requests() == 0 {
            assert!(!delivering.is_finished(), "it is being sent");
            std::thread::yield_now();
        }
        book(&app, "call_2", Some("+4915112345679"), "11:00");
        assert!(!delivering.is_finished(), "the booking did not wait for it");
        assert_eq!(delivering.join().unwrap(), 0);
        assert!(began.elapsed() < StdDuration::from_secs(20), "{:?}", began.elapsed());
    });
    let sent: usize = (0..3).map(|_| later(&app)).sum();
    assert_eq!((sent, gateway.taken().len()), (2, 2));
}

#[test]
fn one_channel_waits_for_no_other() {
    let gateway = SmsGateway::start().unwrap();
    let app = salon(&gateway, "seven");
    gateway.fault(SmsFault::Error503);
    book(&app, "call_1", Some(MOBILE), "10:00");
    world::book_by_mail(&app, "r1", "11:00");
    assert_eq!(deliver(&app), 1, "the mail went");
    let states = outbox(&app);
    assert!(states[0].contains("sms 0 open") && states[1].contains("mail 0 sent"), "{states:?}");
}

#[test]
fn a_gateway_that_is_not_there_is_tried_again() {
    let gateway = SmsGateway::start().unwrap();
    let app = salon(&gateway, "twilio");
    drop(gateway);
    book(&app, "call_1", Some(MOBILE), "10:00");
    assert_eq!((deliver(&app), later(&app)), (0, 0));
    assert_eq!(outbox(&app), ["confirmed sms 0 open http no connection: nothing was sent"]);
    assert_eq!(app.count("SELECT count(*) FROM outbox WHERE sending_at IS NOT NULL"), 0);
}

#[test]
fn what_was_never_taken_is_given_up_and_said_without_any_name() {
    let gateway = SmsGateway::start().unwrap();
    let app = salon(&gateway, "seven");
    for _ in 0..80 {
        gateway.fault(SmsFault::Error503);
    }
    book(&app, "call_1", Some(MOBILE), "10:00");
    let tries = (0..80).take_while(|_| later(&app) == 0).count();
    assert!((60..80).contains(&tries), "{tries}");
    assert!(outbox(&app)[0].starts_with("confirmed sms 0 given_up http 503"), "{:?}", outbox(&app));
    let said = app.rows("SELECT kind || ' ' || message FROM warnings").remove(0);
    assert!(said.starts_with("message_failed "), "{said}");
    for secret in ["Zoë", "Beispiel", MOBILE, "15112345678", "geheim"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}

/// The stand-in as a program of its own, and a salon that is told to send there.
#[test]
fn the_stand_in_can_be_tried_by_hand() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chairside"))
        .args(["sandbox", "sms"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let url = first.strip_prefix("seven").unwrap().trim().to_owned();
    let app = world::start_with(&format!(
        "[sms]\ntransport = \"seven\"\nurl = \"{url}\"\napi_key = \"geheim\"\nfrom = \"Salon\"\n"
    ));
    book(&app, "call_1", Some(MOBILE), "10:00");
    assert_eq!(deliver(&app), 1);
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let rest: Vec<String> = lines.collect();
    assert!(child.wait().unwrap().success());
    assert_eq!(rest.len(), 3, "{rest:?}");
    assert!(rest[2].starts_with(MOBILE) && rest[2].contains("Haarschnitt"), "{rest:?}");
}
