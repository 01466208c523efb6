//! A service of several steps is changed, and its event types are made at Cal.com.

use crate::browser::both_at;
use crate::event_type::world::made;
use crate::page::services_calcom;

#[test]
fn a_service_is_changed_and_its_event_types_are_seen() {
    both_at(
        || services_calcom::salon().0,
        Some("owner"),
        |browser, app| {
            browser.open("/services");
            browser.press("a[href='/services/welle']");
            browser.press("a[href='/services/welle/edit']");
            browser.fill("input[name='s0.minutes']", "keine");
            browser.press("button[value=save]");
            browser.sees("Bitte ganze Minuten");
            browser.fill("input[name='s0.minutes']", "50");
            browser.press("button[value=save]");
            assert_eq!(browser.path(), "/services/welle");
            assert_eq!(
                app.count("SELECT duration_minutes FROM service_segments WHERE name = 'Wickeln'"),
                50
            );
            browser.sees("fehlt");
            browser.press("form[action='/services/welle/sync'] button");
            browser.sees("Abgeglichen.");
            assert_eq!(browser.count("td.is-good"), 4);
            let made = made(&app.sandbox);
            assert_eq!((made.len(), made[0].minutes), (4, 50));
            browser.open("/services/welle/drift");
            browser.sees("Alles ist bei Cal.com so, wie es sein soll.");
        },
    );
}
