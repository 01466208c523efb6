//! How the program is set up, for the owner to look at.

use crate::support::harness::{WEB_TOKEN, WEBHOOK_SECRET};
use crate::support::visitor::{Visitor, page_app};

#[test]
fn the_owner_sees_what_is_in_force_and_no_secret() {
    let app = page_app();
    let mut owner = Visitor::of(&app, "owner");
    let page = owner.open("/settings");
    for text in [
        "So lange vorher ändert eine Kundin ihren Termin selbst booking.change_until_hours 24 Stunden",
        "calcom.webhook_secrets gesetzt (1)",
        "alerts.hook_url nicht gesetzt",
    ] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    for secret in [WEB_TOKEN, WEBHOOK_SECRET] {
        assert!(!page.html.contains(secret), "{}", page.html);
    }
    assert!(page.html.len() < 100_000);
    let form = owner.open("/account").form("/language").with("language", "en");
    owner.send(&form);
    let english = owner.open("/settings");
    assert!(english.text().contains("booking.change_until_hours 24 hours"), "{}", english.text());
    for role in ["desk", "agency"] {
        assert_eq!(Visitor::of(&app, role).get("/settings").status, 403);
    }
}
