//! The day, as it is played: the morning. Its webhooks all come at noon, in a storm.

use crate::demo::call::{Call, Caller, Entry};
use crate::demo::cast::{
    EMAIL, GET, IDA_NORD, IDA_SUED, JUERGEN, KAETHE, KARL, LIST, MIRIAM, NAME, POST, SOEREN, number,
};
use crate::demo::day_late;
use crate::sandbox::stand_in::{FaultKind, HostShape, Operation};
use serde_json::json;

/// The whole day in its order. Calls are numbered; what is done at Cal.com has names of its own.
pub(crate) fn entries() -> Vec<Entry> {
    let mut entries = ordinary();
    entries.extend(awkward());
    entries.extend(broken());
    entries.extend(unclear());
    entries.push(Entry::Storm { at: (12, 30) });
    entries.extend(day_late::entries());
    let (mut calls, mut forms, mut pages) = (0, 0, 0);
    for entry in &mut entries {
        let Entry::Call(call) = entry else { continue };
        let (kind, number) = match call.caller {
            Caller::Form => ("form", &mut forms),
            Caller::Nobody => ("page", &mut pages),
            Caller::Number(_) | Caller::Withheld | Caller::Web => ("call", &mut calls),
        };
        *number += 1;
        call.id = format!("{kind}_{number:02}");
    }
    entries
}

fn ordinary() -> Vec<Entry> {
    vec![
        Call::at(8, 5, MIRIAM, "Haarschnitt morgen, Jürgen")
            .does("check_customer", json!({}), "new")
            .asks(json!({
                "service": "Haare schneiden", "staff": "zum Jürgen", "when": "gleich morgen früh um neun",
            }))
            .takes(0, "Miriam Löwe", "booked")
            .ends("booked Wed 09:00", JUERGEN, EMAIL, POST),
        // Jürgen's own account at Cal.com does these.
        Call::at(8, 15, Caller::Form, "Herrenschnitt, Webformular")
            .fills_in(json!({
                "service": "Herren-Schnitt", "start": "morgen um zehn", "branch": "Nord",
                "customer": {
                    "name": "Karl Lüders", "phone": "030 23125202", "email": "karl.lueders@example.com",
                },
            }))
            .ends("booked Wed 10:00", JUERGEN, EMAIL, POST),
        Call::at(8, 20, SOEREN, "Färben Do, egal wer, Nord")
            .does(
                "check_availability",
                json!({ "service": "Farbe", "staff": "ist mir egal", "when": "Donnerstag Vormittag" }),
                "invalid",
            )
            .asks(json!({
                "service": "Farbe", "staff": "ist mir egal", "when": "Donnerstag Vormittag",
                "branch": "Nord",
            }))
            .takes(0, "Sören Thießen", "booked")
            .ends("booked Thu 09:00", IDA_NORD, EMAIL, POST),
        Call::at(8, 30, number("+493023125204"), "Ida – welche? Die in Süd")
            .does(
                "check_availability",
                json!({ "service": "Haarschnitt", "staff": "Ida", "date": "morgen" }),
                "invalid",
            )
            .asks(json!({
                "service": "Haarschnitt", "staff": "Ida", "branch": "Süd", "date": "morgen",
            }))
            .takes(1, "Ayşe Öztürk", "booked")
            .ends("booked Wed 10:30", IDA_SUED, EMAIL, POST),
        Call::at(8, 40, number("+491713920011"), "Haarschnitt Do 14 Uhr, Nord")
            .books_at("Haarschnitt", "Nord", "2026-12-03T14:00", "Jörg Süß")
            .ends("booked Thu 14:00", JUERGEN, EMAIL, POST),
        Call::at(8, 50, number("+491713920012"), "Färben Fr, Frau Böhm, Nord")
            .asks(json!({
                "service": "Färben", "staff": "die Frau Böhm", "branch": "Nord",
                "when": "am Freitag, ab zehn",
            }))
            .takes(0, "Gül Yıldız", "booked")
            .ends("booked Fri 10:00", IDA_NORD, EMAIL, POST),
        Call::at(8, 55, number("+491713920013"), "Föhnen heute Nachmittag")
            .asks(json!({ "service": "Föhnen", "date": "heute Nachmittag", "earliest": "drei" }))
            .takes(0, "Renée Möller", "booked")
            .ends("booked Tue 15:00", JUERGEN, EMAIL, POST),
    ]
}

/// Callers who are not quite as expected.
fn awkward() -> Vec<Entry> {
    vec![
        Call::at(9, 5, number("+491713920014"), "Haarschnitt Fr 9:30, Jürgen")
            .books_with("Haarschnitt", "bei Jürgen", "Freitag um halb zehn", "Björk Åkesson")
            .sent(3)
            .ends("booked Fri 09:30, sent 3 times", JUERGEN, EMAIL, POST),
        Call::at(9, 15, number("+491713920015"), "Strähnen am Samstag, Süd")
            .asks(json!({ "service": "Strähnen", "date": "Samstag", "branch": "Süd" }))
            .takes(0, "Çiğdem Bäcker", "booked")
            .sent(2)
            .ends("booked Sat 09:00, sent 2 times", IDA_SUED, EMAIL, POST),
        Call::at(9, 25, Caller::Withheld, "Haarschnitt Do, ohne Nummer")
            .does("check_customer", json!({}), "withheld")
            .asks(json!({ "service": "Haarschnitt", "date": "Donnerstag", "branch": "Süd" }))
            .takes(0, "Jürgen Ungenannt", "booked")
            .ends("booked Thu 09:00", IDA_SUED, EMAIL, POST),
        Call::at(9, 35, Caller::Web, "Probeanruf aus dem Browser")
            .books("Herrenschnitt", "2026-12-03T10:00", "Test Töster", "booked")
            .ends("booked Thu 10:00", JUERGEN, EMAIL, POST),
        Call::at(9, 40, number("+491713920016"), "Lockenwickler-Kur")
            .does("check_availability", json!({ "service": "Lockenwickler-Kur" }), "invalid")
            .ends_so("asked back"),
        Call::at(9, 45, number("+491713920017"), "Haarschnitt bei Björn")
            .does(
                "check_availability",
                json!({ "service": "Haarschnitt", "staff": "Björn", "date": "morgen" }),
                "invalid",
            )
            .asks(json!({
                "service": "Haarschnitt", "date": "morgen", "time": "um eins", "branch": "Nord",
            }))
            .takes(0, "Hörst Büchner", "booked")
            .ends("booked Wed 13:00", JUERGEN, EMAIL, POST),
        Call::at(9, 50, MIRIAM, "Wer bin ich?")
            .does("check_customer", json!({}), "known")
            .ends_so("known, 1 ahead"),
        Call::at(9, 55, KARL, "Verlegen auf Do 11 Uhr")
            .does(
                "reschedule_appointment",
                json!({ "start": "Donnerstag, elf Uhr" }),
                "rescheduled",
            )
            .ends("moved to Thu 11:00", JUERGEN, EMAIL, POST),
        Call::at(10, 0, SOEREN, "Färben am Do absagen")
            .does("cancel_appointment", json!({}), "cancelled")
            .ends("cancelled", IDA_NORD, EMAIL, POST),
        Call::at(10, 5, MIRIAM, "Welche Termine habe ich?")
            .does("list_appointments", json!({}), "ok")
            .ends_so("1 appointment told"),
    ]
}

/// What goes wrong between Chairside and Cal.com.
fn broken() -> Vec<Entry> {
    let book = Operation::Book;
    vec![
        Call::at(10, 15, number("+491713920021"), "Haarschnitt Sa 11 Uhr, Süd")
            .trouble(book, FaultKind::LostAnswer)
            .books_at("Haarschnitt", "Süd", "2026-12-05T11:00", "Ägidius Kühn")
            .ends("booked Sat 11:00, answer lost", IDA_SUED, EMAIL, LIST),
        Call::at(10, 25, number("+491713920022"), "Färben Fr 14 Uhr, Süd")
            .trouble(book, FaultKind::Error500After)
            .books_at("Färben", "Süd", "2026-12-04T14:00", "Nuränia Völker")
            .ends("booked Fri 14:00, after a 500", IDA_SUED, EMAIL, LIST),
        Call::at(10, 35, number("+491713920023"), "Föhnen Do 16 Uhr, Jürgen")
            .trouble(book, FaultKind::NeverArrives)
            .does(
                "book_appointment",
                json!({
                    "service": "Föhnen", "staff": "Jürgen", "start": "2026-12-03T16:00",
                    "customer_name": "Bärbel Fröhlich",
                }),
                "unknown",
            )
            .ends("booked Thu 16:00, sent again", JUERGEN, EMAIL, POST),
        Call::at(10, 45, number("+491713920024"), "Haarschnitt Do 10 Uhr, Süd")
            .trouble(book, FaultKind::Host(HostShape::MissingInPost))
            .books_at("Haarschnitt", "Süd", "2026-12-03T10:00", "Günter Größl")
            .ends("booked Thu 10:00", IDA_SUED, EMAIL, GET),
        Call::at(10, 55, number("+491713920025"), "Herrenschnitt Fr 15 Uhr")
            .trouble(book, FaultKind::TooManyRequests)
            .books("Herrenschnitt", "2026-12-04T15:00", "Løve Kjær", "booked")
            .ends("booked Fri 15:00, after a 429", JUERGEN, EMAIL, POST),
        Call::at(11, 0, number("+491713920026"), "Haarschnitt Mi 16, Jürgen")
            .trouble(book, FaultKind::Host(HostShape::Unknown))
            .trouble(Operation::GetBooking, FaultKind::Error503)
            .books_with("Haarschnitt", "Jürgen", "2026-12-02T16:00", "Thórdís Müßig")
            .ends("booked Wed 16:00", JUERGEN, EMAIL, GET),
        Call::at(11, 10, number("+491713920027"), "Färben nächste Woche")
            .trouble_for_long(Operation::Slots, FaultKind::Error503)
            .does(
                "check_availability",
                json!({ "service": "Färben", "date": "7.12.", "branch": "Süd" }),
                "unavailable",
            )
            .ends_so("asked to call again"),
    ]
}

/// When it is not clear who.
fn unclear() -> Vec<Entry> {
    vec![
        Call::at(11, 20, number("+491713920031"), "Brautfrisur am Samstag")
            .asks(json!({ "service": "Brautfrisur", "date": "5.12." }))
            .takes(1, "Anaïs Brünner", "booked")
            .ends_unassigned("booked Sat 10:30, ambiguous", Some(NAME), Some(POST)),
        Call::at(11, 30, number("+491713920032"), "Bartpflege 17 Uhr, Süd")
            .books_at("Bartpflege", "Süd", "2026-12-01T17:00", "Özgür Würth")
            .ends_unassigned("booked Tue 17:00, no candidate", None, Some(POST)),
        Call::at(11, 40, number("+491713920033"), "Extensions am Freitag")
            .asks(json!({ "service": "Extensions", "date": "Freitag", "earliest": "12:00" }))
            .takes(0, "Chloë Dühring", "booked")
            .ends_unassigned("booked Fri 12:00, no host", None, None),
        Call::at(11, 50, number("+491713920034"), "Haarschnitt Fr bei Käthe")
            .asks(json!({
                "service": "Haarschnitt", "staff": "zur Käthe", "date": "nächsten Freitag Vormittag",
            }))
            .takes(0, "Zoé Häußler", "booked")
            .ends("booked Fri 09:00", KAETHE, NAME, POST),
        Call::at(12, 0, number("+491713920035"), "Föhnen Samstag bei Jürgen")
            .does(
                "check_availability",
                json!({ "service": "Föhnen", "staff": "Jürgen", "date": "Samstag" }),
                "none",
            )
            .takes(0, "Ursula Blümel", "booked")
            .ends("booked Sat 09:00, Jürgen busy", IDA_NORD, EMAIL, POST),
    ]
}
