//! `customers erase`: a person is forgotten, the figures stay, and what is not meant is not touched.

use crate::customer::world::{ADA, Salon, WHO, YES, ZOE, ZOE_AT_HOME};
use serde_json::{Value, json};

fn erase(salon: &Salon, whom: &str, more: &[&str]) -> Value {
    salon.json(&[&["customers", "erase", whom], more, YES.as_slice()].concat())
}

fn yes(whom: &str) -> Vec<&str> {
    [&["customers", "erase", whom], YES.as_slice()].concat()
}

/// Zoë and Ada, each with a visit that is over.
fn salon() -> Salon {
    let salon = Salon::start();
    salon.call("call_1", Some(ZOE), "Zoë Müller", salon.past, "10:00");
    salon.call("call_2", Some(ADA), "Ada Anders", salon.past, "14:00");
    salon.settle();
    salon.now();
    salon
}

#[test]
fn the_person_goes_and_the_figures_stay() {
    let salon = salon();
    let before = salon.everything();
    let would = salon.json(&["customers", "erase", ZOE]);
    assert!(salon.everything() == before, "a look changes nothing");
    assert_eq!(
        (&would["erased"], &would["visits"], &would["refused"]),
        (&json!(false), &json!(1), &json!(null))
    );
    assert_eq!(would["customer"]["name"], "Zoë Müller");
    let did = erase(&salon, ZOE, &[]);
    assert_eq!(
        (&did["erased"], &did["customer"], &did["rewritten"]),
        (&json!(true), &json!(null), &json!(true))
    );
    assert_eq!(did["rows"], would["rows"]);
    assert_eq!(
        salon.app.rows("SELECT name || '|' || coalesce(phone, '-') || '|' || (erased_at IS NOT NULL) FROM customers ORDER BY id"),
        ["|-|1", &format!("Ada Anders|{ADA}|0")]
    );
    // Service, staff and times are as they were, of hers and of everybody's.
    let figures = "SELECT json_array(id, service_id, staff_id, starts_at, ends_at, status, source) FROM appointments ORDER BY id";
    assert_eq!(salon.app.rows(figures).len(), 2);
    assert_eq!(
        salon.app.rows("SELECT metadata FROM appointments ORDER BY id"),
        ["{}", "{\"attendee_name\":\"Ada Anders\"}"]
    );
    let listed = salon.json(&["appointments", "list", "--day", &salon.past.to_string()]);
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
    assert_eq!(listed[0]["service"], "Haarschnitt", "{listed}");
    // Nothing but hers was touched.
    let of_others = |rows: &[String]| -> Vec<String> {
        rows.iter().filter(|row| row.contains("Ada Anders") || row.contains(ADA)).cloned().collect()
    };
    assert_eq!(of_others(&before), of_others(&salon.everything()));
    let ledger = salon.json(&["customers", "erasures"]);
    assert_eq!(ledger["erasures"].as_array().unwrap().len(), 1, "{ledger}");
    assert!(!ledger.to_string().contains("1234"), "{ledger}");
    let trail = salon.app.rows(
        "SELECT action || ' ' || changed_by || ' ' || old_values FROM calcom_host_mapping_audits WHERE old_values ->> 'field' = 'erasure'",
    );
    assert!(trail.len() == 1 && trail[0].starts_with("deleted Nadine "), "{trail:?}");
    assert_eq!(salon.cli(&["audit", "verify"]).code, Some(0));
    assert_eq!(salon.found(""), [2]);
    let shown = salon.json(&["appointments", "show", "1"]);
    assert_eq!((&shown["customer"], &shown["phone"]), (&json!(null), &json!(null)), "{shown}");
    // Each of the commands that read such rows still does.
    for command in [
        "sagas list",
        "messages list",
        "callbacks list --all",
        "warnings list --all",
        "quality",
        "customers list",
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(salon.cli(&words).code, Some(0), "{command}");
    }
    let saga = salon.app.rows("SELECT id FROM sagas ORDER BY created_at LIMIT 1").remove(0);
    assert_eq!(salon.cli(&["sagas", "show", &saga]).code, Some(0));
}

#[test]
fn twice_unknown_or_nobody_is_refused_with_a_sentence() {
    let salon = salon();
    salon.refused(&yes("7"), "customer not found");
    salon.refused(&yes("+493023125188"), "customer not found");
    salon.refused(&yes("Zoë Müller"), "digits");
    salon.refused(&yes("1; DELETE FROM customers"), "digits");
    let nobody = ["customers", "erase", "1", "--yes", "--by", "system", "--reason", "x"];
    salon.refused(&nobody, "who decides");
    assert_eq!(salon.cli(&["customers", "erase", "1", "--yes"]).code, Some(2));
    erase(&salon, "1", &[]);
    salon.refused(&yes("1"), "Kundennummer 1 wurde am");
    salon.refused(&yes(ZOE), "customer not found");
    salon.refused(&["customers", "show", "1"], "Kundennummer 1 wurde am");
    salon.refused(&["customers", "export", "1"], "Kundennummer 1 wurde am");
    salon.refused(&[&["customers", "rename", "1", "Zoë"], WHO.as_slice()].concat(), "wurde am");
    salon.refused(&[&["customers", "merge", "2", "1"], YES.as_slice()].concat(), "wurde am");
    erase(&salon, "2", &[]);
    let ledger = salon.json(&["customers", "erasures"]);
    assert_eq!(ledger["erasures"].as_array().unwrap().len(), 2);
}

#[test]
fn visits_to_come_are_cancelled_first_or_kept_without_a_name() {
    let salon = salon();
    let customer = json!({ "name": "Zoë Müller", "email": "zoe@kundin.example", "phone": ZOE });
    salon.form("form-1", &customer, salon.coming, "10:00");
    salon.settle();
    let would = salon.json(&["customers", "erase", "1"]);
    assert!(would["refused"].as_str().unwrap().contains("Sagen Sie sie erst ab"), "{would}");
    assert_eq!(would["coming"].as_array().unwrap().len(), 1);
    salon.refused(&yes("1"), "Sagen Sie sie erst ab");
    let did = erase(&salon, "1", &["--keep-visits"]);
    assert_eq!(did["erased"], true, "{did}");
    let coming = salon.json(&["appointments", "list", "--day", &salon.coming.to_string()]);
    assert_eq!(
        (&coming[0]["status"], &coming[0]["service"]),
        (&json!("confirmed"), &json!("Haarschnitt")),
        "{coming}"
    );
    assert_eq!(salon.app.rows("SELECT state FROM outbox WHERE state = 'open'"), [] as [String; 0]);
    assert_eq!(salon.app.count("SELECT count(*) FROM visit_links"), 0);
    // Cal.com tells of it again, with the name, and the name does not come back.
    let uid = salon.app.rows("SELECT calcom_v2_booking_uid FROM appointments WHERE customer_id = 1 ORDER BY starts_at DESC").remove(0);
    let body = json!({ "triggerEvent": "BOOKING_CREATED", "createdAt": "2026-11-23T08:00:00Z", "payload": { "uid": uid } });
    let body = body.to_string();
    let secret = crate::support::harness::WEBHOOK_SECRET;
    let signature = chairside::calcom::signature::sign(secret, body.as_bytes());
    assert_eq!(salon.app.deliver(body.as_bytes(), &signature), 204);
    salon.settle();
    assert_eq!(
        salon.app.rows("SELECT DISTINCT metadata FROM appointments WHERE customer_id = 1"),
        ["{}"]
    );
    assert_eq!(salon.app.count("SELECT count(*) FROM customers WHERE name = 'Zoë Müller'"), 0);
}

#[test]
fn who_calls_again_is_a_new_customer() {
    let salon = salon();
    erase(&salon, "1", &[]);
    let heard = salon.app.function("call_8", Some(ZOE), "check_customer", json!({}));
    assert_eq!(heard["status"], "new", "{heard}");
    salon.call("call_9", Some(ZOE), "Zoë Müller", salon.coming, "10:00");
    salon.settle();
    let shown = salon.json(&["customers", "show", ZOE]);
    assert_eq!((&shown["customer_id"], &shown["name"]), (&json!(3), &json!("Zoë Müller")));
    assert_eq!((&shown["visits"], &shown["past"]), (&json!(0), &json!([])), "nothing of before");
    salon.refused(&["customers", "show", "1"], "wurde am");
    // And can be forgotten again.
    let did = erase(&salon, ZOE, &["--keep-visits"]);
    assert_eq!((&did["customer_id"], &did["visits"]), (&json!(3), &json!(1)));
}

#[test]
fn a_merged_customer_is_forgotten_as_a_whole_and_a_family_keeps_its_address() {
    let salon = salon();
    salon.call("call_3", Some(ZOE_AT_HOME), "Zoë Müller", salon.coming, "10:00");
    salon.settle();
    let address = "INSERT INTO customer_contacts (company_id, customer_id, kind, value, added_at)
        VALUES (1, ?, 'email', 'familie@kundin.example', '2026-01-01T00:00:00Z')";
    for id in ["1", "2"] {
        salon.run(&address.replace('?', id));
    }
    salon.json(&[&["customers", "merge", "1", "3"], YES.as_slice()].concat());
    erase(&salon, "3", &["--keep-visits"]);
    assert_eq!(salon.found(""), [2]);
    assert_eq!(salon.found("familie@kundin"), [2], "an address that another has too stays");
    for from in [ZOE, ZOE_AT_HOME] {
        let heard = salon.app.function("call_10", Some(from), "check_customer", json!({}));
        assert_eq!(heard["status"], "new", "{from}: {heard}");
    }
}

#[test]
fn what_is_not_settled_is_waited_for() {
    let mut salon = salon();
    salon.app.leaves_work = Some("a saga is stuck on purpose");
    salon.run("UPDATE sagas SET state = 'stuck' WHERE id = (SELECT visit_ref FROM appointments WHERE customer_id = 1)");
    salon.refused(&yes("1"), "noch nicht abgeschlossen: chairside sagas show");
    salon.refused(&[yes("1"), vec!["--keep-visits"]].concat(), "noch nicht abgeschlossen");
}

#[test]
fn a_namesake_is_told_and_not_touched() {
    let salon = salon();
    salon.call("call_4", None, "Zoë Müller", salon.coming, "10:00");
    salon.settle();
    salon.run(
        "INSERT INTO warnings (company_id, kind, subject, message, raised_at)
        VALUES (1, 'x', 'y', 'Zoë Müller hat angerufen', '2026-01-01T00:00:00Z')",
    );
    let would = salon.json(&["customers", "erase", ZOE]);
    assert_eq!((&would["namesakes"], &would["mentions"]), (&json!([3]), &json!(0)), "{would}");
    erase(&salon, ZOE, &[]);
    assert_eq!(salon.found("müller"), [3]);
    assert_eq!(salon.json(&["customers", "show", "3"])["coming"][0]["name"], "Zoë Müller");
    assert_eq!(
        salon.app.rows("SELECT message FROM warnings WHERE kind = 'x'"),
        ["Zoë Müller hat angerufen"]
    );
}

/// The trail is for good, so no customer is named in it, whoever writes the reason.
#[test]
fn reasons_in_the_trail_name_no_customer() {
    let salon = salon();
    let reason = "Zoë Müller (0151 12345678) mag Jürgen Weiß";
    let said = salon.cli(&[
        "customers",
        "rename",
        "2",
        "Ada Andersen",
        "--by",
        "Nadine",
        "--reason",
        reason,
    ]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let kept =
        salon.app.rows("SELECT reason FROM calcom_host_mapping_audits WHERE reason LIKE '%mag%'");
    assert_eq!(kept, ["Kundennummer 1 (Kundennummer 1) mag Jürgen Weiß"]);
}
