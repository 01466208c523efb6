//! `customers merge`: two customers are one. First it says what would move; then everything follows in one transaction.

use crate::customer::world::{ADA, Salon, YES, ZOE, ZOE_AT_HOME};
use serde_json::{Value, json};

/// Zoë under two numbers, the second with a visit to come and an address.
fn twice() -> Salon {
    let salon = Salon::start();
    salon.call("call_1", Some(ZOE), "Zoë Müller", salon.past, "10:00");
    salon.call("call_2", Some(ZOE_AT_HOME), "Zoe Mueller", salon.past, "14:00");
    salon.settle();
    salon.now();
    let customer =
        json!({ "name": "Zoë Müller", "email": "zoe@kundin.example", "phone": ZOE_AT_HOME });
    salon.form("form-1", &customer, salon.coming, "10:00");
    salon.settle();
    salon
}

fn merge(salon: &Salon, keep: &str, gone: &str) -> Value {
    salon.json(&[&["customers", "merge", keep, gone], YES.as_slice()].concat())
}

#[test]
fn two_become_one_and_everything_follows() {
    let salon = twice();
    let before = salon.everything();
    let would = salon.json(&["customers", "merge", "1", ZOE_AT_HOME]);
    assert!(salon.everything() == before, "a trial changes nothing");
    assert_eq!(
        (&would["merged"], &would["moves"]["visits"]),
        (&json!(false), &json!(2)),
        "{would}"
    );
    assert_eq!(would["moves"]["coming"], 1, "{would}");
    let did = merge(&salon, "1", "2");
    assert_eq!(did["merged"], true);
    assert_eq!(did["moves"], would["moves"]);
    assert_eq!(salon.app.count("SELECT count(*) FROM appointments WHERE customer_id = 1"), 3);
    for whom in ["1", "2", ZOE, ZOE_AT_HOME] {
        let shown = salon.json(&["customers", "show", whom]);
        assert_eq!(shown["customer_id"], 1, "{whom}");
        assert_eq!(shown["phones"], json!([ZOE, ZOE_AT_HOME]));
        assert_eq!(shown["emails"], json!(["zoe@kundin.example"]));
        assert_eq!(shown["merged"], json!([2]));
        assert_eq!(
            (shown["visits"].clone(), shown["calls"].as_array().unwrap().len()),
            (json!(2), 2)
        );
        assert_eq!(shown["coming"].as_array().unwrap().len(), 1);
    }
    for text in ["müller", "0151 12345678", "030 23125101", "zoe@"] {
        assert_eq!(salon.found(text), [1], "{text}");
    }
    // Both numbers are hers on the phone, and she is not made anew.
    for (call, from) in [("call_3", ZOE), ("call_4", ZOE_AT_HOME)] {
        let heard = salon.app.function(call, Some(from), "check_customer", json!({}));
        assert_eq!(heard["customer_name"], "Zoë Müller", "{heard}");
        assert_eq!(heard["upcoming"].as_array().unwrap().len(), 1, "{heard}");
    }
    salon.call("call_5", Some(ZOE_AT_HOME), "Zoë Müller", salon.coming, "15:00");
    salon.settle();
    assert_eq!(salon.app.count("SELECT count(*) FROM customers"), 2);
    assert_eq!(salon.app.count("SELECT count(*) FROM appointments WHERE customer_id = 1"), 4);
    let trail = salon.app.rows(
        "SELECT action || ' ' || changed_by || ' ' || reason || ' ' || new_values FROM calcom_host_mapping_audits
         WHERE new_values ->> 'field' = 'merge'",
    );
    assert_eq!(trail.len(), 1, "{trail:?}");
    assert!(
        trail[0].starts_with("updated Nadine asked for it ") && trail[0].contains("\"merged\":2"),
        "{trail:?}"
    );
    assert_eq!(salon.cli(&["audit", "verify"]).code, Some(0));
}

#[test]
fn what_cannot_be_one_is_refused_with_a_sentence() {
    let salon = twice();
    let yes = |keep, gone| [&["customers", "merge", keep, gone], YES.as_slice()].concat();
    salon.refused(&yes("1", "1"), "beide Male Kundennummer 1");
    salon.refused(&yes("1", ZOE), "beide Male Kundennummer 1");
    salon.refused(&yes("1", "7"), "customer not found");
    salon.refused(&yes("+493023125102", "1"), "customer not found");
    salon.refused(&yes("'; DROP TABLE customers; --", "1"), "digits");
    salon.refused(&["customers", "merge", "1", "7"], "customer not found");
    let without = salon.cli(&["customers", "merge", "1", "2", "--yes"]);
    assert_eq!(without.code, Some(2), "who and why: {without:?}");
    let nobody = ["customers", "merge", "1", "2", "--yes", "--by", " ", "--reason", "x"];
    salon.refused(&nobody, "who decides");
    merge(&salon, "1", "2");
    salon.refused(&yes("1", "2"), "beide Male Kundennummer 1");
    salon.refused(&yes("2", "1"), "beide Male Kundennummer 1");
    // A third who is merged with the one who is gone becomes the one who stays.
    salon.call("call_9", Some(ADA), "Zoë Müller", salon.coming, "16:00");
    salon.settle();
    assert_eq!(merge(&salon, "2", "3")["keep"]["customer_id"], 1);
    let shown = salon.json(&["customers", "show", "3"]);
    assert_eq!((&shown["customer_id"], &shown["merged"]), (&json!(1), &json!([2, 3])));
    // And a chain of merges leads to its end.
    salon.call("call_10", Some("+493023125110"), "Zoë Müller", salon.coming, "17:00");
    salon.settle();
    merge(&salon, "4", "1");
    for whom in ["1", "2", "3", "4", ZOE, ADA, ZOE_AT_HOME] {
        assert_eq!(salon.json(&["customers", "show", whom])["customer_id"], 4, "{whom}");
    }
}

#[test]
fn who_is_in_two_places_at_once_is_doubted() {
    let salon = Salon::start();
    salon.now();
    salon.call("call_1", Some(ZOE), "Zoë Müller", salon.coming, "10:00");
    let child = json!({ "name": "Kim Müller", "phone": ZOE_AT_HOME });
    salon.form("form-1", &child, salon.coming, "10:15");
    salon.settle();
    let would = salon.json(&["customers", "merge", "1", "2"]);
    let doubts = would["doubts"].as_array().unwrap();
    assert_eq!(doubts.len(), 1, "{would}");
    assert!(doubts[0].as_str().unwrap().contains("zwei Personen"), "{would}");
    assert_eq!(merge(&salon, "1", "2")["merged"], true, "a family with one number is a customer");
    let visits = salon.json(&["customers", "show", "1"])["coming"].clone();
    assert_eq!(
        (&visits[0]["name"], &visits[1]["name"]),
        (&json!("Zoë Müller"), &json!("Kim Müller"))
    );
}

#[test]
fn a_merge_while_the_customer_is_on_the_phone_loses_nothing() {
    let salon = twice();
    let when = format!("{}", salon.coming);
    let heard = salon.app.function(
        "call_6",
        Some(ZOE_AT_HOME),
        "check_availability",
        json!({ "service": "Haarschnitt", "staff": "Emma", "when": when }),
    );
    let offer = heard["slots"][0]["offer_id"].as_str().or(heard["offers"][0]["offer_id"].as_str());
    let offer = offer.unwrap_or_else(|| panic!("{heard}")).to_owned();
    merge(&salon, "1", "2");
    let booked = salon.app.function(
        "call_6",
        Some(ZOE_AT_HOME),
        "book_appointment",
        json!({ "offer_id": offer, "customer_name": "Zoë Müller" }),
    );
    assert_eq!(booked["status"], "booked", "{booked}");
    let again = salon.app.function(
        "call_6",
        Some(ZOE_AT_HOME),
        "book_appointment",
        json!({ "offer_id": offer, "customer_name": "Zoë Müller" }),
    );
    assert_eq!(again["status"], "booked", "the repeat hears the same: {again}");
    salon.settle();
    assert_eq!(salon.app.count("SELECT count(*) FROM appointments WHERE customer_id = 1"), 4);
    assert_eq!(salon.app.count("SELECT count(*) FROM customers"), 2);
}

/// A nameless customer takes the other's name; of two without a number the one that is kept stays without.
#[test]
fn who_has_no_name_or_number_takes_the_others() {
    let salon = Salon::start();
    salon.run(
        "INSERT INTO customers (id, company_id, phone, name, created_at, updated_at) VALUES
         (1, 1, NULL, 'Unbekannt', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
         (2, 1, '+4915112345678', 'Zoë Müller', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
         (3, 1, NULL, 'Kim Muster', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')",
    );
    assert_eq!(merge(&salon, "1", "2")["name"], "Zoë Müller");
    let shown = salon.json(&["customers", "show", ZOE]);
    assert_eq!((&shown["customer_id"], &shown["name"]), (&json!(1), &json!("Zoë Müller")));
    merge(&salon, "1", "3");
    let shown = salon.json(&["customers", "show", "3"]);
    assert_eq!((&shown["name"], &shown["phones"]), (&json!("Zoë Müller"), &json!([ZOE])));
}
