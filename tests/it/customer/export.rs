//! `customers export`: everything that is kept about a person, from every table, and nothing of anybody else.

use crate::customer::world::{ADA, Salon, ZOE};
use serde_json::json;
use std::collections::BTreeSet;

fn salon() -> Salon {
    let salon = Salon::start();
    let inbound = json!({ "event": "call_inbound", "call_inbound": { "from_number": ZOE, "to_number": "+493023125100" } });
    salon.app.post_retell("/api/retell/inbound", &inbound);
    salon.call("call_1", Some(ZOE), "Zoë Müller", salon.past, "10:00");
    salon.call("call_2", Some(ADA), "Ada Anders", salon.past, "14:00");
    let ended = json!({ "event": "call_ended", "call": { "call_id": "call_1", "from_number": ZOE,
        "transcript": "Ich heiße Zoë Müller" } });
    salon.app.post_retell("/api/retell/webhook", &ended);
    let customer =
        json!({ "name": "Zoë Müller", "email": "zoe@kundin.example", "phone": "0151-12345678" });
    salon.settle();
    salon.now();
    salon.form("form-1", &customer, salon.coming, "10:00");
    salon.settle();
    salon.app.appliance.work.tick();
    salon
}

#[test]
fn everything_about_a_person_is_handed_out_and_nothing_about_others() {
    let salon = salon();
    let export = salon.json(&["customers", "export", ZOE]);
    assert_eq!(export["customer"]["name"], "Zoë Müller");
    let tables: BTreeSet<&str> = export["kept"]
        .as_array()
        .unwrap()
        .iter()
        .map(|table| table["table"].as_str().unwrap())
        .collect();
    for table in [
        "customers",
        "customer_contacts",
        "appointments",
        "appointment_segments",
        "calcom_bookings",
        "decisions",
        "sagas",
        "function_answers",
        "inbox",
        "outbox",
    ] {
        assert!(tables.contains(table), "{table}: {tables:?}");
    }
    let text = export.to_string();
    assert!(!text.contains("Ada Anders") && !text.contains(ADA), "somebody else's");
    assert!(text.contains("visit_ref") && text.contains("zoe@kundin.example"));
    // Every row that has her name, number or address is in it: what is not would be in no erasure either.
    for (table, column) in [
        ("inbox", "CAST(body AS TEXT)"),
        ("sagas", "params"),
        ("outbox", "facts"),
        ("outbox", "recipient"),
        ("sagas", "args_key"),
        ("appointments", "metadata"),
    ] {
        let sql = format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%Zoë M%' OR {column} LIKE '%12345678%'
            OR {column} LIKE '%zoe@kundin%' OR {column} LIKE '%Zo\\u00eb%'");
        let there = salon.app.count(&sql);
        let rows = export["kept"].as_array().unwrap().iter().find(|one| one["table"] == table);
        let given = rows.unwrap()["rows"].as_array().unwrap().len();
        assert!(
            there > 0 && given as i64 >= there,
            "{table}.{column}: {there} there, {given} given"
        );
    }
    // Nobody's secrets: the links that open visits, hashes, who could be the host.
    for secret in ["link_token", "token_hash", "prev_hash", "candidates"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn it_can_be_read_by_the_person() {
    let salon = salon();
    let said = salon.cli(&["customers", "export", "1"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    for part in [
        "Was Salon Probe gespeichert hat, Stand ",
        "Kundennummer 1: Zoë Müller\n",
        "Stammdaten (customers, 1)\n",
        "  name: Zoë Müller\n",
        "Was empfangen wurde (inbox, ",
        "Retell bewahrt Gespräche",
        "Bei Cal.com steht der Name in 2 Buchungen",
    ] {
        assert!(said.out.contains(part), "{part:?} in {}", said.out);
    }
    salon.refused(&["customers", "export", "7"], "customer not found");
    salon.refused(&["customers", "export", "+493023125188"], "customer not found");
    salon.refused(&["customers", "export", "Zoë Müller"], "digits");
}

/// Somebody who called and never booked is no customer, and may ask all the same.
#[test]
fn a_number_that_only_called_is_handed_out_too() {
    let salon = salon();
    salon.app.function("call_7", Some("+493023125177"), "check_customer", json!({}));
    salon.app.appliance.work.tick();
    let export = salon.json(&["customers", "export", "030 23125177"]);
    assert_eq!(export["customer"], json!(null));
    assert_eq!(export["phones"], json!(["+493023125177"]));
    let inbox = export["kept"].as_array().unwrap().iter().find(|one| one["table"] == "inbox");
    assert_eq!(inbox.unwrap()["rows"][0]["subject"], "call_7", "{export}");
}
