//! The whole of it: an empty folder, the guided page, the salon served without a restart, the first booking by a signed
//! call, and what the customer is told.

use crate::first_run::world::{Empty, Served, again, finish, until};
use crate::message::world::MOBILE;
use crate::page::people::{PASSWORD, log_in};
use crate::support::visitor::Visitor;
use chairside::config::Config;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Before there is a salon: it lives, it is not ready, and nobody gets anything.
fn nothing_is_served_yet(served: &Served) {
    assert_eq!(served.get("/healthz").0, 200);
    let (status, answer) = served.get("/readyz");
    assert_eq!(status, 503);
    assert!(answer["error"].as_str().unwrap().contains("not set up yet"), "{answer}");
    for path in ["/api/retell/function", "/api/retell/webhook", "/api/retell/inbound"] {
        assert_eq!(served.post(path, &[], b"{}").0, 503, "{path}");
    }
    assert_eq!(served.post("/api/calcom/webhook", &[], b"{}").0, 503);
    assert_eq!(served.get("/api/v2/bookings").0, 503);
    assert_eq!(served.get("/metrics").0, 503);
    assert_eq!(served.get("/today").0, 404);
    assert_eq!(served.get("/style.css").0, 200);
    let mut stranger = Visitor::at(&served.url);
    let seen = stranger.get("/");
    assert_eq!(seen.status, 401);
    assert!(seen.text().contains("Der Link zum Einrichten steht dort"), "{}", seen.text());
    assert!(seen.header("content-security-policy").starts_with("default-src 'none'"));
}

#[test]
fn from_an_empty_folder_to_the_first_booking() {
    let empty = Empty::new();
    let mut served = empty.serve();
    let (version, folder) = (env!("CARGO_PKG_VERSION"), empty.folder());
    assert!(served.told.contains(&format!("version {version}")), "{}", served.told);
    assert!(served.told.contains(&folder.join("chairside.db").display().to_string()));
    nothing_is_served_yet(&served);
    let mut visitor = empty.owner(&served);
    empty.answer_all(&mut visitor);
    assert_eq!(empty.files(), [""; 0], "nothing is written before the last step");
    let seen = visitor.open("/begin");
    assert!(seen.text().contains("Emma Vogel, Juergen Weiss"), "{}", seen.text());
    let seen = finish(&mut visitor);
    assert_eq!((seen.status, seen.location.as_str()), (303, "/welcome"), "{}", seen.html);
    // The same address, the same session, no restart.
    let mut visitor = again(&served, &visitor);
    let seen = visitor.open("/welcome");
    let text = seen.text();
    assert!(text.contains("Der Salon läuft") && text.contains("nadine · Inhaberin"), "{text}");
    for remains in ["retell push", "server.public_url", "doctor --fix", "[mail]"] {
        assert!(text.contains(remains), "{remains}: {text}");
    }
    assert_eq!(served.get("/readyz").0, 200);
    assert!(served.line().contains("is set up and served at"));
    // Whose the files are.
    assert_eq!((mode(&folder), mode(&empty.at("appliance.toml"))), (0o700, 0o600));
    assert_eq!(mode(&empty.at("chairside.db")), 0o600);
    let config = Config::load(&empty.at("appliance.toml")).unwrap();
    assert_eq!(config.company.name, "Salon \"Haarscharf\" 💇");
    assert_eq!(config.company.key, "salon-haarscharf");
    assert_eq!((config.calcom.team_ids.as_slice(), config.staff.len()), (&[90][..], 2));
    assert_eq!(config.calcom.webhook_secrets.len(), 1);
    a_call_books(&empty, &served);
    // A password was chosen: the next start prints no link, and the owner comes in by it.
    served.kill();
    let served = Served::begin(&folder);
    let mut visitor = Visitor::at(&served.url);
    assert_eq!(log_in(&mut visitor, "/login", "Nadine", PASSWORD).status, 303);
    assert_eq!(served.get("/readyz").0, 200);
    assert_eq!(served.kill(), "");
}

/// The event types are made at Cal.com by themselves; then somebody calls, books, and is told.
pub fn a_call_books(empty: &Empty, served: &Served) {
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "date": "übermorgen" });
    let offer = until("a free time", || {
        let heard: Value = served.function("call_1", MOBILE, "check_availability", &args);
        let offers = heard["offers"].as_array().or(heard["slots"].as_array()).cloned();
        offers.and_then(|all| all.first().cloned())
    });
    let args = json!({ "offer_id": offer["offer_id"], "customer_name": "Zoë Beispiel" });
    let heard = served.function("call_1", MOBILE, "book_appointment", &args);
    assert_eq!(heard["status"], "booked", "{heard}");
    assert_eq!(empty.calcom.counts().created, 1);
    let message = until("a message to the customer", || {
        let entries = fs::read_dir(empty.at("messages")).ok()?;
        let mut files = entries.map(|one| one.unwrap().path());
        let found = files.find(|path| path.extension().is_some_and(|kind| kind == "sms"))?;
        Some(fs::read_to_string(found).unwrap())
    });
    assert!(message.contains("Haarscharf"), "{message}");
}

/// Whatever needs a key may wait: Cal.com's alone is needed.
#[test]
fn a_salon_without_a_telephone_is_served_too() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    for step in ["salon", "calcom", "people", "services"] {
        empty.answer(&mut visitor, step);
    }
    let form = visitor.open("/begin/retell").form("/begin/retell");
    assert_eq!(visitor.send(&form).location, "/begin");
    assert_eq!(finish(&mut visitor).status, 303);
    let text = again(&served, &visitor).open("/welcome").text();
    assert!(text.contains("Ohne Retells Schlüssel"), "{text}");
    assert_eq!(empty.retell.requests().len(), 0);
}
