//! Who is in a team or an organisation: lists without a pagination object, read until a short page.

use crate::calcom::Members;
use crate::domain::host;
use crate::domain::host::Host;
use serde_json::Map;
use serde_json::Value;

/// One page of members.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberPage {
    /// The readable ones. `Host::id` is the user's id, the same number as in `hosts[]`.
    pub hosts: Vec<Host>,
    /// How many entries the page had, readable or not: a short page is the last.
    pub entries: usize,
}

/// The path of one page.
pub fn members_path(of: Members, take: u32, skip: u32) -> String {
    match of {
        Members::Team(id) => format!("/v2/teams/{id}/memberships?take={take}&skip={skip}"),
        Members::Organization(id) => {
            format!("/v2/organizations/{id}/users?take={take}&skip={skip}")
        }
    }
}

/// Reads one page of either list. A membership has its user inside; an organisation's user stands by itself.
pub fn members(answer: &Value) -> Result<MemberPage, String> {
    let entries =
        answer.get("data").and_then(Value::as_array).ok_or("the list of members has no data")?;
    let hosts = entries.iter().filter_map(member).collect();
    Ok(MemberPage { hosts, entries: entries.len() })
}

fn member(entry: &Value) -> Option<Host> {
    let Some(user) = entry.get("user").and_then(Value::as_object) else {
        return host::parse(entry);
    };
    // Invitations that were not accepted are nobody's hosts yet.
    if entry.get("accepted") == Some(&Value::Bool(false)) {
        return None;
    }
    let mut whole: Map<String, Value> = user.clone();
    whole.insert("id".into(), entry.get("userId").cloned().unwrap_or(Value::Null));
    host::parse(&Value::Object(whole))
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
        ] });
        let page = members(&memberships).unwrap();
        assert_eq!((page.entries, page.hosts.len()), (3, 1));
        assert_eq!(page.hosts[0].id, HostId(11));
        assert_eq!(page.hosts[0].emails, ["ada@salon.example"]);
        let users = json!({ "data": [{ "id": 7, "name": null, "email": "e@salon.example", "timeZone": "Europe/Berlin" }] });
        let page = members(&users).unwrap();
        assert_eq!(page.hosts[0].time_zone.as_deref(), Some("Europe/Berlin"));
        assert!(members(&json!({ "data": {} })).is_err());
    }
}
