//! What needs a person, done from the queue.

use crate::browser::both;
use crate::page::world::{EMMA, HOST_UNKNOWN, NOBODYS, UNKNOWNS};

#[test]
fn the_visit_that_nobody_does_is_assigned() {
    both("desk", |browser, app| {
        browser.open("/needs");
        let form = format!("form[action='/visits/{NOBODYS}/assign']");
        browser.choose(&format!("{form} select"), "Emma Vogel");
        browser.press(&format!("{form} button"));
        assert_eq!((browser.path().as_str(), browser.count(&form)), ("/needs", 0));
        let whose = format!("SELECT staff_id FROM appointments WHERE id = {NOBODYS}");
        assert_eq!(app.rows(&whose), [EMMA]);
    });
}

#[test]
fn somebody_unknown_is_told_to_be_emma() {
    both("desk", |browser, app| {
        browser.open("/needs");
        let form = format!("form[action='/hosts/{HOST_UNKNOWN}/is']");
        browser.choose(&format!("{form} select"), "Emma Vogel");
        browser.press(&format!("{form} button"));
        assert_eq!((browser.path().as_str(), browser.count(&form)), ("/needs", 0));
        let whose = format!("SELECT staff_id FROM appointments WHERE id = {UNKNOWNS}");
        assert_eq!(app.rows(&whose), [EMMA]);
    });
}
