//! The same on the page: the owner begins a look, and nobody waits for it.

use crate::support::visitor::{Visitor, page_app};
use std::time::{Duration, Instant};

/// For a slow machine.
const ENDS_WITHIN: Duration = Duration::from_secs(120);

#[test]
fn the_owner_sees_the_last_look_and_begins_another() {
    let app = page_app();
    let mut owner = Visitor::of(&app, "owner");
    let before = owner.open("/doctor");
    assert!(before.text().contains("Jetzt prüfen"), "{}", before.text());
    assert!(!before.text().contains("Zuletzt geprüft"), "{}", before.text());
    let begun = Instant::now();
    let under_way = owner.send_and_see(&before.form("/doctor"));
    assert!(under_way.text().contains("geprüft"), "{}", under_way.text());
    let seen = loop {
        let seen = owner.open("/doctor");
        if seen.text().contains("Zuletzt geprüft") {
            break seen;
        }
        assert!(begun.elapsed() < ENDS_WITHIN, "{}", seen.text());
        std::thread::yield_now();
    };
    assert!(
        seen.text().contains("Webhooks") && seen.text().contains("Datenbank"),
        "{}",
        seen.text()
    );
    for role in ["desk", "agency"] {
        assert_eq!(Visitor::of(&app, role).get("/doctor").status, 403);
    }
}
