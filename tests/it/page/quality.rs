//! The figures: how well it goes over time, with nothing of any customer in it.

use crate::page::world;
use crate::page::world::OF_CUSTOMERS;
use crate::support::markup;
use crate::support::visitor::Visitor;

/// The most bytes of a page.
const PAGE_BYTES_MAX: usize = 100_000;

#[test]
fn figures_are_drawn_with_their_targets_and_no_customer_is_in_them() {
    let app = world::salon();
    let mut agency = Visitor::of(&app, "agency");
    for days in ["30", "90", "365"] {
        let seen = agency.open(&format!("/quality?days={days}"));
        let text = seen.text();
        for sentence in [
            "Person zugeordnet",
            "Ziel",
            "Wünsche erfüllt",
            "In Pausen gewonnene Minuten",
            "Verstanden",
            "Nachgefragt",
            "im Anruf gebucht",
            "E-Mail-Adresse",
        ] {
            assert!(text.contains(sentence), "{days} {sentence}: {text}");
        }
        assert!(seen.html.contains("class=\"target\""), "{days}");
        assert!(!seen.html.contains(" style="), "{days}");
        assert!(seen.html.contains(&format!("value=\"{days}\" selected")), "{days}");
        assert!(seen.html.len() < PAGE_BYTES_MAX, "{days}: {}", seen.html.len());
        let faults = markup::faults(&seen.html);
        assert!(faults.is_empty(), "{days}: {faults:?}");
        for secret in OF_CUSTOMERS {
            assert!(!seen.html.contains(secret), "{days} {secret}");
        }
    }
    // The numbers of the rows: not every booking has a person.
    let seen = agency.open("/quality").html;
    let all =
        app.count("SELECT count(*) FROM appointments WHERE calcom_v2_booking_uid IS NOT NULL");
    let with = app.count(
        "SELECT count(*) FROM appointments WHERE calcom_v2_booking_uid IS NOT NULL AND staff_id IS NOT NULL",
    );
    assert!((1..all).contains(&with), "{with} of {all}");
    assert!(seen.contains(&format!("{with} von {all}")), "{seen}");
    let odd = agency.open("/quality?days=9999999999");
    assert!(odd.html.contains("value=\"30\" selected"), "what cannot be chosen is the shortest");
}

#[test]
fn figures_are_a_file_too() {
    let app = world::salon();
    let mut agency = Visitor::of(&app, "agency");
    let file = agency.get("/quality.csv?days=90").html;
    assert!(file.starts_with("von,bis,was,Anzahl,von so vielen,Ziel\n"), "{file}");
    assert!(file.contains(",source retell_phone,2,2,"), "{file}");
    assert!(file.contains(",rule email,"), "{file}");
    assert!(file.contains(",pause_minutes_won,0,"), "{file}");
}
