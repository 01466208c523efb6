//! What differs between the hosts we know and the members Cal.com lists now.

use crate::domain::host::identity::Host;
use crate::domain::ids::HostId;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostChange {
    /// Listed, and never seen before.
    New(Host),
    /// Listed with another name, address, username or time zone. Its mapping stays as it is.
    Changed {
        before: Host,
        /// As listed; what the lists do not tell is as known.
        after: Host,
        /// Which fields, in words.
        fields: Vec<&'static str>,
    },
    /// Not listed any more. Its mapping is kept and flagged.
    Vanished(Host),
    /// Listed again; what the lists do not tell is as known.
    Returned(Host),
}

/// A host as the difference needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub host: Host,
    /// Whether the lists ever had it. A host known from bookings alone cannot vanish from them.
    pub listed: bool,
    /// Whether the lists lacked it last time.
    pub vanished: bool,
}

/// Each host once, by id. What one list does not tell of a host (memberships have no time zone) is filled from
/// the others; addresses are joined.
pub fn joined(listed: Vec<Host>) -> Vec<Host> {
    let mut by_id: BTreeMap<HostId, Host> = BTreeMap::new();
    for host in listed {
        let Some(one) = by_id.get_mut(&host.id) else {
            by_id.insert(host.id, host);
            continue;
        };
        one.name = one.name.take().or(host.name);
        one.username = one.username.take().or(host.username);
        one.time_zone = one.time_zone.take().or(host.time_zone);
        for email in host.emails {
            if !one.emails.contains(&email) {
                one.emails.push(email);
            }
        }
    }
    by_id.into_values().collect()
}

/// The differences, by host id; `listed` is `joined`. Unless the lists are `complete` no host has vanished.
pub fn differences(known: &[Known], listed: &[Host], complete: bool) -> Vec<HostChange> {
    let mut missing: BTreeMap<HostId, &Known> =
        known.iter().map(|one| (one.host.id, one)).collect();
    let mut changes: Vec<(HostId, HostChange)> = Vec::new();
    for host in listed {
        let Some(one) = missing.remove(&host.id) else {
            changes.push((host.id, HostChange::New(host.clone())));
            continue;
        };
        let after = filled(host, &one.host);
        if one.vanished {
            changes.push((host.id, HostChange::Returned(after.clone())));
        }
        let fields = fields(&one.host, host, &after);
        if !fields.is_empty() {
            let before = one.host.clone();
            changes.push((host.id, HostChange::Changed { before, after, fields }));
        }
    }
    for (id, one) in missing {
        if complete && one.listed && !one.vanished {
            changes.push((id, HostChange::Vanished(one.host.clone())));
        }
    }
    changes.sort_by_key(|(id, _)| *id);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// What a list does not tell stays as it was.
fn filled(listed: &Host, known: &Host) -> Host {
    Host {
        id: listed.id,
        name: listed.name.clone().or_else(|| known.name.clone()),
        emails: if listed.emails.is_empty() { known.emails.clone() } else { listed.emails.clone() },
        username: listed.username.clone().or_else(|| known.username.clone()),
        time_zone: listed.time_zone.clone().or_else(|| known.time_zone.clone()),
    }
}

fn fields(before: &Host, listed: &Host, after: &Host) -> Vec<&'static str> {
    // Answers differ in how many addresses of a person they tell: fewer are no change, another first one is.
    let same_emails = after.emails.first() == before.emails.first()
        && listed.emails.iter().all(|email| before.emails.contains(email));
    [
        ("name", before.name == after.name),
        ("e-mail", same_emails),
        ("username", before.username == after.username),
        ("time zone", before.time_zone == after.time_zone),
    ]
    .into_iter()
    .filter(|(_, same)| !same)
    .map(|(field, _)| field)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(id: i64, name: &str, emails: &[&str]) -> Host {
        Host {
            id: HostId(id),
            name: Some(name.into()),
            emails: emails.iter().map(|email| (*email).to_owned()).collect(),
            username: None,
            time_zone: Some("Europe/Berlin".into()),
        }
    }

    fn known(id: i64, name: &str, vanished: bool) -> Known {
        Known { host: host(id, name, &["a@x.example"]), listed: true, vanished }
    }

    fn told(changes: &[HostChange]) -> Vec<String> {
        changes
            .iter()
            .map(|change| match change {
                HostChange::New(host) => format!("new {}", host.id),
                HostChange::Changed { after, fields, .. } => {
                    format!("changed {} {fields:?}", after.id)
                }
                HostChange::Vanished(host) => format!("vanished {}", host.id),
                HostChange::Returned(host) => format!("returned {}", host.id),
            })
            .collect()
    }

    #[test]
    fn each_kind_of_difference_is_told_once() {
        let known = [
            known(1, "Ada", false),
            known(2, "Bo", false),
            known(3, "Cy", true),
            known(4, "Di", true),
            Known { listed: false, ..known(5, "Ed", false) },
        ];
        let unzoned = Host { time_zone: None, ..host(1, "Ada", &["a@x.example"]) };
        let cyrus = Host { time_zone: None, ..host(3, "Cyrus", &["a@x.example"]) };
        let listed = joined(vec![unzoned.clone(), host(9, "New", &[]), cyrus, unzoned]);
        let changes = differences(&known, &listed, true);
        assert_eq!(told(&changes), ["vanished 2", "returned 3", "changed 3 [\"name\"]", "new 9"]);
        let HostChange::Returned(back) = &changes[1] else { panic!("{changes:?}") };
        assert_eq!(back.time_zone.as_deref(), Some("Europe/Berlin"), "what a list lacks stays");
        assert!(differences(&[], &[], true).is_empty());
    }

    #[test]
    fn an_incomplete_list_makes_nobody_vanish() {
        let known = [known(1, "Ada", false), known(2, "Bo", false)];
        let listed = [host(2, "Bo", &["a@x.example"])];
        assert_eq!(told(&differences(&known, &listed, true)), ["vanished 1"]);
        assert!(differences(&known, &listed, false).is_empty());
    }

    #[test]
    fn fewer_addresses_are_no_change_and_another_one_is() {
        let two = host(1, "Ada", &["a@x.example", "b@x.example"]);
        let known = [Known { host: two, listed: true, vanished: false }];
        for (emails, changed) in [
            (&["a@x.example"][..], false),
            (&[], false),
            (&["b@x.example"], true),
            (&["c@x.example"], true),
            (&["a@x.example", "c@x.example"], true),
        ] {
            let found = differences(&known, &[host(1, "Ada", emails)], true);
            assert_eq!(!found.is_empty(), changed, "{emails:?}");
        }
    }

    #[test]
    fn a_member_of_two_lists_is_one_host() {
        let team = Host { time_zone: None, ..host(7, "Ada", &["a@x.example"]) };
        let organization = host(7, "Ada", &["a@x.example", "b@x.example"]);
        let one = joined(vec![team, organization.clone()]);
        assert_eq!(one, [organization]);
    }
}
