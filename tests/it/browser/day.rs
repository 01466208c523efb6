//! The day, and what is done from a visit.

use crate::browser::both;
use crate::page::world::{COLOUR, CUT, DAY};

#[test]
fn a_name_is_corrected() {
    both("desk", |browser, app| {
        browser.open(&format!("/day/{DAY}"));
        browser.press(&format!("a[href*='visit={CUT}#']"));
        browser.click("details:has(#customer) summary");
        browser.fill("#customer", "Erika Mustermann");
        browser.press("details:has(#customer) button");
        browser.sees("Erika Mustermann");
        assert!(browser.path().contains(&format!("visit={CUT}")), "{}", browser.path());
        assert_eq!(app.count("SELECT count(*) FROM customers WHERE name = 'Erika Mustermann'"), 1);
    });
}

#[test]
fn a_pause_is_released() {
    both("desk", |browser, app| {
        browser.open(&format!("/day/{DAY}"));
        browser.sees("gehalten");
        browser.press(&format!(".hold form[action='/visits/{COLOUR}/release'] button"));
        browser.sees("Für andere offen");
        assert_eq!(browser.count(".hold"), 0);
        let held = "SELECT count(*) FROM appointment_segments WHERE kind <> 'work' AND booking_status = 'accepted'";
        assert_eq!(app.count(held), 0);
        // Going back shows what is so now; without a script a browser may show the page as it was left, and its button then
        // changes nothing more.
        let sagas = app.rows("SELECT id, state FROM sagas");
        browser.back();
        if browser.runs_scripts() {
            browser.misses(".hold");
        } else if browser.count(".hold") > 0 {
            browser.press(&format!(".hold form[action='/visits/{COLOUR}/release'] button"));
            browser.misses(".hold");
        }
        app.settle();
        assert_eq!(app.count(held), 0);
        assert_eq!(app.rows("SELECT id, state FROM sagas"), sagas);
    });
}

#[test]
fn somebody_is_booked_into_a_pause() {
    both("desk", |browser, app| {
        browser.open(&format!("/day/{DAY}"));
        browser.press(&format!(".hold form[action='/visits/{COLOUR}/release'] button"));
        browser.sees("Min. frei");
        browser.press("a.free");
        browser.choose("#service", "Spitzen, 30 Min.");
        browser.fill("#name", "Tim Vorlage");
        browser.press("form[action='/book'] button.primary");
        browser.sees("Tim Vorlage");
        assert!(browser.path().starts_with(&format!("/day/{DAY}?visit=")), "{}", browser.path());
        let at = "SELECT a.starts_at FROM appointments a JOIN customers c ON c.id = a.customer_id
                  WHERE c.name = 'Tim Vorlage'";
        let at = app.rows(at);
        assert_eq!(at.len(), 1, "{at:?}");
        assert!(at[0].starts_with("2026-11-24T09:3"), "in the pause: {at:?}");
    });
}
