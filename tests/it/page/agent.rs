//! Trying what the voice agent would understand and answer.

use crate::support::raw::Photograph;
use crate::support::visitor::{Visitor, page_app};

#[test]
fn a_sentence_is_tried_and_nothing_is_held_or_booked() {
    let app = page_app();
    let mut agency = Visitor::of(&app, "agency");
    let before = Photograph::of(&app);
    let page = agency.open("/agent?said=morgen+um+zehn+Haare+schneiden+bei+der+Emma");
    let text = page.text();
    for part in ["Haarschnitt", "Emma Vogel", "10", "check_availability: ok", "45 Min."] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let asked = agency.open("/agent?said=Haare+schneiden+um+25+Uhr").text();
    assert!(asked.contains("check_availability: invalid"), "{asked}");
    before.assert_unchanged(&app, "a rehearsal");
    let made = app.sandbox.requests().into_iter().filter(|one| one.method != "GET").count();
    assert_eq!(made, 0);
}
