//! What stood in the book when the day began: a salon's day is not empty when the first one calls.

use crate::demo::stage::Stage;
use serde_json::json;

/// Service, whom for, whom with, where, and when on the salon's clock.
const STANDING: [(&str, &str, &str, &str, &str); 12] = [
    ("ansatz", "Sabine Beispiel", "Ida Böhm", "Nord", "09:00"),
    ("faerben", "Helga Ümit", "Ida Böhm", "Süd", "09:00"),
    ("haarschnitt", "Mira Muster", "Jürgen", "Nord", "09:15"),
    ("herrenschnitt", "Karl Probe", "Jürgen", "Nord", "10:30"),
    ("haarschnitt", "Ruth Original", "Ida Böhm", "Süd", "11:00"),
    ("haarschnitt", "Zoë Vorlage", "Ida Böhm", "Nord", "11:30"),
    ("haarschnitt", "Olga Entwurf", "Jürgen", "Nord", "13:00"),
    ("faerben", "Ines Skizze", "Ida Böhm", "Nord", "13:00"),
    ("ansatz", "Lara Halb", "Ida Böhm", "Süd", "13:30"),
    ("foehnen", "Eva Ohnegast", "Jürgen", "Nord", "14:15"),
    ("haarschnitt", "Frieda Kante", "Ida Böhm", "Nord", "15:30"),
    ("herrenschnitt", "Paul Platzhalter", "Jürgen", "Nord", "16:00"),
];

/// Books them, by the web form and without a way to tell anybody. Fails if one is not booked.
pub(crate) fn book(stage: &Stage) -> Result<(), String> {
    for (place, (service, name, staff, branch, time)) in STANDING.iter().enumerate() {
        let order = json!({
            "request_id": format!("standing-{place}"), "service": service, "staff": staff, "branch": branch,
            "start": format!("2026-12-01T{time}"), "customer": { "name": name },
        });
        let (status, answer) = stage.form(&order)?;
        if status != 201 {
            return Err(format!("{name} at {time}: {status} {answer}"));
        }
    }
    stage.rest()
}
