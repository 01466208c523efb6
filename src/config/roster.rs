//! `[[branches]]`, `[[staff]]`, `[[services]]`: the salon as the file describes it.
//!
//! `serve` writes them into the database at each start, by key; what the file does not name stays as it is.

use crate::config::roster_hours::closures;
use crate::config::roster_hours::{ClosureEntry, HoursEntry};
use crate::config::roster_service::ServiceEntry;
use crate::config::source::fault::Faults;
use crate::domain::language::Language;
use crate::domain::people::person;
use crate::domain::people::person::Email;
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
    faults: &mut Faults,
) {
    let branch_keys = unique("branches", branches.iter().map(|b| b.key.as_str()), faults);
    let staff_keys = unique("staff", staff.iter().map(|s| s.key.as_str()), faults);
    unique("services", services.iter().map(|s| s.key.as_str()), faults);
    for (at, branch) in branches.iter().enumerate() {
        check_branch(&format!("branches[{at}]"), branch, faults);
    }
    check_staff(staff, &branch_keys, faults);
    let mut event_types = HashSet::new();
    for (at, service) in services.iter().enumerate() {
        let path = format!("services[{at}]");
        let described = match service.describe() {
            Ok(described) => beside_staff(service, &described, staff),
            Err(faults) => faults,
        };
        let mut found: Vec<(String, String)> =
            described.into_iter().map(|fault| (path.clone(), fault)).collect();
        for (nth, entry) in service.event_types.iter().enumerate() {
            let (id, own) = (entry.id, format!("{path}.event_types[{nth}]"));
            if id <= 0 || !event_types.insert(id) {
                let fault = format!("event type {id} is used twice or not positive");
                found.push((format!("{own}.id"), fault));
            }
            if entry.staff.as_deref().is_some_and(|key| !staff_keys.contains(key)) {
                found.push((
                    format!("{own}.staff"),
                    format!("event type {id} names no staff member"),
                ));
            }
            if entry.branch.as_deref().is_some_and(|key| !branch_keys.contains(key)) {
                found.push((format!("{own}.branch"), format!("event type {id} names no branch")));
            }
        }
        let key = shown(&service.key);
        for (path, fault) in found {
            faults.sentence(&path, format!("service {key}: {fault}"), SERVICE_MEND);
        }
    }
}

/// What to do about a service that cannot be.
const SERVICE_MEND: &str = "`chairside services template` shows services that are good";
/// What to do about a name that points nowhere.
const KEY_MEND: &str = "Write the key of one that stands in the file";
/// What to do about two of one key.
const TWICE_MEND: &str = "Give one of them another key";

fn check_branch(path: &str, branch: &BranchEntry, faults: &mut Faults) {
    let key = shown(&branch.key);
    let mut add = |field: &str, wrong: String, mend: &str| {
        faults.sentence(&format!("{path}.{field}"), format!("branch {key}: {wrong}"), mend);
    };
    let name = name_fault("the name", &branch.name, person::NAME_CHARS_MAX, Language::En);
    name.into_iter().for_each(|fault| add("name", fault, "Write the name as callers hear it"));
    let week = branch.hours.as_ref().and_then(|hours| hours.week().err()).unwrap_or_default();
    for fault in week {
        add(
            "hours",
            format!("hours: {fault}"),
            "A day is written like [\"09:00-12:30\", \"13:30-18:00\"]",
        );
    }
    for fault in closures(&branch.closed).err().unwrap_or_default() {
        add("closed", format!("closed: {fault}"), "A day is written like { day = \"2026-12-25\" }");
    }
}

fn check_staff(staff: &[StaffEntry], branch_keys: &HashSet<&str>, faults: &mut Faults) {
    let mut owners: HashMap<String, &str> = HashMap::new();
    for (at, person) in staff.iter().enumerate() {
        let key = shown(&person.key);
        let mut add = |field: &str, wrong: String, mend: &str| {
            let path = format!("staff[{at}].{field}");
            faults.sentence(&path, format!("staff {key}: {wrong}"), mend);
        };
        if let Some(branch) = &person.branch
            && !branch_keys.contains(branch.as_str())
        {
            add("branch", format!("there is no branch {}", shown(branch)), KEY_MEND);
        }
        let name = name_fault("the name", &person.name, person::NAME_CHARS_MAX, Language::En);
        name.into_iter().for_each(|fault| add("name", fault, "Write first and last name"));
        if person.pause_policy.is_some() && person.policy().is_none() {
            let wrong = "pause_policy must be \"free\", \"blocked\" or \"flexible\"";
            add("pause_policy", wrong.to_owned(), "Leave it out if the service decides");
        }
        for (nth, email) in person.emails.iter().enumerate() {
            let field = format!("emails[{nth}]");
            if Email::parse(email).is_err() {
                let wrong = format!("{} is no e-mail address", shown(email));
                add(&field, wrong, "Write it like name@salon.example");
            }
            if let Some(other) = owners.insert(email.to_lowercase(), &person.key) {
                let wrong = format!("{} is {}'s already", shown(email), shown(other));
                add(&field, wrong, "An address is one person's");
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
    faults: &mut Faults,
) -> HashSet<&'a str> {
    let mut seen = HashSet::new();
    for (at, key) in keys.enumerate() {
        let path = format!("{section}[{at}].key");
        if key.is_empty() {
            faults.sentence(
                &path,
                format!("{section}: a key is empty"),
                "Write a short name that stays",
            );
        } else if !seen.insert(key) {
            let wrong = format!("{section}: the key {} is used twice", shown(key));
            faults.sentence(&path, wrong, TWICE_MEND);
        }
    }
    seen
}

fn yes() -> bool {
    true
}
