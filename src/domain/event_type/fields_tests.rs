//! Tables for event types: whose a field is, what is sent, what a salon needs.

use crate::domain::event_type::fields::{
    Fields, Home, Owner, Seen, SeenHost, Written, drift, to_send,
};
use serde_json::{Value, json};

fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap_or_default().into_iter().collect()
}

fn seen(value: Value) -> Seen {
    Seen { id: 7, fields: fields(value), hosts: Vec::new() }
}

fn written(ours: Value, salon: Value) -> Written {
    let planned = Written::planned(Home::Team(9), "a-b".into());
    Written { ours: fields(ours), salon: fields(salon), ..planned }
}

#[test]
fn each_field_differs_for_itself_and_has_one_owner() {
    let wanted = fields(json!({ "title": "X", "hidden": true, "hosts": [1, 2] }));
    let last = written(
        json!({ "title": "X", "hidden": true, "hosts": [1] }),
        json!({ "description": "", "color": { "light": "#fff" } }),
    );
    let same = json!({ "title": "X", "hidden": true, "hosts": [1, 2], "description": "",
        "color": { "light": "#fff" }, "price": 3, "bookingUrl": "https://cal.example.com/x" });
    assert_eq!(drift(&wanted, &last, &seen(same.clone())), []);
    for (field, value, owner) in [
        ("title", json!("Y"), Owner::Chairside),
        ("hidden", Value::Null, Owner::Chairside),
        ("description", json!("Bitte klingeln"), Owner::Salon),
        ("color", Value::Null, Owner::Salon),
        ("lengthInMinutesOptions", json!([15, 30]), Owner::Salon),
    ] {
        let mut other = fields(same.clone());
        match value.is_null() {
            true => other.remove(field),
            false => other.insert(field.into(), value),
        };
        let found = drift(&wanted, &last, &Seen { fields: other, ..seen(json!({})) });
        assert_eq!(found.len(), 1, "{field}: {found:?}");
        assert_eq!((found[0].field.as_str(), found[0].owner), (field, owner));
        assert!(!found[0].not_sent, "{field}");
    }
    let behind = seen(json!({ "title": "X", "hidden": true, "hosts": [1], "description": "",
        "color": { "light": "#fff" } }));
    let found = drift(&wanted, &last, &behind);
    assert_eq!((found.len(), found[0].not_sent), (1, true), "{found:?}");
}

#[test]
fn what_is_sent_is_ours_and_keeps_what_the_salon_gave_a_host() {
    let wanted = fields(json!({ "title": "X", "hosts": [1, 3] }));
    let last = written(json!({ "title": "X" }), json!({ "description": "" }));
    let rest = fields(json!({ "mandatory": true, "priority": "high" }));
    let actual = Seen {
        hosts: vec![SeenHost { user_id: 1, rest: rest.into_iter().collect() }],
        ..seen(json!({ "title": "X", "hosts": [1], "description": "by hand" }))
    };
    let sent = to_send(&drift(&wanted, &last, &actual), &actual);
    let expected = json!({ "assignAllTeamMembers": false,
        "hosts": [{ "userId": 1, "mandatory": true, "priority": "high" }, { "userId": 3 }] });
    assert_eq!(sent, Some(fields(expected)));
    let only_theirs = seen(json!({ "title": "X", "hosts": [1, 3], "description": "by hand" }));
    assert_eq!(to_send(&drift(&wanted, &last, &only_theirs), &only_theirs), None);
}

#[test]
fn what_was_written_comes_back_from_the_store() {
    for home in [Home::Account, Home::Team(9)] {
        let one = Written {
            home,
            sent_at: Some("x".into()),
            ..written(json!({ "hidden": true }), json!({}))
        };
        assert_eq!(Written::from_json(&one.to_json()), Some(one));
    }
    for odd in [json!({}), json!([]), json!(null), json!({ "team": null, "slug": 3 })] {
        assert_eq!(Written::from_json(&odd), None, "{odd}");
    }
}
