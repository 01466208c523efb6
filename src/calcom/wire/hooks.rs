//! Webhook registrations: paths, bodies, and lists without a pagination object.

use crate::calcom::wire::event_types::event_types_path;
use crate::calcom::wire::value::text;
use crate::domain::doctor::hook::{Hook, HookHome, NewHook};
use serde_json::{Value, json};

/// The path of a home's webhooks, or of one of them.
pub(crate) fn hooks_path(home: HookHome, id: Option<&str>) -> String {
    let all = match home {
        HookHome::Account => "/v2/webhooks".to_owned(),
        HookHome::Organization(id) => format!("/v2/organizations/{id}/webhooks"),
        HookHome::EventType(home, id) => format!("{}/webhooks", event_types_path(home, Some(id))),
    };
    id.map_or_else(|| all.clone(), |id| format!("{all}/{id}"))
}

/// What is sent to register one, or to change one.
pub(crate) fn hook_body(new: &NewHook) -> Value {
    json!({ "active": true, "subscriberUrl": new.url, "triggers": new.triggers, "secret": new.secret })
}

/// A list. An entry without a name or an address is none of ours.
pub(crate) fn hooks(home: HookHome, answer: &Value) -> Result<Vec<Hook>, String> {
    let entries =
        answer.get("data").and_then(Value::as_array).ok_or("the list of webhooks has no data")?;
    Ok(entries.iter().filter_map(|entry| hook_in(home, entry)).collect())
}

/// One.
pub(crate) fn hook(home: HookHome, answer: &Value) -> Result<Hook, String> {
    let found = answer.get("data").and_then(|entry| hook_in(home, entry));
    found.ok_or_else(|| "the webhook has no name".to_owned())
}

fn hook_in(home: HookHome, entry: &Value) -> Option<Hook> {
    // A UUID; the published schema says a number.
    let id = text(entry, &["id"]).or_else(|| Some(entry.get("id")?.as_i64()?.to_string()))?;
    // It becomes part of a path.
    let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let triggers = entry.get("triggers").and_then(Value::as_array).into_iter().flatten();
    is_plain.then_some(Hook {
        id,
        home,
        url: text(entry, &["subscriberUrl"])?,
        is_active: entry.get("active").and_then(Value::as_bool).unwrap_or(false),
        triggers: triggers.filter_map(Value::as_str).map(str::to_owned).collect(),
        secret: text(entry, &["secret"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event_type::fields::Home;

    #[test]
    fn each_level_has_its_path_and_odd_entries_are_left_out() {
        let of_team = HookHome::EventType(Home::Team(4), 9);
        assert_eq!(hooks_path(HookHome::Account, None), "/v2/webhooks");
        assert_eq!(hooks_path(of_team, None), "/v2/teams/4/event-types/9/webhooks");
        assert_eq!(
            hooks_path(HookHome::Organization(1), Some("a-1")),
            "/v2/organizations/1/webhooks/a-1"
        );
        let answer = json!({ "data": [
            { "id": "a-1", "subscriberUrl": "https://x.example", "active": true, "triggers": ["A", 1], "secret": null },
            { "id": 7, "subscriberUrl": "https://y.example", "triggers": [] },
            { "id": "../x", "subscriberUrl": "https://z.example" }, { "id": "b" }, 5,
        ] });
        let found = hooks(HookHome::Account, &answer).expect("a list");
        let ids: Vec<(&str, bool)> =
            found.iter().map(|hook| (hook.id.as_str(), hook.is_active)).collect();
        assert_eq!(ids, [("a-1", true), ("7", false)]);
        assert_eq!(
            (found[0].triggers.as_slice(), &found[0].secret),
            (&["A".to_owned()][..], &None)
        );
        assert!(hooks(HookHome::Account, &json!({ "data": {} })).is_err());
    }
}
