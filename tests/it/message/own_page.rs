//! The customer's own page behind her link.

use crate::message::desk::linked;
use crate::support::visitor::Visitor;
use time::Duration;

#[test]
fn she_sees_her_visit_asks_for_another_time_and_cancels() {
    let (app, token) = linked();
    let address = format!("/v/{token}");
    let mut customer = Visitor::stranger(&app);
    let page = customer.open(&address);
    let text = page.text();
    for part in [
        "Dein Termin",
        "Dienstag, 1. Dezember",
        "10:00 bis",
        "Ändern kannst du ihn hier bis 2026-11-30 10:00",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "no-referrer");

    let ask = page.form(&format!("{address}/ask"));
    let empty = customer.send(&ask.clone().with("words", "  "));
    assert_eq!(empty.status, 400);
    assert!(empty.text().contains("Wann würde es dir passen?"));
    let asked = customer.send_and_see(&ask.clone().with("words", "lieber <b>Freitag</b> um drei"));
    assert!(asked.text().contains("Wir melden uns"), "{}", asked.text());
    let notes = || app.rows("SELECT wish FROM callbacks");
    assert_eq!(notes().len(), 1);
    assert!(notes()[0].contains("lieber <b>Freitag</b> um drei"), "{:?}", notes());
    for words in ["oder vier", "oder fünf", "oder sechs", "oder sieben"] {
        customer.send(&ask.clone().with("words", words));
    }
    assert_eq!(notes().len(), 3, "{:?}", notes());

    let cancel = customer.open(&address).form(&format!("{address}/cancel"));
    let stranger = Visitor::stranger(&app).send(&cancel);
    assert_eq!(stranger.status, 403, "a form of another browser");
    let off = customer.send_and_see(&cancel);
    assert!(off.text().contains("Dieser Termin ist abgesagt."), "{}", off.text());
    assert_eq!(customer.send(&cancel).status, 303, "a second click");
    assert_eq!(app.rows("SELECT status FROM appointments"), ["cancelled"]);
    app.settle();
}

#[test]
fn shortly_before_it_she_is_told_to_call() {
    let (app, token) = linked();
    let address = format!("/v/{token}");
    let mut customer = Visitor::stranger(&app);
    let page = customer.open(&address);
    let cancel = page.form(&format!("{address}/cancel"));
    let ask = page.form(&format!("{address}/ask")).with("words", "später");
    app.clock.forward(Duration::days(7) + Duration::hours(2));
    for form in [&cancel, &ask] {
        let refused = customer.send(form);
        assert_eq!(refused.status, 409);
        assert!(refused.text().contains("Ruf uns bitte an."), "{}", refused.text());
    }
    assert!(!customer.open(&address).html.contains("<form"));
    assert_eq!(app.rows("SELECT status FROM appointments"), ["confirmed"]);
    // When it is over there is nothing any more.
    app.clock.forward(Duration::days(3));
    assert_eq!(customer.get(&address).status, 404);
    assert_eq!(customer.send(&cancel).status, 404);
}
