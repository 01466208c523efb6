//! `[[branches]]`, `[[staff]]`, `[[services]]`: the salon as the file describes it.
//!
//! `serve` writes them into the database at each start, by key; what the file does not name stays as it is.

use crate::config::roster_hours::closures;
use crate::config::roster_hours::{ClosureEntry, HoursEntry};
use crate::config::roster_service::ServiceEntry;
use crate::domain::language::Language;
use crate::domain::people::person;
use crate::domain::service::catalogue::{PausePolicy, SegmentKey};
use crate::domain::service::description::{Description, name_fault};
use crate::domain::service::performers;
use crate::domain::service::performers::Hand;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};

/// So much of a key stands in a sentence about it.
const KEY_SHOWN_CHARS_MAX: usize = 64;

/// A branch.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BranchEntry {
    /// Short, stable name.
    pub key: String,
    /// As spoken.
    pub name: String,
    /// Where it is, in one line; without it the company's counts.
    #[serde(default)]
    pub address: String,
    /// How its customers reach it; without it the company's counts.
    #[serde(default)]
    pub phone: String,
    /// When it is open; without them it is as open as Cal.com says.
    #[serde(default)]
    pub hours: Option<HoursEntry>,
    /// The days on which it stays shut.
    #[serde(default)]
    pub closed: Vec<ClosureEntry>,
}

/// A person who works there.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StaffEntry {
    /// Short, stable name; the UUID in the database is made from it.
    pub key: String,
    /// First and last name.
    pub name: String,
    /// Every address that Cal.com may have.
    #[serde(default)]
    pub emails: Vec<String>,
    /// The branch; without one the person works in all.
    #[serde(default)]
    pub branch: Option<String>,
    /// Inactive people are never assigned.
    #[serde(default = "yes")]
    pub active: bool,
    /// The wish about pauses, over what a service says: `free`, `blocked` or `flexible`.
    #[serde(default)]
    pub pause_policy: Option<String>,
}

impl StaffEntry {
    /// The policy; a word that is none is told by `check`.
    pub fn policy(&self) -> Option<PausePolicy> {
        self.pause_policy
            .as_deref()
            .and_then(PausePolicy::parse)
            .filter(|policy| *policy != PausePolicy::Never)
    }
}

/// Adds every fault: repeated keys and addresses, names that point nowhere, services that nobody can do.
pub(crate) fn check(
    branches: &[BranchEntry],
    staff: &[StaffEntry],
    services: &[ServiceEntry],
    problems: &mut Vec<String>,
) {
    let branch_keys = unique("branches", branches.iter().map(|b| b.key.as_str()), problems);
    let staff_keys = unique("staff", staff.iter().map(|s| s.key.as_str()), problems);
    unique("services", services.iter().map(|s| s.key.as_str()), problems);
    for branch in branches {
        check_branch(branch, problems);
    }
    check_staff(staff, &branch_keys, problems);
    let mut event_types = HashSet::new();
    for service in services {
        let mut faults = match service.describe() {
            Ok(described) => beside_staff(service, &described, staff),
            Err(faults) => faults,
        };
        for entry in &service.event_types {
            let id = entry.id;
            if id <= 0 || !event_types.insert(id) {
                faults.push(format!("event type {id} is used twice or not positive"));
            }
            if entry.staff.as_deref().is_some_and(|key| !staff_keys.contains(key)) {
                faults.push(format!("event type {id} names no staff member"));
            }
            if entry.branch.as_deref().is_some_and(|key| !branch_keys.contains(key)) {
                faults.push(format!("event type {id} names no branch"));
            }
        }
        let key = shown(&service.key);
        problems.extend(faults.iter().map(|fault| format!("service {key}: {fault}")));
    }
}

fn check_branch(branch: &BranchEntry, problems: &mut Vec<String>) {
    let key = shown(&branch.key);
    let name = name_fault("the name", &branch.name, person::NAME_CHARS_MAX, Language::En);
    let week = branch.hours.as_ref().and_then(|hours| hours.week().err()).unwrap_or_default();
    let week = week.iter().map(|fault| format!("hours: {fault}"));
    let closed = closures(&branch.closed).err().unwrap_or_default();
    let closed = closed.iter().map(|fault| format!("closed: {fault}"));
    let faults = name.into_iter().chain(week).chain(closed);
    problems.extend(faults.map(|fault| format!("branch {key}: {fault}")));
}

fn check_staff(staff: &[StaffEntry], branch_keys: &HashSet<&str>, problems: &mut Vec<String>) {
    let mut owners: HashMap<String, &str> = HashMap::new();
    for person in staff {
        if let Some(branch) = &person.branch
            && !branch_keys.contains(branch.as_str())
        {
            problems.push(format!("staff {}: there is no branch {branch}", person.key));
        }
        let name = name_fault("the name", &person.name, person::NAME_CHARS_MAX, Language::En);
        problems.extend(name.map(|fault| format!("staff {}: {fault}", person.key)));
        if person.pause_policy.is_some() && person.policy().is_none() {
            problems.push(format!(
                "staff {}: pause_policy must be \"free\", \"blocked\" or \"flexible\"",
                person.key
            ));
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
}

/// What only the staff shows to be wrong with a service. Of one without `segments` and `staff` nobody need be able
/// to do it: it may wait for its event types.
fn beside_staff(
    service: &ServiceEntry,
    described: &Description,
    staff: &[StaffEntry],
) -> Vec<String> {
    let find = |key: &str| staff.iter().find(|person| person.key == key);
    let mut faults: Vec<String> = described
        .performers
        .iter()
        .filter(|one| find(&one.staff).is_none())
        .map(|one| {
            format!("segment {}: no staff member has the key {}", one.segment, shown(&one.staff))
        })
        .collect();
    if !faults.is_empty() || (service.segments.is_empty() && service.staff.is_empty()) {
        return faults;
    }
    for entry in &service.event_types {
        let Some(staff) = &entry.staff else { continue };
        let letter = entry.segment.trim_end_matches('+');
        let mut own = described.performers.iter().filter(|one| one.segment.to_string() == letter);
        if !own.any(|one| one.staff == *staff) {
            faults.push(format!(
                "event type {} is {staff}'s, who does not do segment {letter}",
                entry.id
            ));
        }
    }
    let hands: Vec<Hand> = described
        .performers
        .iter()
        .filter_map(|one| {
            let person = find(&one.staff)?;
            Some(Hand {
                segment: one.segment,
                id: &person.key,
                name: &person.name,
                branch: person.branch.as_deref(),
                active: person.active,
            })
        })
        .collect();
    let pooled: BTreeSet<SegmentKey> = service
        .event_types
        .iter()
        .filter(|entry| entry.staff.is_none())
        .filter_map(|entry| SegmentKey::parse(&entry.segment))
        .collect();
    let unable = performers::check(&described.composition.segments, &hands, &pooled);
    faults.extend(unable.iter().map(|fault| fault.sentence(Language::En)));
    faults
}

/// A key as it may stand in a sentence, whatever was typed.
fn shown(key: &str) -> String {
    key.chars().take(KEY_SHOWN_CHARS_MAX).flat_map(char::escape_debug).collect()
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
            problems.push(format!("{section}: the key {} is used twice", shown(key)));
        }
    }
    seen
}

fn yes() -> bool {
    true
}
