//! `[[branches]]`, `[[staff]]`, `[[services]]`: the salon as the file describes it.
//!
//! `serve` writes them into the database at each start, by key; what the file does not name stays as it is.

use serde::Deserialize;
use serde::Serialize;
use std::collections::HashMap;
use std::collections::HashSet;

/// A shop.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BranchEntry {
    /// Short, stable name.
    pub key: String,
    /// As spoken.
    pub name: String,
}

/// A person who works there.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StaffEntry {
    /// Short, stable name; her UUID in the database is made from it.
    pub key: String,
    /// First and last name.
    pub name: String,
    /// Every address Cal.com may know her by.
    #[serde(default)]
    pub emails: Vec<String>,
    /// Her shop; without one she works in all.
    #[serde(default)]
    pub branch: Option<String>,
    /// Inactive people are never assigned.
    #[serde(default = "yes")]
    pub active: bool,
}

/// Something the salon sells.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceEntry {
    /// Short, stable name.
    pub key: String,
    /// As spoken.
    pub name: String,
    /// What callers say as well.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Length at the chair.
    pub duration_minutes: u32,
    /// What is booked at Cal.com for it.
    #[serde(default)]
    pub event_types: Vec<EventTypeEntry>,
}

/// A Cal.com event type of a service: of one person, or of a pool.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EventTypeEntry {
    /// Cal.com's number.
    pub id: i64,
    /// Whose it is; without one Cal.com chooses somebody of the pool.
    #[serde(default)]
    pub staff: Option<String>,
    /// In which shop.
    #[serde(default)]
    pub branch: Option<String>,
}

/// Adds every fault: repeated keys and addresses, names that point nowhere.
pub(super) fn check(
    branches: &[BranchEntry],
    staff: &[StaffEntry],
    services: &[ServiceEntry],
    problems: &mut Vec<String>,
) {
    let branch_keys = unique("branches", branches.iter().map(|b| b.key.as_str()), problems);
    let staff_keys = unique("staff", staff.iter().map(|s| s.key.as_str()), problems);
    unique("services", services.iter().map(|s| s.key.as_str()), problems);
    let mut owners: HashMap<String, &str> = HashMap::new();
    for person in staff {
        if let Some(branch) = &person.branch
            && !branch_keys.contains(branch.as_str())
        {
            problems.push(format!("staff {}: there is no branch {branch}", person.key));
        }
        if person.name.trim().is_empty() {
            problems.push(format!("staff {}: the name is empty", person.key));
        }
        for email in &person.emails {
            if !email.contains('@') {
                problems.push(format!("staff {}: {email} is no e-mail address", person.key));
            }
            if let Some(other) = owners.insert(email.to_lowercase(), &person.key) {
                problems.push(format!("staff {}: {email} is {other}'s already", person.key));
            }
        }
    }
    let mut event_types = HashSet::new();
    for service in services {
        if !(1..=1440).contains(&service.duration_minutes) {
            problems.push(format!("service {}: duration_minutes must be 1 to 1440", service.key));
        }
        for entry in &service.event_types {
            if entry.id <= 0 || !event_types.insert(entry.id) {
                problems.push(format!(
                    "service {}: event type {} is used twice or not positive",
                    service.key, entry.id
                ));
            }
            if entry.staff.as_deref().is_some_and(|key| !staff_keys.contains(key)) {
                problems.push(format!(
                    "service {}: event type {} names nobody of the staff",
                    service.key, entry.id
                ));
            }
            if entry.branch.as_deref().is_some_and(|key| !branch_keys.contains(key)) {
                problems.push(format!(
                    "service {}: event type {} names no branch",
                    service.key, entry.id
                ));
            }
        }
    }
}

fn unique<'a>(
    section: &str,
    keys: impl Iterator<Item = &'a str>,
    problems: &mut Vec<String>,
) -> HashSet<&'a str> {
    let mut seen = HashSet::new();
    for key in keys {
        if key.is_empty() {
            problems.push(format!("{section}: a key is empty"));
        }
        if !seen.insert(key) {
            problems.push(format!("{section}: the key {key} is used twice"));
        }
    }
    seen
}

fn yes() -> bool {
    true
}
