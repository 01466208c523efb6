//! The team: who is there, what hangs on each, and who is away.

use crate::support::harness::{Setup, TestApp};
use crate::support::visitor::{Form, Visitor, page_app};
use serde_json::json;

fn booked(app: &TestApp) {
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Erika Muster",
        "start": "2026-11-24T10:00" });
    assert_eq!(app.ask("call-1", "book_appointment", args)["status"], "booked");
    app.settle();
}

/// The test salon's team at Cal.com.
const TEAM: i64 = 90;

/// The form for an absence of this person.
fn form_of(app: &TestApp, desk: &mut Visitor, key: &str) -> Form {
    let id = app.rows(&format!("SELECT id FROM staff WHERE key = '{key}'")).remove(0);
    let forms = desk.open("/staff").forms("/absences");
    forms.into_iter().find(|form| form.fields.get("staff") == Some(&id)).unwrap()
}

fn absences(app: &TestApp) -> Vec<String> {
    app.rows(
        "SELECT starts_at || ' ' || ends_at || ' ' || reason || ' ' || created_by FROM absences",
    )
}

#[test]
fn the_team_stands_there_with_all_that_is_known() {
    let app = page_app();
    booked(&app);
    let mut desk = Visitor::of(&app, "desk");
    let team = desk.open("/staff");
    for sentence in [
        "2 Menschen",
        "Emma Vogel E-Mail emma@salon.example Filiale Probe Mitte Leistungen Ansatzfärbung, Haarschnitt",
        "Bartpflege",
        "Nicht mehr im Salon (1)",
        "Paula Ehemals",
    ] {
        assert!(team.text().contains(sentence), "{sentence}: {}", team.text());
    }
    assert!(team.html.contains("href=\"/hosts/7001\""));
    let file = desk.get("/staff.csv").html;
    assert!(file.contains("emma,Emma Vogel,emma@salon.example,Probe Mitte,"), "{file}");
    assert!(file.contains("paula,Paula Ehemals,,Probe Mitte,,,nein"), "{file}");
    assert_eq!(Visitor::of(&app, "agency").get("/staff").status, 403);
}

#[test]
fn an_absence_names_the_visits_that_fall_into_it_and_is_there_once() {
    let app = page_app();
    booked(&app);
    let mut desk = Visitor::of(&app, "desk");
    let form = form_of(&app, &mut desk, "emma").with("from", "2026-11-24").with("reason", "Grippe");
    let seen = desk.send_and_see(&form);
    let text = seen.text();
    for sentence in
        ["Grippe", "Ein Besuch fällt hinein und bleibt gebucht:", "Erika Muster", "Haarschnitt"]
    {
        assert!(text.contains(sentence), "{sentence}: {text}");
    }
    desk.send_and_see(&form);
    assert_eq!(absences(&app), ["2026-11-23T23:00:00Z 2026-11-24T23:00:00Z Grippe desk"]);
    let file = desk.get("/absences.csv").html;
    assert!(file.contains("Emma Vogel,2026-11-24 00:00,2026-11-25 00:00,Grippe,desk,1"), "{file}");
    let remove = seen.form("/absences/1/remove");
    assert!(!desk.send_and_see(&remove).text().contains("Grippe"));
    assert_eq!(desk.send(&remove).status, 303, "a second click");
    assert!(absences(&app).is_empty());
}

#[test]
fn hours_count_and_what_cannot_be_is_said_at_the_field() {
    let app = page_app();
    let mut desk = Visitor::of(&app, "desk");
    let form = form_of(&app, &mut desk, "juergen").with("reason", "Schule \"am\" Montag");
    for (fields, told) in [
        (&[("from", "")][..], ""),
        (&[("from", "2026-11-31")], ""),
        (&[("from", "2026-11-24"), ("until", "2026-11-23")], "Das Ende liegt vor dem Anfang."),
        (&[("from", "2025-11-24")], "Das ist schon vorbei"),
        (&[("from", "2026-11-24"), ("until", "2030-11-24")], "länger als zwei Jahre"),
        // The clocks go forward: this hour is not.
        (&[("from", "2027-03-28"), ("from_time", "02:30")], ""),
    ] {
        let form = fields.iter().fold(form.clone(), |form, (name, value)| form.with(name, value));
        let seen = desk.send(&form);
        assert_eq!(seen.status, 400, "{fields:?}");
        assert!(seen.html.contains("class=\"fault\""), "{fields:?}");
        assert!(seen.text().contains(told), "{told}: {}", seen.text());
        assert!(seen.html.contains("Schule &quot;am&quot; Montag"), "what was typed is kept");
        assert!(absences(&app).is_empty(), "{fields:?}");
    }
    let form =
        form.with("from", "2026-11-24").with("from_time", "09:00").with("until_time", "12:30");
    desk.send_and_see(&form);
    assert_eq!(
        absences(&app),
        ["2026-11-24T08:00:00Z 2026-11-24T11:30:00Z Schule \"am\" Montag desk"]
    );
}

#[test]
fn cal_com_s_lists_are_looked_at_when_somebody_wants_it() {
    let bare = page_app();
    let team = Visitor::of(&bare, "desk").open("/staff");
    assert!(team.forms("/accounts/look").is_empty(), "no list is set: there is nothing to look at");
    let change = |config: &mut chairside::config::Config| {
        config.is_demo = true;
        config.calcom.team_ids = vec![TEAM];
    };
    let app = TestApp::start_with(&Setup { change, ..Setup::default() });
    let mut desk = Visitor::of(&app, "desk");
    let form = desk.open("/staff").form("/accounts/look");
    let seen = desk.send_and_see(&form);
    assert!(seen.text().contains("Nachgesehen: 2 Konten, 2 Unterschiede"), "{}", seen.text());
    assert_eq!(app.count("SELECT count(*) FROM calcom_hosts WHERE is_listed = 1"), 2);
    assert!(desk.send_and_see(&form).text().contains("Nachgesehen: 2 Konten, 0 Unterschiede"));
}
