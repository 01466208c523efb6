//! After an erasure not one byte is left of name, number and address: not in the database's file nor in its log, not in
//! what lies beside it, not in what the program says. Looked for as it may be spelt in a file: plain, folded, as JSON
//! escapes it, the number's digits in any grouping.

use crate::customer::world::{ADA, Salon, YES, holding};
use crate::support::program;
use serde_json::json;
use std::fmt::Write;

/// A person whose words stand nowhere else.
const NAME: &str = "Zoë Xanthopoulos-Öztürk";
const PHONE: &str = "+4915198765432";
const EMAIL: &str = "zoe.xantho@oeztuerk.example";
const NEEDLES: [&str; 16] = [
    "Xanthopoulos",
    "Xanthopulos",
    "Öztürk",
    "O\u{308}ztu\u{308}rk",
    "oeztuerk",
    "\\u00d6zt",
    "\\u00f6zt",
    "Zoë X",
    "zoe.xantho",
    "oeztuerk.example",
    "15198765432",
    "0151 98765432",
    "0151 9876 5432",
    "0151-98765432",
    "98765432",
    "151 98 76",
];

/// Customers and visits of others between which hers lie, so that the pages of the file are split and joined.
fn crowd(salon: &Salon, from: u32, until: u32) {
    let mut sql = String::from("BEGIN;");
    for n in from..until {
        write!(
            sql,
            "INSERT INTO customers (company_id, phone, name, created_at, updated_at)
                 VALUES (1, '+4930231{:05}', 'Meier Nummer {n}', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
             INSERT INTO inbox (channel, event, subject, body, state, received_at, finished_at)
                 VALUES ('retell_function', 'x', 'call_c{n}', CAST('{}' AS BLOB), 'done', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z');",
            20_000 + n,
            "y".repeat(usize::try_from(n % 97).unwrap() * 60)
        )
        .unwrap();
    }
    salon.run(&(sql + "COMMIT;"));
}

/// Everything that can be known about her, in every table that has room for it, by the roads that real data takes.
fn known() -> Salon {
    let salon = Salon::start();
    crowd(&salon, 0, 150);
    let app = &salon.app;
    let inbound = json!({ "event": "call_inbound", "call_inbound": { "from_number": PHONE, "to_number": "+493023125100" } });
    assert_eq!(app.post_retell("/api/retell/inbound", &inbound).0, 200);
    // Misheard first, then as it is spelt.
    salon.call("call_1", Some(PHONE), "Zoë Xanthopulos-Öztürk", salon.past, "10:00");
    app.function(
        "call_1",
        Some("0151 98765432"),
        "list_appointments",
        json!({ "customer_name": NAME }),
    );
    crowd(&salon, 150, 300);
    for event in ["call_started", "call_ended", "call_analyzed"] {
        let body = json!({ "event": event, "call": { "call_id": "call_1", "from_number": PHONE, "transcript": NAME,
            "call_analysis": { "call_summary": format!("{NAME} bucht") } } });
        app.post_retell("/api/retell/webhook", &body);
    }
    let said = salon.cli(&[
        "customers",
        "rename",
        PHONE,
        NAME,
        "--by",
        "Nadine",
        "--reason",
        &format!("heißt {NAME}"),
    ]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let form = json!({ "name": NAME, "email": EMAIL, "phone": "0151-9876 5432" });
    salon.form("form-1", &form, salon.past, "12:00");
    salon.settle();
    crowd(&salon, 300, 450);
    // Moved and cancelled, so that there are sagas of each kind, and messages.
    app.function(
        "call_2",
        Some(PHONE),
        "reschedule_appointment",
        json!({ "start": format!("{}T15:00", salon.past) }),
    );
    salon.settle();
    app.function("call_3", Some(PHONE), "cancel_appointment", json!({}));
    salon.settle();
    salon.now();
    // Unreadable, and escaped as JSON may be.
    let unreadable = format!("{{\"from\": \"0151 98765432\", \"name\": \"{NAME}\"");
    let signature = app.retell_signature(unreadable.as_bytes());
    app.post("/api/retell/function", unreadable.as_bytes(), &[("x-retell-signature", &signature)]);
    let escaped = "{\"event\":\"call_ended\",\"call\":{\"call_id\":\"call_9\",\"from_number\":\"\\u002b4915198765432\",\"who\":\"Zo\\u00eb Xanthopoulos-\\u00d6zt\\u00fcrk\"}}";
    let signature = app.retell_signature(escaped.as_bytes());
    app.post("/api/retell/webhook", escaped.as_bytes(), &[("x-retell-signature", &signature)]);
    app.appliance.work.tick();
    salon.run(&format!(
        "INSERT INTO callbacks (company_id, subject, reason, customer_name, phone, wish, made_at, last_at)
             VALUES (1, 'call_1', 'taken', '{NAME}', '{PHONE}', 'Frau Xanthopoulos will Farbe', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
                    (1, 'call_7', 'taken', '', '', 'ruft {NAME} zurück', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
         INSERT INTO warnings (company_id, kind, subject, message, raised_at)
             VALUES (1, 'x', 'y', 'Öztürk, Zoë Xanthopoulos (0151 98765432) wartet', '2026-01-01T00:00:00Z');
         UPDATE sagas SET last_error = '409 attendee {EMAIL} exists', closed_reason = 'mit {NAME} geklärt', closed_by = 'Nadine'
             WHERE params ->> '$.phone' = '{PHONE}';
         UPDATE sagas SET journal = json_insert(journal, '$[#]',
             json_array(0, 'undo_failed', 7, json_object('why', 'no {EMAIL} there'), '2026-01-01T00:00:00Z'));
         UPDATE outbox SET reason = '550 {EMAIL} unknown';
         INSERT INTO absences (company_id, staff_id, starts_at, ends_at, reason, created_by, created_at)
             SELECT 1, id, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'bei {NAME} zuhause', 'Nadine', '2026-01-01T00:00:00Z' FROM staff;
         INSERT INTO decisions (company_id, segment_id, appointment_id, state, details, decided_by, reason, decided_at)
             VALUES (1, 1, 999, 'matched', '{{}}', 'Nadine', '{NAME} will Emma', '2026-01-01T00:00:00Z');
         INSERT INTO alarm_notices (company_id, channel, tells, level, title, body, state, made_at)
             VALUES (1, 'mail', 'test', 'warn', 'zu {NAME}', '{PHONE}', 'sent', '2026-01-01T00:00:00Z');",
    ));
    crowd(&salon, 450, 600);
    salon
}

#[test]
fn not_one_byte_is_left() {
    let salon = known();
    let folder = salon.app.dir.path().to_owned();
    salon.config();
    for needle in ["Xanthopoulos", "oeztuerk.example", "98765432", "\\u00d6zt"] {
        assert!(!holding(&folder, needle).is_empty(), "{needle} is there before");
    }
    let others = salon.app.count("SELECT count(*) FROM customers WHERE name LIKE 'Meier Nummer%'");
    let erase = [&["customers", "erase", "0151 98765432"], YES.as_slice(), &["--json"]].concat();
    let mut command = program::command(&salon.config(), &erase);
    let said = program::said(command.env("RUST_LOG", "trace").output().unwrap());
    assert_eq!(said.code, Some(0), "{said:?}");
    let did = said.json();
    assert_eq!((&did["erased"], &did["rewritten"]), (&json!(true), &json!(true)), "{did}");
    assert!(did["mentions"].as_i64().unwrap() >= 5 && did["files"].as_i64().unwrap() >= 1, "{did}");
    for needle in NEEDLES {
        let told = format!("{}{}", said.out, said.err).to_lowercase();
        assert!(!told.contains(&needle.to_lowercase()), "{needle} is told: {said:?}");
        let left = holding(&folder, needle);
        assert!(left.is_empty(), "{needle} is left: {left:#?}");
    }
    // Neither is a backup that is made from now on.
    let backup = salon.json(&["backup"]);
    assert!(
        std::path::Path::new(backup["file"].as_str().unwrap()).starts_with(&folder),
        "{backup}"
    );
    for needle in NEEDLES {
        assert_eq!(holding(&folder, needle), [""; 0], "{needle} is in the backup");
    }
    // The program still runs over it, nothing else is gone, and the file is whole.
    assert_eq!(
        salon.app.count("SELECT count(*) FROM customers WHERE name LIKE 'Meier Nummer%'"),
        others
    );
    assert_eq!(salon.app.rows("PRAGMA integrity_check"), ["ok"]);
    salon.call("call_20", Some(ADA), "Ada Anders", salon.coming, "10:00");
    salon.settle();
    assert_eq!(salon.json(&["customers", "show", ADA])["coming"].as_array().unwrap().len(), 1);
    let kept = salon.app.rows("SELECT reason FROM absences LIMIT 1");
    assert_eq!(kept, ["bei [erased] zuhause"]);
}
