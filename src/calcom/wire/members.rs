//! Who is in a team or an organisation: lists without a pagination object.

use crate::calcom::{MemberPage, Members};
use crate::domain::host::identity;
use crate::domain::host::identity::Host;
use serde_json::{Map, Value};

/// The path of one page.
pub(crate) fn members_path(of: Members, take: u32, skip: u32) -> String {
    match of {
        Members::Team(id) => format!("/v2/teams/{id}/memberships?take={take}&skip={skip}"),
        Members::Organization(id) => {
            format!("/v2/organizations/{id}/users?take={take}&skip={skip}")
        }
    }
}

/// Reads one page. A membership has its user inside; an organisation's user stands by itself.
pub(crate) fn members(of: Members, answer: &Value) -> Result<MemberPage, String> {
    let entries =
        answer.get("data").and_then(Value::as_array).ok_or("the list of members has no data")?;
    let mut page = MemberPage { hosts: Vec::new(), entries: entries.len(), unreadable: 0 };
    for entry in entries {
        // An invitation that was not accepted is nobody's host yet.
        if entry.get("accepted") == Some(&Value::Bool(false)) {
            continue;
        }
        let host = match of {
            Members::Team(_) => membership(entry),
            Members::Organization(_) => identity::parse(entry),
        };
        match host {
            Some(host) => page.hosts.push(host),
            None => page.unreadable = page.unreadable.saturating_add(1),
        }
    }
    Ok(page)
}

/// The user of a membership. Its own `id` is the membership's number and nobody's.
fn membership(entry: &Value) -> Option<Host> {
    let user = entry.get("user").and_then(Value::as_object);
    let mut whole: Map<String, Value> = user.cloned().unwrap_or_default();
    whole.insert("id".into(), entry.get("userId").cloned().unwrap_or(Value::Null));
    identity::parse(&Value::Object(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::HostId;
    use serde_json::json;

    #[test]
    fn both_lists_give_hosts() {
        let memberships = json!({ "status": "success", "data": [
            { "id": 1, "userId": 11, "accepted": true, "user": { "name": "Ada Lang", "email": "Ada@salon.example", "username": "ada" } },
            { "id": 2, "userId": 12, "accepted": false, "user": { "name": "Not Yet", "email": "n@salon.example" } },
            { "id": 3, "userId": "x", "accepted": true, "user": {} },
            { "id": 4, "userId": 14, "accepted": true },
            { "id": 5, "accepted": true },
        ] });
        let page = members(Members::Team(9), &memberships).unwrap();
        assert_eq!((page.entries, page.unreadable), (5, 2));
        let ids: Vec<HostId> = page.hosts.iter().map(|host| host.id).collect();
        assert_eq!(ids, [HostId(11), HostId(14)], "a membership's own number is nobody's");
        assert_eq!(page.hosts[0].emails, ["ada@salon.example"]);
        let users = json!({ "data": [{ "id": 7, "name": null, "email": "e@salon.example", "timeZone": "Europe/Berlin" }] });
        let page = members(Members::Organization(1), &users).unwrap();
        assert_eq!(page.hosts[0].time_zone.as_deref(), Some("Europe/Berlin"));
        for odd in [json!({ "data": {} }), json!({}), json!([]), json!(null)] {
            assert!(members(Members::Team(1), &odd).is_err(), "{odd}");
        }
    }
}
