//! The log of changes: told in sentences, filtered, and whether it is whole.

use crate::support::harness::{HOST_EMMA, TestApp};
use crate::support::visitor::{Visitor, page_app};
use serde_json::json;

/// Emma's host is known by her address, and somebody puts Jürgen in her place.
fn corrected(app: &TestApp) {
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Erika Muster",
        "start": "2026-11-24T10:00" });
    assert_eq!(app.ask("call-1", "book_appointment", args)["status"], "booked");
    app.settle();
    let mut desk = Visitor::of(app, "desk");
    let juergen = app.rows("SELECT id FROM staff WHERE key = 'juergen'").remove(0);
    let form = desk.open(&format!("/hosts/{HOST_EMMA}")).form(&format!("/hosts/{HOST_EMMA}/map"));
    desk.send_and_see(&form.with("staff", &juergen).with("reason", "=heißt <b>so</b>"));
}

#[test]
fn each_change_is_a_sentence_that_can_be_filtered_and_taken_along() {
    let app = page_app();
    corrected(&app);
    let mut owner = Visitor::of(&app, "owner");
    let log = owner.open("/audit");
    for sentence in [
        "Geprüft: alle 3 Einträge sind vollständig und unverändert.",
        "Zuordnung 1 zu Emma Vogel (an, an der E-Mail-Adresse erkannt, Sicherheit 95).",
        "Zuordnung 1 zu Emma Vogel (aus).",
        "Zuordnung 2 zu Jürgen Weiß (an, von Hand, Sicherheit 100).",
        "die Regeln",
        "=heißt <b>so</b>",
    ] {
        assert!(log.text().contains(sentence), "{sentence}: {}", log.text());
    }
    for (query, off, by_rule) in [
        ("action=deleted", true, false),
        ("action=auto_matched", false, true),
        ("by=DES", true, false),
        ("by=system", false, true),
        ("by=%25", false, false),
        ("first=2026-11-23", true, true),
        ("first=2026-11-24", false, false),
        ("last=2026-11-22", false, false),
        ("last=nonsense", true, true),
        ("host=7001", true, true),
        ("host=7002", false, false),
    ] {
        let text = owner.open(&format!("/audit?{query}")).text();
        assert_eq!(text.contains("Vogel (aus)"), off, "{query}");
        assert_eq!(text.contains("Adresse erkannt, Sicherheit"), by_rule, "{query}");
    }
    let file = owner.get("/audit.csv?action=created");
    assert!(file.html.contains("Sicherheit 100).\",'=heißt <b>so</b>\n"), "{}", file.html);
    assert!(!file.html.contains("(aus)"), "{}", file.html);
    assert_eq!(Visitor::of(&app, "agency").get("/audit").status, 403);
}

#[test]
fn what_was_altered_past_the_program_is_said() {
    let app = page_app();
    corrected(&app);
    app.rows("SELECT 1");
    let connection = rusqlite::Connection::open(app.database()).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER calcom_host_mapping_audits_no_update;
             UPDATE calcom_host_mapping_audits SET changed_by = 'somebody' WHERE seq = 2;",
        )
        .unwrap();
    let seen = Visitor::of(&app, "owner").open("/audit");
    assert!(seen.text().contains("Das Protokoll ist nicht unversehrt"), "{}", seen.text());
    assert!(!seen.text().contains("Geprüft: alle"), "{}", seen.text());
}

#[test]
fn a_long_log_is_paged_and_checked_only_when_somebody_asks() {
    const TURNS: usize = 60;
    let app = page_app();
    corrected(&app);
    let mut desk = Visitor::of(&app, "desk");
    for _ in 0..TURNS {
        let off = desk.open(&format!("/hosts/{HOST_EMMA}"));
        let form = match off.html.contains("/mappings/2/wrong") {
            true => desk.open("/mappings/2/wrong").form("/mappings/2/off"),
            false => off.form("/mappings/2/on"),
        };
        desk.send_and_see(&form);
    }
    let first = desk.open("/audit");
    assert!(!first.text().contains("(an, an der E-Mail-Adresse"), "{}", first.text());
    let next = first.html.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let second = desk.open(next);
    assert!(second.text().contains("(an, an der E-Mail-Adresse"), "{}", second.text());
    assert!(second.html.contains("rel=\"prev\""));
    assert!(first.html.len() < 100_000);
}
