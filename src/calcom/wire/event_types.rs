//! `/v2/event-types` and `/v2/teams/{id}/event-types`: paths, and event types read leniently into `Seen`.

use crate::calcom::EventTypeList;
use crate::calcom::wire::value::id;
use crate::domain::event_type::fields::{Fields, Home, OURS, SALONS, Seen, SeenHost};
use serde_json::{Map, Value, json};

/// What a host of an event type has beside its number that is sent back with it.
const HOST_REST: [&str; 2] = ["mandatory", "priority"];

/// The path of a home's event types, or of one of them.
pub(crate) fn event_types_path(home: Home, event_type_id: Option<i64>) -> String {
    let all = match home {
        Home::Account => "/v2/event-types".to_owned(),
        Home::Team(team) => format!("/v2/teams/{team}/event-types"),
    };
    match event_type_id {
        None => all,
        Some(id) => format!("{all}/{id}"),
    }
}

/// The path of the one with this address. An account's list has no such filter (it wants a user's name beside).
pub(crate) fn event_types_by_slug_path(home: Home, slug: &str) -> String {
    let plain = slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match home {
        Home::Team(_) if plain => format!("{}?eventSlug={slug}", event_types_path(home, None)),
        Home::Team(_) | Home::Account => event_types_path(home, None),
    }
}

/// A list. Fails only if there is none; an unreadable entry spoils no other.
pub(crate) fn event_types(answer: &Value) -> Result<EventTypeList, String> {
    let entries = answer
        .get("data")
        .and_then(Value::as_array)
        .ok_or("the list of event types has no data")?;
    let mut list = EventTypeList { event_types: Vec::with_capacity(entries.len()), unreadable: 0 };
    for entry in entries {
        match seen(entry) {
            Some(seen) => list.event_types.push(seen),
            None => list.unreadable = list.unreadable.saturating_add(1),
        }
    }
    Ok(list)
}

/// One event type; some answers have a list of one around it.
pub(crate) fn event_type(answer: &Value) -> Result<Seen, String> {
    let data = answer.get("data").ok_or("the answer has no data")?;
    let one = match data {
        Value::Array(list) => match list.as_slice() {
            [one] => one,
            _ => return Err("the answer holds several event types".to_owned()),
        },
        data => data,
    };
    seen(one).ok_or_else(|| "the event type has no number".to_owned())
}

fn seen(entry: &Value) -> Option<Seen> {
    let number = id(entry, &["id"])?;
    let mut fields = Fields::new();
    for name in OURS.iter().chain(&SALONS) {
        if let Some(value) = entry.get(*name).and_then(|value| plain(name, value)) {
            fields.insert((*name).to_owned(), value);
        }
    }
    // Older servers say `length`.
    if let Some(minutes) = entry.get("length").and_then(|value| plain("length", value)) {
        fields.entry("lengthInMinutes".to_owned()).or_insert(minutes);
    }
    let hosts = hosts(entry);
    if entry.get("hosts").is_some_and(Value::is_array) {
        let mut numbers: Vec<i64> = hosts.iter().map(|host| host.user_id).collect();
        numbers.sort_unstable();
        numbers.dedup();
        fields.insert("hosts".to_owned(), json!(numbers));
    }
    Some(Seen { id: number, fields, hosts })
}

fn hosts(entry: &Value) -> Vec<SeenHost> {
    let hosts = entry.get("hosts").and_then(Value::as_array).into_iter().flatten();
    hosts
        .filter_map(|host| {
            let rest = HOST_REST.iter().filter_map(|name| {
                let value = host.get(*name).filter(|value| !value.is_null())?;
                Some(((*name).to_owned(), value.clone()))
            });
            Some(SeenHost {
                user_id: id(host, &["userId", "id"])?,
                rest: rest.collect::<Map<_, _>>(),
            })
        })
        .collect()
}

/// A field's value in the one form we compare: whole numbers as such, one spelling of the scheduling type, null as
/// nothing.
fn plain(name: &str, value: &Value) -> Option<Value> {
    match (name, value) {
        (_, Value::Null) => None,
        ("schedulingType", Value::String(word)) => Some(json!(scheduling_type(word))),
        ("lengthInMinutesOptions", Value::Array(all)) => {
            let mut all: Vec<u64> = all.iter().filter_map(whole).collect();
            all.sort_unstable();
            Some(json!(all))
        }
        (
            "lengthInMinutes"
            | "length"
            | "slotInterval"
            | "minimumBookingNotice"
            | "beforeEventBuffer"
            | "afterEventBuffer",
            value,
        ) => Some(whole(value).map_or_else(|| value.clone(), |minutes| json!(minutes))),
        (_, value) => Some(value.clone()),
    }
}

fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(digits) => digits.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn scheduling_type(word: &str) -> &str {
    match word {
        "ROUND_ROBIN" => "roundRobin",
        "COLLECTIVE" => "collective",
        "MANAGED" => "managed",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_read_into_one_form() {
        let team = json!({ "data": { "id": "77", "lengthInMinutes": "30", "title": "X", "slug": "x",
            "slotInterval": null, "hidden": true, "schedulingType": "ROUND_ROBIN", "description": "",
            "lengthInMinutesOptions": [30, 5, "10"], "price": 0, "bookingUrl": "https://cal.example.com/x",
            "hosts": [{ "userId": 12, "name": "B", "mandatory": false, "priority": "high", "avatarUrl": null },
                { "userId": 11 }, { "name": "nobody" }] } });
        let seen = event_type(&team).unwrap();
        let expected = json!({ "lengthInMinutes": 30, "title": "X", "slug": "x", "hidden": true,
            "schedulingType": "roundRobin", "description": "", "lengthInMinutesOptions": [5, 10, 30],
            "hosts": [11, 12] });
        assert_eq!(json!(seen.fields), expected);
        assert_eq!(
            (seen.id, seen.slug(), seen.minutes(), seen.is_hidden()),
            (77, Some("x"), Some(30), true)
        );
        assert_eq!(json!(seen.hosts[0].rest), json!({ "mandatory": false, "priority": "high" }));
        let personal =
            json!({ "status": "success", "data": [{ "id": 8, "length": 45, "slug": "y" }] });
        let seen = event_type(&personal).unwrap();
        assert_eq!((seen.id, seen.minutes(), seen.hosts.len()), (8, Some(45), 0));
        assert!(!seen.fields.contains_key("hosts"));
    }

    #[test]
    fn what_is_no_event_type_is_told() {
        for odd in [
            json!({}),
            json!({ "data": null }),
            json!({ "data": [] }),
            json!({ "data": { "id": 0 } }),
            json!({ "data": [{ "id": 1 }, { "id": 2 }] }),
            json!([]),
            json!(null),
        ] {
            assert!(event_type(&odd).is_err(), "{odd}");
        }
        let list = event_types(&json!({ "data": [{ "id": 1 }, {}, 7, { "id": 2 }] })).unwrap();
        assert_eq!((list.event_types.len(), list.unreadable), (2, 2));
        assert!(event_types(&json!({ "data": {} })).is_err());
    }

    #[test]
    fn paths_hold_nothing_but_numbers_and_plain_addresses() {
        assert_eq!(event_types_path(Home::Team(9), Some(7)), "/v2/teams/9/event-types/7");
        assert_eq!(event_types_path(Home::Account, None), "/v2/event-types");
        let by_slug = |home, slug| event_types_by_slug_path(home, slug);
        assert_eq!(by_slug(Home::Team(9), "a-b"), "/v2/teams/9/event-types?eventSlug=a-b");
        assert_eq!(by_slug(Home::Team(9), "a&b"), "/v2/teams/9/event-types");
        assert_eq!(by_slug(Home::Account, "a-b"), "/v2/event-types");
    }
}
