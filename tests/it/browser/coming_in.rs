//! The first run, and the login.

use crate::page::people::{PASSWORD, first_link, first_owner};
use crate::support::browser::{Browser, Kept, Scripts};
use crate::support::harness::TestApp;

fn open(app: &TestApp, scripts: Scripts) -> Browser {
    Browser::at(&format!("http://{}", app.addr()), scripts)
}

#[test]
fn the_first_owner_comes_in_by_the_link() {
    let _kept = Kept::on();
    for scripts in [Scripts::On, Scripts::Off] {
        let app = TestApp::start();
        let browser = open(&app, scripts);
        browser.open(&first_link(&app));
        browser.fill("#name", "Nadine");
        browser.fill("#password", "kurz");
        browser.press("button");
        browser.sees("Mindestens 10 Zeichen");
        browser.fill("#password", PASSWORD);
        browser.press("button");
        assert_eq!(browser.path(), "/today", "{scripts:?}");
        browser.sees("nadine · Inhaberin");
    }
}

#[test]
fn a_name_and_a_password_let_in() {
    let _kept = Kept::on();
    for scripts in [Scripts::On, Scripts::Off] {
        let app = TestApp::start();
        first_owner(&app);
        let browser = open(&app, scripts);
        browser.open("/needs");
        browser.fill("#name", "nadine");
        browser.fill("#password", "falsch geraten");
        browser.press("button");
        browser.sees("Name oder Passwort stimmt nicht.");
        browser.fill("#password", PASSWORD);
        browser.press("button");
        assert_eq!(browser.path(), "/needs", "{scripts:?}");
        browser.open("/account");
        browser.press("form[action='/logout'] button");
        assert_eq!(browser.path(), "/login");
        // The page that the browser may have kept is gone with the session.
        browser.back();
        browser.sees("Passwort");
        assert!(!browser.text("body").contains("nadine"), "{scripts:?}: {}", browser.text("body"));
        browser.open("/account");
        assert!(browser.path().starts_with("/login"), "{}", browser.path());
    }
}
