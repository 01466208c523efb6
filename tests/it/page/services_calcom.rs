//! A service and its event types at Cal.com, on the page: made, compared, accepted and restored.

use crate::event_type::world::{at, by_hand, calls, changes, made};
use crate::support::harness::{Setup, TestApp};
use crate::support::visitor::{Form, Seen, Visitor};
use chairside::config::Config;
use chairside::frontdesk::host::sync;
use std::time::Duration;

/// A salon whose event types are made in the team, seen by its owner, with a cut of two steps done by Emma.
pub fn salon() -> (TestApp, Visitor) {
    let change = |config: &mut Config| {
        config.is_demo = true;
        config.calcom.team_ids = vec![90];
    };
    let app = TestApp::start_with(&Setup { change, ..Setup::default() });
    sync::hosts(&app.appliance.desk, false, Duration::from_secs(10)).unwrap();
    let mut owner = Visitor::of(&app, "owner");
    let form = owner.open("/services/new?from=perm").form("/services/new");
    let mut form = form.with("name", "Welle").with("do", "save");
    for step in 0..4 {
        form = form.with(&format!("s{step}.does.emma"), "1");
    }
    assert_eq!(owner.send(&form).location, "/services/welle");
    (app, owner)
}

/// The form of a card's field that is about this.
fn about(seen: &Seen, action: &str, field: &str) -> Form {
    let mut forms = seen.forms(action).into_iter();
    forms.find(|form| form.fields.get("field").is_some_and(|own| own == field)).unwrap()
}

#[test]
fn a_rehearsal_says_what_is_missing_and_one_button_makes_it() {
    let (app, mut owner) = salon();
    let rehearsed = owner.open("/services/welle/rehearse?day=2026-11-24&time=10:00");
    for text in [
        "bei Cal.com fehlt der Termintyp für A (Emma Vogel)",
        "Wickeln, Emma Vogel: wird angelegt POST event-types",
        "Pause 10:45–11:05: Emma Vogel ist 10:45–11:00 frei für andere",
    ] {
        assert!(rehearsed.text().contains(text), "{text}: {}", rehearsed.text());
    }
    assert_eq!(changes(&app.sandbox), 0, "nothing was made by looking");
    let form = rehearsed.form("/services/welle/sync");
    let after = owner.send_and_see(&form);
    assert!(after.text().contains("Abgeglichen."), "{}", after.text());
    assert_eq!(made(&app.sandbox).len(), 4);
    assert_eq!(owner.send(&form).status, 303, "a double click");
    assert_eq!(made(&app.sandbox).len(), 4);
    assert_eq!(calls(&app.sandbox, &["POST"]), 4);
    let rehearsed = owner.open("/services/welle/rehearse?day=2026-11-24&time=10:00");
    for text in ["So könnte gebucht werden.", "Alle Termintypen sind da.", "POST /v2/bookings"] {
        assert!(rehearsed.text().contains(text), "{text}: {}", rehearsed.text());
    }
    let list = owner.open("/services");
    assert!(
        list.text().contains(
            "Welle 140 Min. · 2 Pausen, 30 Min.: frei Emma Vogel Cal.com: alles in Ordnung"
        ),
        "{}",
        list.text()
    );
    for (query, status) in [
        ("day=gestern&time=10:00", 400),
        ("day=2026-11-24&time=99:99", 400),
        ("day=2026-11-24&time=10:00&staff=niemand", 400),
        ("", 200),
    ] {
        assert_eq!(
            owner.get(&format!("/services/welle/rehearse?{query}")).status,
            status,
            "{query}"
        );
    }
}

#[test]
fn drift_is_shown_field_by_field_and_restored_or_accepted() {
    let (app, mut owner) = salon();
    let form = owner.open("/services/welle").form("/services/welle/sync");
    owner.send_and_see(&form);
    let even = owner.open("/services/welle/drift");
    assert!(even.text().contains("Alles ist bei Cal.com so, wie es sein soll."), "{}", even.text());
    let slug = made(&app.sandbox)[0].slug.clone();
    by_hand(&app.sandbox, &slug, |one| {
        one.title = "Anders <i>".into();
        one.minutes = 50;
        one.description = "Bitte pünktlich".into();
    });
    let drift = owner.open("/services/welle/drift");
    for text in
        ["Titel uns", "Anders <i>", "Minuten uns 45 50", "Beschreibung euch", "Bitte pünktlich"]
    {
        assert!(drift.text().contains(text), "{text}: {}", drift.text());
    }
    assert!(!drift.html.contains("<i>"));

    // The salon's own field: taken over, and only as it was seen.
    let accept = about(&drift, "/services/welle/accept", "description");
    let stale = owner.send(&accept.clone().with("seen", "\"Anderes\""));
    assert_eq!(stale.status, 409, "{}", stale.text());
    let after = owner.send_and_see(&accept);
    assert!(!after.text().contains("Beschreibung"), "{}", after.text());
    assert_eq!(owner.send(&accept).status, 303, "a double click");
    assert_eq!(at(&app.sandbox, &slug).description, "Bitte pünktlich");
    let ours = owner.send(&accept.clone().with("field", "title"));
    assert_eq!(ours.status, 409, "ours cannot be accepted");

    // The minutes: the service takes them over.
    let length = after.form("/services/welle/length");
    for (minutes, status) in [("viele", 400), ("0", 400), ("99999", 400)] {
        assert_eq!(owner.send(&length.clone().with("minutes", minutes)).status, status);
    }
    assert_eq!(owner.send(&length.clone().with("part", "Q")).status, 404);
    let after = owner.send_and_see(&length);
    assert!(!after.text().contains("Minuten uns"), "{}", after.text());
    assert_eq!(
        app.count("SELECT duration_minutes FROM service_segments WHERE name = 'Wickeln'"),
        50
    );

    assert_eq!(owner.send(&length).status, 303, "a double click");

    // The title: ours again.
    let restore = after.form("/services/welle/restore");
    let after = owner.send_and_see(&restore);
    assert!(after.text().contains("Alles ist bei Cal.com so"), "{}", after.text());
    assert_ne!(at(&app.sandbox, &slug).title, "Anders <i>");
    assert_eq!(owner.send(&restore).status, 303, "a double click");
    assert_eq!(owner.send(&restore.with("row", "999999")).status, 404);

    let mut agency = Visitor::of(&app, "agency");
    let seen = agency.open("/services/welle/drift");
    assert!(seen.forms("/services").is_empty(), "looks, and changes nothing");
}
