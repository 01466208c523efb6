//! A salon of two branches: every offer, confirmation and list says where, and who does not say where is asked.

use crate::phone::heard::{OTHER, said, salon, salon_with, starts};
use crate::support::harness::{CALLER, TestApp, WEB_TOKEN};
use chairside::sandbox::stand_in::{SandboxEventType, SandboxUser};
use serde_json::{Value, json};
use time::Duration;

const HOST_KAETHE: i64 = 7101;
const CUT_KAETHE: i64 = 801;
/// Another branch with Käthe, who cuts there.
const SOUTH: &str = "[[branches]]\nkey = \"sued\"\nname = \"Probe Süd\"\n\
    [[staff]]\nkey = \"kaethe\"\nname = \"Käthe Schön\"\nemails = [\"kaethe@salon.example\"]\nbranch = \"sued\"\n";

fn cuts_in_the_south(config: &mut chairside::config::Config) {
    let cut = config.services.iter_mut().find(|one| one.key == "schnitt").unwrap();
    let text = format!("id = {CUT_KAETHE}\nstaff = \"kaethe\"\n");
    cut.event_types.push(toml::from_str(&text).unwrap());
}

fn two_branches() -> TestApp {
    let app = salon_with(SOUTH, cuts_in_the_south);
    app.sandbox.add_user(SandboxUser::new(
        HOST_KAETHE,
        "Käthe Schön",
        "kaethe@salon.example",
        "kaethe",
    ));
    app.sandbox.add_event_type(SandboxEventType {
        id: Some(CUT_KAETHE),
        slot_interval_minutes: Some(15),
        ..SandboxEventType::personal("Schnitt Käthe", "schnitt-kaethe", 45, HOST_KAETHE)
    });
    app
}

fn check(app: &TestApp, call: &str, from: Option<&str>, more: Value) -> Value {
    let mut args = json!({ "service": "Haarschnitt", "date": "2026-12-10" });
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.function(call, from, "check_availability", args)
}

#[test]
fn who_says_no_branch_is_asked_which() {
    let app = two_branches();
    let which = "Welche Filiale meinen Sie: Probe Mitte oder Probe Süd?";
    for (function, args) in [
        ("check_availability", json!({ "service": "Haarschnitt", "date": "2026-12-10" })),
        ("check_availability", json!({ "service": "Haarschnitt", "staff": "egal" })),
        (
            "book_appointment",
            json!({ "service": "Haarschnitt", "start": "2026-12-10T10:00", "customer_name": "Kim Muster" }),
        ),
        ("check_availability", json!({ "service": "Haarschnitt", "branch": "Ost" })),
    ] {
        for from in [Some(CALLER), None] {
            let asked = app.function("call_1", from, function, args.clone());
            assert_eq!(asked["status"], "invalid", "{args}: {asked}");
            let say = said(&asked);
            assert!(say == which || args.get("branch").is_some(), "{args}: {say}");
            assert!(say.contains("Probe Mitte") && say.contains("Probe Süd"), "{args}: {say}");
        }
    }
    let body = json!({ "request_id": "w1", "service": "schnitt", "start": "2026-12-10T10:00",
        "customer": { "name": "Kim Muster", "phone": CALLER } });
    let token = format!("Bearer {WEB_TOKEN}");
    let (status, asked) =
        app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("Authorization", &token)]);
    assert_eq!((status, &asked["error"]), (400, &json!(which)), "{asked}");
    assert_eq!(app.sandbox.counts().created, 0);
}

#[test]
fn offers_confirmations_and_lists_say_where() {
    let app = two_branches();
    let found = check(&app, "call_1", Some(CALLER), json!({ "branch": "Süd" }));
    assert_eq!(found["status"], "ok", "{found}");
    for offer in found["offers"].as_array().unwrap() {
        assert_eq!(
            (&offer["branch"], &offer["staff"]),
            (&json!("Probe Süd"), &json!("Käthe Schön"))
        );
        assert!(
            offer["spoken"].as_str().unwrap().ends_with("bei Käthe, Filiale Probe Süd"),
            "{offer}"
        );
    }
    let say = said(&found);
    assert!(say.starts_with("Für Haarschnitt, Filiale Probe Süd, hätte ich "), "{say}");
    assert_eq!(say.matches("Filiale").count(), 1, "once is enough: {say}");
    let args = json!({ "offer_id": found["offers"][0]["offer_id"], "customer_name": "Kim Muster" });
    let booked = app.ask("call_1", "book_appointment", args);
    assert_eq!(booked["branch"], "Probe Süd", "{booked}");
    assert!(said(&booked).ends_with("bei Käthe, Filiale Probe Süd."), "{booked}");
    let listed = app.ask("call_2", "list_appointments", json!({}));
    assert_eq!(listed["appointments"][0]["branch"], "Probe Süd", "{listed}");
    assert!(said(&listed).contains("Filiale Probe Süd"), "{listed}");
    let known = app.ask("call_2", "check_customer", json!({}));
    assert_eq!(known["upcoming"][0]["branch"], "Probe Süd", "{known}");
    let ring = json!({ "event": "call_inbound", "call_inbound": { "from_number": CALLER } });
    let (_, inbound) = app.post_retell("/api/retell/inbound", &ring);
    let next = &inbound["call_inbound"]["dynamic_variables"]["next_appointment"];
    assert!(next.as_str().unwrap().ends_with("bei Käthe, Filiale Probe Süd"), "{inbound}");
    let moved = app.ask("call_2", "reschedule_appointment", json!({ "start": "2026-12-11T10:00" }));
    assert!(said(&moved).ends_with("Filiale Probe Süd."), "{moved}");
    let off = app.ask("call_2", "cancel_appointment", json!({}));
    assert!(said(&off).ends_with("Filiale Probe Süd."), "{off}");
}

#[test]
fn where_the_customer_was_at_last_is_offered() {
    let app = two_branches();
    let args = json!({ "service": "Haarschnitt", "branch": "Süd", "start": "2026-12-02T10:00", "customer_name": "Kim Muster" });
    assert_eq!(app.ask("call_1", "book_appointment", args)["status"], "booked");
    app.clock.forward(Duration::days(2));
    let found = check(&app, "call_2", Some(CALLER), json!({}));
    assert_eq!(found["offers"][0]["branch"], "Probe Süd", "{found}");
    let args = json!({ "service": "Haarschnitt", "start": "2026-12-10T11:00" });
    let booked = app.ask("call_2", "book_appointment", args);
    assert_eq!(
        (&booked["status"], &booked["branch"]),
        (&json!("booked"), &json!("Probe Süd")),
        "{booked}"
    );
    // Elsewhere where it is said so, and where only that branch does it.
    let found = check(&app, "call_3", Some(CALLER), json!({ "branch": "mitte" }));
    assert_eq!(found["offers"][0]["branch"], "Probe Mitte", "{found}");
    let beard = json!({ "service": "bart", "date": "2026-12-10" });
    let found = app.ask("call_3", "check_availability", beard);
    assert_eq!(found["offers"][0]["branch"], "Probe Mitte", "{found}");
    // A stranger is asked.
    assert_eq!(check(&app, "call_4", Some(OTHER), json!({}))["status"], "invalid");
}

#[test]
fn whom_one_asks_for_says_where() {
    let app = two_branches();
    for (staff, branch) in [("Käthe", "Probe Süd"), ("Emma", "Probe Mitte")] {
        let found = check(&app, "call_2", Some(CALLER), json!({ "staff": staff }));
        assert_eq!(found["status"], "ok", "{found}");
        assert_eq!(found["offers"][0]["branch"], branch, "{found}");
        assert_eq!(starts(&found, "offers")[0], "12-10 09:00");
    }
    let wrong = check(&app, "call_1", Some(CALLER), json!({ "staff": "Käthe", "branch": "Mitte" }));
    assert_eq!(wrong["status"], "invalid", "{wrong}");
    let say = said(&wrong);
    assert!(say.contains("Käthe") && say.contains("Probe Süd"), "{say}");
    assert!(!say.contains("niemand"), "she does work here: {say}");
}

#[test]
fn one_branch_is_not_worth_a_word() {
    let app = salon();
    let found = check(&app, "call_1", Some(CALLER), json!({}));
    assert!(found["offers"][0].get("branch").is_none(), "{found}");
    assert!(!said(&found).contains("Filiale"), "{found}");
}
