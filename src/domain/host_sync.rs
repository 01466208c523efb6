//! What differs between the hosts we know and the members Cal.com lists now.

use crate::domain::host::Host;
use crate::domain::ids::HostId;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostChange {
    /// Listed, and never seen before.
    New(Host),
    /// Listed with another name, address, username or time zone. A mapping of hers stays where it is.
    Changed {
        /// As known.
        before: Host,
        /// As listed.
        after: Host,
        /// Which fields, in words.
        fields: Vec<&'static str>,
    },
    /// Not listed any more. A mapping of hers is kept and flagged.
    Vanished(Host),
    /// Listed again.
    Returned(Host),
}

/// A host as the difference needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// As known.
    pub host: Host,
    /// Whether the lists ever had her. A host known from bookings alone cannot vanish from them.
    pub listed: bool,
    /// Whether the lists lacked her last time.
    pub vanished: bool,
}

/// The differences, by host id: each host once. Listed twice (in two teams) counts as once.
pub fn differences(known: &[Known], listed: &[Host]) -> Vec<HostChange> {
    let mut changes: Vec<(HostId, HostChange)> = Vec::new();
    let mut seen: Vec<HostId> = Vec::new();
    for host in listed {
        if seen.contains(&host.id) {
            continue;
        }
        seen.push(host.id);
        match known.iter().find(|one| one.host.id == host.id) {
            None => changes.push((host.id, HostChange::New(host.clone()))),
            Some(one) => {
                if one.vanished {
                    changes.push((host.id, HostChange::Returned(host.clone())));
                }
                let after = filled(host, &one.host);
                let fields = fields(&one.host, &after);
                if !fields.is_empty() {
                    let before = one.host.clone();
                    changes.push((host.id, HostChange::Changed { before, after, fields }));
                }
            }
        }
    }
    for one in
        known.iter().filter(|one| one.listed && !one.vanished && !seen.contains(&one.host.id))
    {
        changes.push((one.host.id, HostChange::Vanished(one.host.clone())));
    }
    changes.sort_by_key(|(id, _)| *id);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// What a list does not tell (memberships have no time zone) stays as it was.
fn filled(listed: &Host, known: &Host) -> Host {
    Host {
        id: listed.id,
        name: listed.name.clone().or_else(|| known.name.clone()),
        emails: if listed.emails.is_empty() { known.emails.clone() } else { listed.emails.clone() },
        username: listed.username.clone().or_else(|| known.username.clone()),
        time_zone: listed.time_zone.clone().or_else(|| known.time_zone.clone()),
    }
}

fn fields(before: &Host, after: &Host) -> Vec<&'static str> {
    // Answers differ in how many addresses of a person they tell: a new first one is a change, fewer are not.
    let same_emails = after.emails.iter().all(|email| before.emails.contains(email));
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

    #[test]
    fn each_kind_of_difference_is_told_once() {
        let known = |id, name: &str, vanished| Known {
            host: host(id, name, &["a@x.example"]),
            listed: true,
            vanished,
        };
        let known = [
            known(1, "Ada", false),
            known(2, "Bo", false),
            known(3, "Cy", true),
            known(4, "Di", true),
            Known { listed: false, ..known(5, "Ed", false) },
        ];
        let unzoned = Host { time_zone: None, ..host(1, "Ada", &["a@x.example"]) };
        let listed =
            [unzoned.clone(), unzoned, host(3, "Cyrus", &["a@x.example"]), host(9, "New", &[])];
        let told: Vec<String> = differences(&known, &listed)
            .into_iter()
            .map(|change| match change {
                HostChange::New(host) => format!("new {}", host.id),
                HostChange::Changed { after, fields, .. } => {
                    format!("changed {} {fields:?}", after.id)
                }
                HostChange::Vanished(host) => format!("vanished {}", host.id),
                HostChange::Returned(host) => format!("returned {}", host.id),
            })
            .collect();
        assert_eq!(told, ["vanished 2", "returned 3", "changed 3 [\"name\"]", "new 9"]);
        assert!(differences(&[], &[]).is_empty());
    }

    #[test]
    fn fewer_addresses_are_no_change_and_another_one_is() {
        let known = [Known {
            host: host(1, "Ada", &["a@x.example", "b@x.example"]),
            listed: true,
            vanished: false,
        }];
        assert!(differences(&known, &[host(1, "Ada", &["b@x.example"])]).is_empty());
        assert_eq!(differences(&known, &[host(1, "Ada", &["c@x.example"])]).len(), 1);
    }
}
