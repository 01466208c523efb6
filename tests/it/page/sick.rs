//! Somebody is ill: whom it concerns, moving what is ticked once, and whom to call.

use crate::page::world::{DAY, EMMA};
use crate::support::harness::{CALLER, Setup, TestApp};
use crate::support::visitor::{Form, Seen, Visitor};
use crate::visit::world;
use serde_json::json;

/// Kim's colour at ten with Emma, and a haircut of Jürgen's at four, so that he is known.
pub fn salon() -> TestApp {
    let change = |config: &mut chairside::config::Config| {
        config.is_demo = true;
        world::free(config);
    };
    // A machine with other work must not make a visit late.
    let own = world::EXTRA.replace("answer_deadline_seconds = 8", "answer_deadline_seconds = 60");
    let app = world::furnish(TestApp::start_with(&Setup { extra: own, change }));
    assert_eq!(world::booked(&app), 1);
    let args = json!({ "service": "Haarschnitt", "staff": "Jürgen", "customer_name": "Bo Beispiel",
        "start": format!("{DAY}T16:00") });
    let heard = app.function("call_third", Some("+493023125103"), "book_appointment", args);
    assert_eq!(heard["status"], "booked", "{heard}");
    app.settle();
    app
}

fn question(more: &str) -> String {
    format!("/sick?staff={EMMA}&day={DAY}{more}")
}

/// The form that moves; the other one on the page asks.
fn order(seen: &Seen) -> Form {
    let mut forms = seen.forms("/sick");
    forms.retain(|form| form.fields.contains_key("once"));
    assert_eq!(forms.len(), 1, "{}", seen.html);
    forms.remove(0)
}

fn moves(app: &TestApp) -> i64 {
    app.count("SELECT count(*) FROM sagas WHERE kind = 'move'")
}

fn who(app: &TestApp) -> Vec<String> {
    app.rows(
        "SELECT DISTINCT s.key FROM appointment_segments g JOIN staff s ON s.id = g.staff_id
         WHERE g.appointment_id = 1",
    )
}

#[test]
fn what_is_ticked_is_moved_once_and_told_as_moved_only_when_it_is() {
    let app = salon();
    let mut desk = Visitor::of(&app, "desk");
    assert!(desk.open("/staff").links("/sick").contains(&"/sick".to_owned()));
    let shown = desk.open(&question(""));
    for sentence in [
        "ein Besuch",
        "Kim Muster",
        "gleiche Zeit bei Jürgen Weiß",
        "A Farbe auftragen 10:00–10:30",
    ] {
        assert!(shown.text().contains(sentence), "{sentence}: {}", shown.text());
    }
    assert!(!shown.text().contains("Bo Beispiel"), "Jürgen's own is none of them");
    assert!(shown.html.contains(&format!("href=\"tel:{CALLER}\"")), "{}", shown.html);
    assert_eq!(
        (moves(&app), app.count("SELECT count(*) FROM absences")),
        (0, 0),
        "looking is free"
    );

    let form = order(&shown).with("visit-1", "1=juergen");
    let sent = desk.send(&form);
    assert_eq!(sent.status, 303, "{}", sent.html);
    let address = sent.location.split('#').next().unwrap().to_owned();
    let waits = desk.open(&address);
    assert_eq!(who(&app), ["emma"]);
    assert!(waits.text().contains("wird gerade bei Cal.com umgebucht"), "{}", waits.text());
    assert!(!waits.text().contains("Cal.com bestätigt"), "{}", waits.text());
    assert!(waits.text().contains("Die Abwesenheit ist eingetragen."), "{}", waits.text());
    assert_eq!(desk.send(&form).location, sent.location, "a second click");
    assert_eq!((moves(&app), app.count("SELECT count(*) FROM absences")), (1, 1));

    app.settle();
    app.deliver_webhooks();
    app.settle();
    let done = desk.open(&address);
    assert!(done.text().contains("verlegt, Cal.com bestätigt: "), "{}", done.text());
    assert!(done.text().contains("kein Besuch fällt hinein"), "{}", done.text());
    assert_eq!(who(&app), ["juergen"]);
    assert_eq!(desk.send(&form).location, sent.location, "and going back");
    assert_eq!(moves(&app), 1);
    let by = "SELECT DISTINCT changed_by FROM calcom_host_mapping_audits WHERE new_values ->> 'accepted' IS NOT NULL";
    assert_eq!(app.rows(by), ["desk"]);
    world::agree(&app, "after the move");
}

#[test]
fn who_cannot_be_moved_is_called() {
    let app = salon();
    let mut desk = Visitor::of(&app, "desk");
    let juergen = app.rows("SELECT id FROM staff WHERE key = 'juergen'").remove(0);
    let mut forms = desk.open("/staff").forms("/absences");
    forms.retain(|form| form.fields.get("staff") == Some(&juergen));
    let away = forms.remove(0).with("from", "2026-11-23").with("until", "2026-12-20");
    desk.send_and_see(&away);
    // From today on, so that nothing near it is left either.
    let asked = question("&until=2026-12-20").replace(DAY, "2026-11-23");
    let shown = desk.open(&asked);
    let text = shown.text();
    for sentence in [
        "Anrufliste",
        "Kim Muster",
        "neuen Termin suchen (niemand ist zu dieser Zeit oder in ihrer Nähe frei)",
    ] {
        assert!(text.contains(sentence), "{sentence}: {text}");
    }
    assert!(shown.html.contains(&format!("href=\"tel:{CALLER}\"")), "{}", shown.html);
    assert!(!order(&shown).fields.keys().any(|name| name.starts_with("visit-")), "nothing to tick");
    let file = desk.get(&asked.replace("/sick?", "/sick.csv?")).html;
    assert!(file.contains(&format!("2026-11-24 10:00,Kim Muster,{CALLER},")), "{file}");
    // The absence alone is written down, and once.
    let form = order(&shown);
    assert!(desk.send_and_see(&form).text().contains("Die Abwesenheit ist eingetragen."));
    desk.send_and_see(&form);
    assert_eq!(app.count("SELECT count(*) FROM absences"), 2);
    assert_eq!(moves(&app), 0);
}

#[test]
fn what_cannot_be_is_said_and_moves_nothing() {
    let app = salon();
    let mut desk = Visitor::of(&app, "desk");
    for (address, told) in [
        (format!("/sick?staff=&day={DAY}"), "Wähle, wer fehlt."),
        (format!("/sick?staff={EMMA}&day=2026-11-31"), ""),
        (format!("/sick?staff={EMMA}&day=2025-11-24"), "Das ist schon vorbei."),
        (question("&until=2026-11-23"), "Das Ende liegt vor dem Anfang."),
        (question("&until=2027-11-23"), "höchstens 31 Tage"),
    ] {
        let seen = desk.get(&address);
        assert_eq!(seen.status, 400, "{address}");
        assert!(seen.html.contains("class=\"fault\""), "{address}: {}", seen.html);
        assert!(seen.text().contains(told), "{told}: {}", seen.text());
    }
    let form = order(&desk.open(&question("")));
    for odd in ["rubbish", "-1", "0=emma"] {
        assert_eq!(desk.send(&form.clone().with("visit-1", odd)).status, 400, "{odd}");
    }
    assert_eq!(desk.send(&form.clone().with("once", "mine")).status, 400);
    assert_eq!(app.count("SELECT count(*) FROM absences"), 0, "nothing was done");
    // What is not free any more, or never was, is left as it is, and said.
    let seen = desk.send_and_see(&form.with("visit-1", "1=emma"));
    assert!(seen.text().contains("Termin 1 : nicht verlegt"), "{}", seen.text());
    assert_eq!((moves(&app), who(&app)), (0, vec!["emma".to_owned()]));
    assert_eq!(Visitor::of(&app, "agency").get("/sick").status, 403);
}
