//! Who is who: corrected, and a suggestion accepted.

use crate::browser::both;
use crate::page::world::{CUT, EMMA};
use crate::support::harness::HOST_JUERGEN;

#[test]
fn a_mapping_is_corrected_after_its_list_was_seen() {
    both("desk", |browser, app| {
        browser.open("/mappings");
        browser.press(&format!("a[href='/hosts/{HOST_JUERGEN}']"));
        browser.sees("Das ist Jürgen Weiß");
        browser.press("a[href$='/wrong']");
        browser.sees("Erika Muster");
        let whose = format!("SELECT staff_id FROM appointments WHERE id = {CUT}");
        assert_ne!(app.rows(&whose), [EMMA], "looking changes nothing");
        browser.press(&format!("a.button[href='/hosts/{HOST_JUERGEN}']"));
        let form = format!("form[action='/hosts/{HOST_JUERGEN}/map']");
        browser.click(&format!("details:has({form}) summary"));
        browser.choose(&format!("{form} select"), "Emma Vogel");
        browser.fill(&format!("{form} input[name=reason]"), "heißt dort nur so");
        browser.press(&format!("{form} button"));
        browser.sees("Das ist Emma Vogel");
        browser.sees("heißt dort nur so");
        assert_eq!(app.rows(&whose), [EMMA]);
    });
}

#[test]
fn a_suggestion_is_accepted() {
    both("desk", |browser, app| {
        app.rows(
            "INSERT INTO calcom_hosts (company_id, host_id, name, emails, first_seen_at, updated_at)
             VALUES (1, 7100, 'Jürgen Weis', '[\"weis@salon.example\"]', '2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z')
             RETURNING host_id",
        );
        let juergen = app.rows("SELECT id FROM staff WHERE key = 'juergen'").remove(0);
        // Who has an account already is suggested for no other.
        let off = format!(
            "UPDATE calcom_host_mappings SET is_active = 0 WHERE staff_id = '{juergen}' RETURNING id"
        );
        assert_eq!(app.rows(&off).len(), 1);
        browser.open("/suggestions");
        browser.sees("weis@salon.example");
        let yes = "form[action='/hosts/7100/is']";
        browser.press(&format!("{yes}:has(input[value='{juergen}']) button"));
        assert_eq!((browser.path().as_str(), browser.count(yes)), ("/suggestions", 0));
        let who =
            "SELECT staff_id FROM calcom_host_mappings WHERE is_active AND calcom_host_id = 7100";
        assert_eq!(app.rows(who), [juergen]);
        // Pages are not kept: going back shows what is so now, and the button is gone.
        browser.back();
        assert_eq!(browser.count(yes), 0);
        assert_eq!(app.count("SELECT count(*) FROM suggestion_verdicts"), 1);
    });
}
