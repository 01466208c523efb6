//! What came in and died is worked on again: tried first, then done.

use crate::browser::both;
use crate::page::events::lost;

#[test]
fn an_event_is_tried_and_then_worked_on_again() {
    both("desk", |browser, app| {
        let id = lost(app);
        let visits = || app.count("SELECT count(*) FROM appointments");
        let before = visits();
        browser.open("/needs");
        browser.press(&format!("a[href='/events/{id}']"));
        browser.sees("nicht verarbeitet");
        browser.press(&format!("form[action='/events/{id}/try'] button"));
        browser.sees("So würde es gehen");
        browser.sees("neu angelegt");
        assert_eq!(visits(), before, "a trial keeps nothing");
        browser.press(&format!("form[action='/events/{id}/replay'] button"));
        browser.sees("Wiederholt");
        app.settle();
        assert_eq!(visits(), before + 1);
        browser.open("/needs");
        assert_eq!(browser.count(&format!("a[href='/events/{id}']")), 0);
    });
}
