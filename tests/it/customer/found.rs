//! `customers list` and `customers show`: found by any part, shown with all that hangs on them.

use crate::customer::world::{ADA, Salon, WHO, ZOE};
use crate::support::program;
use serde_json::json;
use std::time::Instant;

fn salon() -> Salon {
    let salon = Salon::start();
    salon.call("call_1", Some(ZOE), "Zoë Müller", salon.past, "10:00");
    salon.call("call_2", Some(ADA), "Ada Anders", salon.past, "14:00");
    let zoe =
        json!({ "name": "Zoë Müller", "email": "Zoe@Kundin.example", "phone": "0151 12345678" });
    salon.settle();
    salon.now();
    salon.form("form-1", &zoe, salon.coming, "10:00");
    salon.settle();
    salon
}

#[test]
fn customers_are_found_by_any_part_of_name_number_and_address() {
    let salon = salon();
    for (text, who) in [
        ("", vec![2, 1]),
        ("müller", vec![1]),
        ("MUELLER zo", vec![1]),
        ("zoe", vec![1]),
        ("Müller, Zoë", vec![1]),
        ("0151 / 1234 5678", vec![1]),
        ("+49 (0)151 12345678", vec![1]),
        ("2345", vec![1]),
        ("zoe@kundin", vec![1]),
        ("30 2312", vec![2]),
        ("1", vec![1]),
        ("nobody", vec![]),
        ("' OR 1=1 --", vec![]),
        ("%", vec![]),
        ("<script>alert(1)</script>", vec![]),
        ("\"; DROP TABLE customers; --", vec![]),
        ("\u{202e}", vec![]),
    ] {
        assert_eq!(salon.found(text), who, "{text:?}");
    }
    assert_eq!(salon.app.count("SELECT count(*) FROM customers"), 2);
    let long = "x".repeat(101);
    salon.refused(&["customers", "list", "--find", &long], "at most 100 characters");
    salon.refused(&["customers", "list", "--limit", "0"], "1 bis 500");
    salon.refused(&["customers", "list", "--limit", "501"], "1 bis 500");
    salon.refused(&["customers", "list", "--after", "7"], "beginnen Sie von vorn");
}

#[test]
fn a_customer_is_shown_with_visits_messages_notes_and_calls() {
    let salon = salon();
    salon.app.ask("call_x", "check_customer", json!({}));
    salon.app.function("call_3", Some(ZOE), "list_appointments", json!({}));
    salon.app.appliance.work.tick();
    salon.run(
        "INSERT INTO callbacks (company_id, subject, reason, customer_name, phone, wish, made_at, last_at)
         VALUES (1, 'call_3', 'taken', 'Zoë Müller', '+4915112345678', 'Färben am Freitag', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')",
    );
    for whom in ["1", "0151 12345678", "+4915112345678", " 0049 151 12345678 "] {
        let shown = salon.json(&["customers", "show", whom]);
        assert_eq!(shown["customer_id"], 1, "{whom}");
        assert_eq!(shown["name"], "Zoë Müller");
        assert_eq!(shown["phones"], json!(["+4915112345678"]));
        assert_eq!(shown["emails"], json!(["zoe@kundin.example"]));
        assert_eq!(shown["visits"], 1, "{shown}");
        assert_eq!(shown["past"].as_array().unwrap().len(), 1, "{shown}");
        assert_eq!(shown["coming"][0]["service"], "Haarschnitt", "{shown}");
        assert_eq!(shown["coming"][0]["staff"], "Jürgen Weiß", "{shown}");
        assert_eq!(shown["callbacks"][0]["wish"], "Färben am Freitag", "{shown}");
        let calls: Vec<&str> = shown["calls"]
            .as_array()
            .unwrap()
            .iter()
            .map(|call| call["call"].as_str().unwrap())
            .collect();
        assert_eq!(calls, ["call_3", "call_1"], "{shown}");
        assert_eq!(shown["calls"][1]["asked"][0]["status"], "booked", "{shown}");
        assert!(shown["messages"].as_array().unwrap().len() >= 2, "{shown}");
    }
    let said = salon.cli(&["customers", "show", "1"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    for part in [
        "Kundennummer 1: Zoë Müller\n",
        "\nKommt\n",
        "\nWar da\n",
        "\nAnrufe\n",
        "book_appointment: booked",
    ] {
        assert!(said.out.contains(part), "{part:?} in {}", said.out);
    }
    salon.run(
        "UPDATE appointments SET no_show_at = '2026-01-01T00:00:00Z', no_show_by = 'Nadine' WHERE id = 1",
    );
    let shown = salon.json(&["customers", "show", "1"]);
    assert_eq!((&shown["no_shows"], &shown["visits"]), (&json!(1), &json!(0)), "{shown}");
    assert_eq!(shown["past"][0]["no_show"], true, "{shown}");
    salon.refused(&["customers", "show", "7"], "customer not found");
    salon.refused(&["customers", "show", "+4915112345679"], "customer not found");
    salon.refused(&["customers", "show", "Zoë"], "digits");
    salon.refused(&["customers", "show", "' OR 1=1 --"], "digits");
}

#[test]
fn ten_thousand_customers_are_paged_without_a_gap() {
    let salon = Salon::start();
    salon.run(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000)
         INSERT INTO customers (company_id, phone, name, created_at, updated_at)
         SELECT 1, '+49302312' || (50000 + x), 'Meier ' || char(65 + x % 26) || ' ' || x, '2026-01-01T00:00:00Z',
             '2026-01-01T00:00:00Z' FROM n",
    );
    let config = salon.config();
    let (mut seen, mut after) = (Vec::new(), None::<String>);
    let begun = Instant::now();
    for _ in 0..21 {
        let mut arguments = vec!["customers", "list", "--limit", "500", "--json"];
        if let Some(after) = &after {
            arguments.extend(["--after", after]);
        }
        let part = program::run(&config, &arguments).json();
        assert_eq!(part["found"], 10_000);
        let customers = part["customers"].as_array().unwrap();
        seen.extend(customers.iter().map(|one| one["name"].as_str().unwrap().to_lowercase()));
        match part["next"].as_i64() {
            Some(next) => after = Some(next.to_string()),
            None => break,
        }
    }
    assert_eq!(seen.len(), 10_000);
    assert!(seen.is_sorted_by(|one, next| one < next), "in order, and nobody twice");
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
    assert_eq!(salon.found("meier z 9").len(), 50);
    // A reason is looked through for all of them.
    let said = salon.cli(&[&["customers", "rename", "7", "Ada Anders"], WHO.as_slice()].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
}
