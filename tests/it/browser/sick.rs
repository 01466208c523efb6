//! Somebody is ill: her visits go to who is free, by two clicks and a tick.

use crate::browser::both_at;
use crate::page::sick::salon;
use crate::page::world::DAY;

#[test]
fn a_sick_colleagues_visit_is_moved() {
    both_at(salon, Some("desk"), |browser, app| {
        browser.open("/staff");
        browser.press("a[href='/sick']");
        browser.choose("#staff", "Emma Vogel");
        browser.script(&format!("document.querySelector('#day').value = '{DAY}'"));
        browser.press("form[method='get'][action='/sick'] button");
        browser.sees("ein Besuch");
        browser.sees("Kim Muster");
        let whose =
            "SELECT DISTINCT s.key FROM appointment_segments g JOIN staff s ON s.id = g.staff_id
                     WHERE g.appointment_id = 1";
        let absences = "SELECT count(*) FROM absences";
        assert_eq!(
            (app.rows(whose), app.count(absences)),
            (vec!["emma".to_owned()], 0),
            "looking is free"
        );

        browser.click("input[name='visit-1'][value='1=juergen']");
        browser.press("form[method='post'][action='/sick'] button.primary");
        browser.sees("wird gerade bei Cal.com umgebucht");
        browser.sees("Die Abwesenheit ist eingetragen.");
        app.settle();
        app.deliver_webhooks();
        app.settle();
        // Its own link asks again; the form is not sent a second time.
        browser.press("#became a[href*='once=']");
        browser.sees("verlegt, Cal.com bestätigt");
        browser.sees("kein Besuch fällt hinein");
        assert_eq!((app.rows(whose), app.count(absences)), (vec!["juergen".to_owned()], 1));
        let moves = "SELECT count(*) FROM sagas WHERE kind = 'move'";
        assert_eq!(app.count(moves), 1);
        // And back to the form that was sent: it moves nothing again.
        browser.back();
        assert_eq!(app.count(moves), 1);
    });
}
