//! The day, as it is played: the afternoon. Its webhooks come at once, or not at all.

use crate::demo::call::{Call, Caller, Entry, Step};
use crate::demo::cast::{
    EMAIL, GET, IDA_NORD, IDA_SUED, JUERGEN, KAETHE, KARL, LIST, MIRIAM, NAME, POST, SOEREN, number,
};
use crate::demo::salon;
use crate::sandbox::stand_in::{FaultKind, HostShape, Operation};
use serde_json::json;

/// In their order.
pub(crate) fn entries() -> Vec<Entry> {
    let mut entries = busy();
    entries.extend(at_calcom());
    entries.extend(evening());
    entries.extend(pause());
    entries
}

/// Two callers want the same, Cal.com goes on stumbling.
fn busy() -> Vec<Entry> {
    let book = Operation::Book;
    vec![
        Call::at(13, 0, number("+491713920041"), "Färben Fr, Süd: denkt nach")
            .asks(json!({ "service": "Färben", "branch": "Süd", "date": "Freitag" }))
            .ends_so("3 times offered"),
        // What the caller before is thinking about is not offered to another.
        Call::at(13, 2, number("+491713920042"), "Färben Fr, Süd: nimmt")
            .asks(json!({ "service": "Färben", "branch": "Süd", "date": "Freitag" }))
            .takes(0, "Désirée Kärcher", "booked")
            .ends("booked Fri 15:30", IDA_SUED, EMAIL, POST),
        // Jürgen is free as far as Chairside knows; Cal.com knows better.
        Call::at(13, 10, number("+491713920043"), "Schnitt Sa 12 Uhr, Jürgen")
            .does(
                "book_appointment",
                json!({
                    "service": "Haarschnitt", "branch": "Nord", "start": "2026-12-05T12:00",
                    "staff": "Jürgen", "customer_name": "Søren Überall",
                }),
                "taken",
            )
            .asks(json!({
                "service": "Haarschnitt", "branch": "Nord", "when": "am Samstag so gegen zwölf",
            }))
            .takes(0, "Søren Überall", "booked")
            .ends("booked Sat 12:00, 2nd choice", IDA_NORD, EMAIL, POST),
        Call::at(13, 20, number("+491713920044"), "Färben Mi 14 Uhr, Nord")
            .trouble(book, FaultKind::Host(HostShape::InOrganizer))
            .books_at("Färben", "Nord", "2026-12-02T14:00", "Noëlle Großkopf")
            .ends("booked Wed 14:00", IDA_NORD, EMAIL, "post:data.organizer"),
        Call::at(13, 30, number("+491713920045"), "Herrenschnitt Fr 16 Uhr")
            .trouble(book, FaultKind::CutBody)
            .books("Herrenschnitt", "2026-12-04T16:00", "Jérôme Bühler", "booked")
            .ends("booked Fri 16:00, answer cut", JUERGEN, EMAIL, LIST),
        Call::at(13, 40, number("+491713920046"), "Haarschnitt Mi 12 Uhr, Süd")
            .trouble(book, FaultKind::Html502)
            .books_at("Haarschnitt", "Süd", "2026-12-02T12:00", "Rüdiger Öhm")
            .ends("booked Wed 12:00, after a 502", IDA_SUED, EMAIL, LIST),
        Call::at(13, 50, number("+491713920047"), "Färben bei Käthe")
            .does(
                "check_availability",
                json!({ "service": "Färben", "staff": "Käthe", "date": "Freitag" }),
                "none",
            )
            .ends_so("asked back"),
        Call::at(14, 0, KARL, "Den Donnerstag absagen")
            .trouble(Operation::Cancel, FaultKind::LostAnswer)
            .does("cancel_appointment", json!({ "date": "am Donnerstag" }), "cancelled")
            .ends("cancelled, answer lost", JUERGEN, EMAIL, GET),
        Call::at(14, 5, KARL, "Noch einmal absagen")
            .does("cancel_appointment", json!({}), "not_found")
            .ends_so("no such appointment"),
    ]
}

/// What happens at Cal.com without any call.
fn at_calcom() -> Vec<Entry> {
    let page =
        |event_type, start, name| Step::Page { event_type, start, name, told_by_retell: false };
    vec![
        Call::at(14, 20, Caller::Nobody, "Kennenlernen, Cal.com-Seite")
            .at_calcom(page(salon::FIRST_TALK, "2026-12-02T15:00:00+01:00", "Loïc Schäfer"))
            .ends("booked Wed 15:00, by webhook", IDA_SUED, EMAIL, GET),
        Call::at(14, 30, Caller::Nobody, "Haarschnitt, Retells Tool")
            .at_calcom(Step::Page {
                event_type: salon::CUT_IDA_SUED,
                start: "2026-12-05T14:00:00+01:00",
                name: "Inés Grünwald",
                told_by_retell: true,
            })
            .ends("booked Sat 14:00, by Retell", IDA_SUED, EMAIL, GET),
        Call::at(14, 40, Caller::Nobody, "Haarschnitt, Webhook weg")
            .webhooks_lost()
            .at_calcom(page(salon::CUT_IDA_SUED, "2026-12-03T15:00:00+01:00", "Mårten Kühl"))
            .ends("booked Thu 15:00, by poll", IDA_SUED, EMAIL, LIST),
        Call::at(14, 50, Caller::Nobody, "Do 14 abgesagt, Webhook weg")
            .webhooks_lost()
            .at_calcom(Step::PageCancels { of: "call_04" })
            .ends("cancelled, by poll", JUERGEN, EMAIL, LIST),
        // The salon saw that the beard had no staff member, and gave it away at Cal.com.
        Call::at(15, 0, Caller::Nobody, "Bartpflege nun bei Ida")
            .at_calcom(Step::PageHandsOver { of: "call_25", to: salon::IDA_SUED })
            .ends("handed over, by webhook", IDA_SUED, EMAIL, GET),
    ]
}

fn evening() -> Vec<Entry> {
    vec![
        Call::at(15, 10, number("+491713920051"), "Föhnen Fr 11 Uhr, Nord")
            .books_at("Föhnen", "Nord", "2026-12-04T11:00", "Étienne Möhring")
            .ends("booked Fri 11:00", JUERGEN, EMAIL, POST),
        Call::at(15, 30, MIRIAM, "Verlegen zu Käthe, Freitag")
            .asks(json!({
                "service": "Haarschnitt", "staff": "bei der Käthe", "when": "am Freitag um eins",
            }))
            .moves(0)
            .ends("moved to Fri 13:00", KAETHE, NAME, POST),
        Call::at(15, 50, SOEREN, "Doch färben Sa 15 Uhr, Nord")
            .books_at("Färben", "Nord", "2026-12-05T15:00", "Sören Thießen")
            .ends("booked Sat 15:00", IDA_NORD, EMAIL, POST),
    ]
}

/// A colouring, and another caller who gets the minutes while it works.
fn pause() -> Vec<Entry> {
    vec![
        // 9:45 to 10:15, a pause until 11:05, then washing and drying until 11:50.
        Call::at(16, 0, Caller::Form, "Ansatz färben, Webformular")
            .fills_in(json!({
                "service": "Ansatz färben", "staff": "bei der Ida", "branch": "Nord",
                "start": "am Samstag, Viertel vor zehn",
                "customer": {
                    "name": "Léonie Brückner", "phone": "0171 3920061", "email": "leonie@example.com",
                },
            }))
            .ends("booked Sat 09:45, in 3 parts", IDA_NORD, EMAIL, POST),
        Call::at(16, 10, number("+491713920062"), "Haarschnitt Sa, bei Ida")
            .asks(json!({
                "service": "Haare schneiden", "staff": "die Ida", "branch": "Nord",
                "when": "Samstag Vormittag, spätestens halb zwölf",
            }))
            .takes(0, "Märta Jäger", "booked")
            .ends("booked Sat 10:15, in a pause", IDA_NORD, EMAIL, POST),
    ]
}
