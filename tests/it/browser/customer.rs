//! A customer: forgotten by the owner, and what she does herself by her link.

use crate::browser::{both, both_at};
use crate::page::world;
use crate::page::world::CUT;

#[test]
fn a_customer_is_forgotten() {
    both("owner", |browser, app| {
        let id =
            app.rows(&format!("SELECT customer_id FROM appointments WHERE id = {CUT}")).remove(0);
        browser.open("/customers");
        browser.fill("input[name=find]", "Erika");
        browser.press("form[action='/customers'] button");
        browser.press(&format!("a[href='/customers/{id}']"));
        browser.press(&format!("a[href='/customers/{id}/erase']"));
        browser.sees("Sie hat noch Termine");
        browser.click("input[name=keep_visits]");
        browser.fill("#reason", "hat darum gebeten");
        browser.press(&format!("form[action='/customers/{id}/erase'] button"));
        browser.sees("Von ihr steht hier nichts mehr.");
        browser.open("/customers?find=Erika");
        browser.sees("Niemand gefunden.");
        let named = "SELECT count(*) FROM customers WHERE name LIKE '%Erika%'";
        assert_eq!(app.count(named), 0);
    });
}

#[test]
fn she_cancels_by_her_link() {
    both_at(world::salon, None, |browser, app| {
        browser.open(&world::own_page(app));
        browser.sees("Dein Termin");
        browser.click("details:has(form[action$='/cancel']) summary");
        browser.press("form[action$='/cancel'] button");
        browser.sees("Dieser Termin ist abgesagt.");
        assert_eq!(browser.count("form"), 0);
        let state = format!("SELECT status FROM appointments WHERE id = {CUT}");
        assert_eq!(app.rows(&state), ["cancelled"]);
    });
}

#[test]
fn she_asks_for_another_time() {
    both_at(world::salon, None, |browser, app| {
        let notes = || app.count("SELECT count(*) FROM callbacks");
        let before = notes();
        browser.open(&world::own_page(app));
        browser.click("details:has(form[action$='/ask']) summary");
        browser.fill("#words", "lieber <b>Freitag</b> um drei");
        browser.press("form[action$='/ask'] button");
        browser.sees("Wir melden uns");
        assert_eq!(notes(), before + 1);
        let wish = app.rows("SELECT wish FROM callbacks ORDER BY id DESC LIMIT 1").remove(0);
        assert!(wish.contains("lieber <b>Freitag</b> um drei"), "{wish}");
    });
}
