//! The guided first run, by clicking, with the page's script and without it: from the link on the console to the salon's day.

use crate::first_run::whole::a_call_books;
use crate::first_run::world::Empty;
use crate::page::people::PASSWORD;
use crate::support::browser::{Browser, Kept, Scripts};
use chairside::sandbox::retell::service::DEMO_RETELL_KEY;
use chairside::sandbox::stand_in::DEMO_API_KEY;

/// The button that leads on.
const ON: &str = ".actions .primary";

#[test]
fn a_salon_is_set_up_by_clicking() {
    let _kept = Kept::on();
    for scripts in [Scripts::On, Scripts::Off] {
        let empty = Empty::new();
        let served = empty.serve();
        let browser = Browser::at(&served.url, scripts);
        browser.open(&served.link);
        browser.fill("#name", "Nadine");
        browser.fill("#password", PASSWORD);
        browser.press(ON);
        assert_eq!(browser.path(), "/begin/salon", "{scripts:?}");
        salon(&browser);
        calcom(&browser, &empty);
        people_and_services(&browser);
        browser.click("summary");
        browser.fill("#api_key", DEMO_RETELL_KEY);
        browser.fill("#base_url", &empty.retell.base_url());
        browser.press(ON);
        browser.sees("Alles beisammen");
        browser.sees("Emma Vogel, Juergen Weiss, Ida Neu");
        browser.press(ON);
        // Without a word about it another server answers now.
        browser.sees("Der Salon läuft");
        assert_eq!(browser.path(), "/welcome");
        browser.sees("nadine · Inhaberin");
        browser.press(ON);
        assert_eq!(browser.path(), "/today");
        a_call_books(&empty, &served);
        drop(browser);
    }
}

fn salon(browser: &Browser) {
    browser.fill("#time_zone", "Berlin");
    browser.press(ON);
    browser.sees("Meintest du Europe/Berlin?");
    browser.sees("Ein Name ist eine Zeile");
    browser.fill("#name", "Salon Haarscharf");
    browser.fill("#time_zone", "Europe/Berlin");
    for day in ["tuesday", "wednesday", "thursday", "friday", "monday", "saturday", "sunday"] {
        browser.fill(&format!("#{day}"), "09:00-18:00");
    }
    browser.press(ON);
    assert_eq!(browser.path(), "/begin/calcom");
}

fn calcom(browser: &Browser, empty: &Empty) {
    browser.fill("#api_key", "cal_wrong");
    browser.click("summary");
    browser.fill("#base_url", &empty.calcom.base_url());
    browser.press(ON);
    browser.sees("Cal.com nimmt diesen Schlüssel nicht an (401)");
    browser.fill("#api_key", DEMO_API_KEY);
    browser.press(ON);
    assert_eq!(browser.path(), "/begin/people");
}

fn people_and_services(browser: &Browser) {
    browser.fill("#p2-name", "Ida Neu");
    browser.press("button[value='more']");
    assert_eq!(browser.count("fieldset.row"), 10);
    browser.press(ON);
    assert_eq!(browser.path(), "/begin/services");
    browser.fill("#s0-name", "Haarschnitt");
    browser.fill("#s0-minutes", "bald");
    browser.press(ON);
    browser.sees("Ganze Minuten");
    browser.fill("#s0-minutes", "45");
    browser.click("#t-colour-cut-on");
    browser.press(ON);
    assert_eq!(browser.path(), "/begin/retell");
}
