//! Whose the key is, which teams it sees, who is in a team or an organisation: lists without a pagination object.

use crate::calcom::{MemberPage, Members, Team};
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

/// The key's own user.
pub(crate) fn own_user(answer: &Value) -> Result<Host, String> {
    let user = answer.get("data").unwrap_or(answer);
    identity::parse(user).ok_or_else(|| "the key's user has no number".to_owned())
}

/// The teams of a list; one without a number is left out.
pub(crate) fn teams(answer: &Value) -> Result<Vec<Team>, String> {
    let entries =
        answer.get("data").and_then(Value::as_array).ok_or("the list of teams has no data")?;
    let team = |entry: &Value| {
        let id = entry.get("id").and_then(Value::as_i64).filter(|id| *id > 0)?;
        let name = entry.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Team { id, name })
    };
    Ok(entries.iter().filter_map(team).collect())
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

    #[test]
    fn teams_and_the_keys_own_user_are_read_leniently() {
        let list = json!({ "data": [
            { "id": 7, "name": "Salon" }, { "id": 8 }, { "id": 0, "name": "x" }, { "id": "9" }, null,
        ] });
        let found: Vec<(i64, String)> =
            teams(&list).unwrap().into_iter().map(|team| (team.id, team.name)).collect();
        assert_eq!(found, [(7, "Salon".to_owned()), (8, String::new())]);
        assert!(teams(&json!({ "data": {} })).is_err() && teams(&json!([])).is_err());
        let me = own_user(&json!({ "data": { "id": 3, "email": "N@salon.example" } })).unwrap();
        assert_eq!((me.id, me.emails), (HostId(3), vec!["n@salon.example".to_owned()]));
        assert!(own_user(&json!({ "data": {} })).is_err());
    }
}
