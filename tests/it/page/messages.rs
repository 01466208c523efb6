//! What customers were told, and having it sent again.

use crate::message::world;
use crate::message::world::{LANDLINE, MOBILE};
use crate::support::harness::TestApp;
use crate::support::visitor::{Seen, Visitor, page_app};
use time::Duration;

/// Two customers: one is told by text message, one nowhere.
fn told() -> TestApp {
    let app = page_app();
    world::book(&app, "call_1", Some(MOBILE), "10:00");
    world::book(&app, "call_2", Some(LANDLINE), "12:00");
    assert_eq!(app.appliance.work.deliver(), 1);
    app
}

/// The address of the only message that goes this way.
fn one(app: &TestApp, channel: &str) -> String {
    let mut ids = app.rows(&format!("SELECT id FROM outbox WHERE channel = '{channel}'"));
    assert_eq!(ids.len(), 1);
    format!("/messages/{}", ids.remove(0))
}

fn says(seen: &Seen, sentences: &[&str]) {
    for sentence in sentences {
        assert!(seen.text().contains(sentence), "{sentence} is not in {}", seen.text());
    }
}

#[test]
fn the_list_says_who_was_told_and_who_was_not() {
    let app = told();
    let mut desk = Visitor::of(&app, "desk");
    says(
        &desk.open("/messages"),
        &["bestätigt, SMS", "bestätigt, gar nicht", "gesendet", "nicht gesagt"],
    );
    let (sms, nowhere) = (one(&app, "sms"), one(&app, "nowhere"));
    for (query, of_sms, of_nowhere) in [
        ("", true, true),
        ("?state=sent", true, false),
        ("?state=untold", false, true),
        ("?channel=sms", true, false),
        ("?text=%2B4915", true, false),
        ("?text=%25", false, false),
        ("?state=odd", true, true),
    ] {
        let html = desk.open(&format!("/messages{query}")).html;
        assert_eq!((html.contains(&sms), html.contains(&nowhere)), (of_sms, of_nowhere), "{query}");
    }
    let file = desk.get("/messages.csv?channel=sms").html;
    assert!(file.contains(",+4915"), "{file}");
    assert_eq!(Visitor::of(&app, "agency").get("/messages").status, 403);
    assert_eq!(Visitor::of(&app, "agency").get(&sms).status, 403);
    assert_eq!(desk.get("/messages/none").status, 404);
}

#[test]
fn a_message_is_sent_again_once_for_two_clicks() {
    let app = told();
    let mut desk = Visitor::of(&app, "desk");
    let sms = one(&app, "sms");
    let seen = desk.open(&sms);
    says(&seen, &["So steht es", "gesendet", "einmal", "Salon Probe"]);
    let form = seen.form(&format!("{sms}/resend"));
    says(&desk.send_and_see(&form), &["offen", "noch nicht"]);
    app.clock.forward(Duration::seconds(1));
    assert_eq!(app.appliance.work.deliver(), 1);
    let again = desk.send(&form);
    assert_eq!((again.status, again.location.as_str()), (303, sms.as_str()), "a second click");
    assert_eq!(app.appliance.work.deliver(), 0);
}

#[test]
fn what_went_nowhere_is_sent_where_somebody_says() {
    let app = told();
    let mut desk = Visitor::of(&app, "desk");
    let nowhere = one(&app, "nowhere");
    let form = desk.open(&nowhere).form(&format!("{nowhere}/resend"));
    for (to, status) in [("", 409), ("nobody", 400), (LANDLINE, 400), ("<b>@", 400)] {
        let seen = desk.send(&form.clone().with("to", to));
        assert_eq!(seen.status, status, "{to}");
        assert!(seen.html.contains("id=\"to-fault\""), "{to}");
        let kept = seen.form(&format!("{nowhere}/resend")).fields["to"].clone();
        assert_eq!(kept, to, "what was typed is kept");
    }
    let seen = desk.send_and_see(&form.with("to", MOBILE));
    says(&seen, &["SMS", "offen"]);
    assert_eq!(app.appliance.work.deliver(), 1);
}

#[test]
fn of_a_visit_that_is_over_nothing_is_sent_and_the_page_says_why() {
    let app = told();
    let mut desk = Visitor::of(&app, "desk");
    let sms = one(&app, "sms");
    let form = desk.open(&sms).form(&format!("{sms}/resend"));
    app.clock.forward(Duration::days(30));
    let mut desk = Visitor::of(&app, "desk");
    let seen = desk.open(&sms);
    says(&seen, &["Das geht nicht: der Besuch, von dem diese Nachricht erzählt, ist vorbei."]);
    let token = desk.open("/account").forms("/logout").remove(0).fields["token"].clone();
    let late = desk.send(&form.with("token", &token));
    assert_eq!(late.status, 409);
    says(&late, &["ist vorbei."]);
    assert_eq!(app.appliance.work.deliver(), 0);
}
