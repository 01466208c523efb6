//! Which event types a salon needs: one per (segment, staff member) or pool, and one for each pause that is held.

use crate::domain::event_type::fields::{Fields, Home};
use crate::domain::event_type::names::{code, codes, slug_part};
use crate::domain::ids::{BranchId, ServiceId, StaffId};
use crate::domain::language::Language;
use crate::domain::service::catalogue::{BookedAs, PausePolicy, SegmentKey, ServiceSegment};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Segments may start at any so many minutes.
pub const SLOT_INTERVAL_MINUTES: u32 = 5;
/// Longest codes in a title, in characters.
const COMPANY_CODE_CHARS: usize = 4;
const BRANCH_CODE_CHARS: usize = 3;
const SERVICE_CODE_CHARS: usize = 5;
/// Longest name in a title, in characters.
const NAME_CHARS: usize = 80;
/// Stands for the branch of a staff member who works in all of several.
const ALL_BRANCHES: &str = "all";
/// Stands for the person of an event type that is a pool's.
const POOL: &str = "pool";

/// A salon as far as its event types follow from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blueprint {
    /// Short, stable name.
    pub company_key: String,
    /// As spoken.
    pub company_name: String,
    /// For what people read at Cal.com.
    pub language: Language,
    /// Where new event types are made.
    pub home: Home,
    /// In the order in which they came to be, as the codes of the earlier ones must not change.
    pub branches: Vec<BranchPlan>,
    /// The same; also those that are no longer sold.
    pub services: Vec<ServicePlan>,
    /// Everybody.
    pub people: Vec<PersonPlan>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchPlan {
    pub id: BranchId,
    /// Short, stable name.
    pub key: String,
    /// As spoken.
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePlan {
    pub id: ServiceId,
    /// Short, stable name.
    pub key: String,
    /// Whether it is sold.
    pub active: bool,
    /// What its pauses are for.
    pub policy: PausePolicy,
    /// In order.
    pub segments: Vec<ServiceSegment>,
    pub doers: Vec<Doer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doer {
    pub segment: SegmentKey,
    pub staff: StaffId,
    /// The own length, where it differs.
    pub minutes: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPlan {
    pub id: StaffId,
    /// Short, stable name.
    pub key: String,
    /// As people say it.
    pub name: String,
    /// The branch; `None` means all.
    pub branch: Option<BranchId>,
    /// Nothing is booked with inactive people.
    pub active: bool,
    /// The wish about pauses, over what the service says.
    pub policy: Option<PausePolicy>,
    /// Which of Cal.com's users this is, by active mappings; the first one is taken.
    pub hosts: Vec<i64>,
}

/// An event type that there should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub service: ServiceId,
    /// Which part: `A`, or `A+` for the pause behind it.
    pub segment_key: String,
    pub branch: Option<BranchId>,
    /// Whose; `None` means a pool.
    pub staff: Option<StaffId>,
    /// Where it is to live.
    pub home: Home,
    /// The address it gets if it is new and no other has it.
    pub slug: String,
    /// `COMPANY-BRANCH-SERVICE-SEGMENT (Name)`.
    pub title: String,
    pub minutes: u32,
    /// Other lengths it can be booked with; only where a held pause may be released in part.
    pub options: Vec<u32>,
    /// Cal.com's users who get its bookings, sorted.
    pub hosts: Vec<i64>,
    /// Where it takes place, as first told to Cal.com.
    pub place: String,
    /// Why it cannot be made, as a sentence.
    pub problem: Option<String>,
}

impl Wanted {
    /// Our fields as they should be.
    pub fn fields(&self, slug: &str) -> Fields {
        let mut fields = vec![
            ("title", json!(self.title)),
            ("slug", json!(slug)),
            ("lengthInMinutes", json!(self.minutes)),
            ("hidden", json!(true)),
            ("slotInterval", json!(SLOT_INTERVAL_MINUTES)),
            ("minimumBookingNotice", json!(0)),
            ("beforeEventBuffer", json!(0)),
            ("afterEventBuffer", json!(0)),
        ];
        if !self.options.is_empty() {
            fields.push(("lengthInMinutesOptions", json!(self.options)));
        }
        if matches!(self.home, Home::Team(_)) {
            fields.push(("schedulingType", json!("roundRobin")));
            fields.push(("hosts", json!(self.hosts)));
        }
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// What is told once, when it is made, and is the salon's from then on. Without a place Cal.com would make a
    /// video call of a haircut.
    pub fn first_told(&self) -> (String, Value) {
        let place = json!([{ "type": "address", "address": self.place, "public": true }]);
        ("locations".into(), place)
    }
}

/// Everything the salon needs, in order of services and segments.
pub fn wanted(salon: &Blueprint) -> Vec<Wanted> {
    let company = code(&salon.company_key, COMPANY_CODE_CHARS);
    let branch_keys = salon.branches.iter().map(|branch| branch.key.as_str());
    let branch_codes = codes(branch_keys, BRANCH_CODE_CHARS);
    let service_codes = codes(salon.services.iter().map(|s| s.key.as_str()), SERVICE_CODE_CHARS);
    let mut all = Vec::new();
    for (service, service_code) in salon.services.iter().zip(service_codes) {
        if !service.active {
            continue;
        }
        let names =
            Names { salon, company: &company, branches: &branch_codes, service: &service_code };
        for segment in &service.segments {
            all.extend(of_segment(&names, service, segment));
        }
    }
    all
}

/// What the titles and addresses of one service are made of.
struct Names<'a> {
    salon: &'a Blueprint,
    company: &'a str,
    branches: &'a [String],
    service: &'a str,
}

/// Which of a segment's event types.
struct Part<'a> {
    key: String,
    name: String,
    minutes: u32,
    options: Vec<u32>,
    person: Option<&'a PersonPlan>,
}

fn of_segment(names: &Names<'_>, service: &ServicePlan, segment: &ServiceSegment) -> Vec<Wanted> {
    let doers: Vec<(&PersonPlan, Option<u32>)> = service
        .doers
        .iter()
        .filter(|doer| doer.segment == segment.key)
        .filter_map(|doer| {
            let person = names.salon.people.iter().find(|person| person.id == doer.staff)?;
            person.active.then_some((person, doer.minutes))
        })
        .collect();
    let mut all = Vec::new();
    match segment.booked_as {
        BookedAs::Staff => all.extend(doers.iter().map(|(person, minutes)| {
            let part = Part {
                key: segment.key.to_string(),
                name: segment.name.clone(),
                minutes: minutes.unwrap_or(segment.minutes),
                options: Vec::new(),
                person: Some(person),
            };
            of_person(names, service, part, person)
        })),
        BookedAs::Pool => all.extend(pools(names, service, segment, &doers)),
    }
    // The performer of the segment holds the pause behind it, also where Cal.com chose one.
    for (person, _) in doers {
        let policy = PausePolicy::in_force(None, person.policy, service.policy);
        if segment.pause_after_minutes > 0 && policy.holds() {
            let after = names.salon.language.pick("Pause nach", "pause after");
            let part = Part {
                key: segment.key.pause(),
                name: format!("{after} {}", segment.name),
                minutes: segment.pause_after_minutes,
                options: rests(segment.pause_after_minutes),
                person: Some(person),
            };
            all.push(of_person(names, service, part, person));
        }
    }
    all
}

/// The lengths that can be left of a held pause: every five minutes, and the whole.
fn rests(minutes: u32) -> Vec<u32> {
    let steps = (1..).map(|n: u32| n.saturating_mul(SLOT_INTERVAL_MINUTES));
    steps.take_while(|rest| *rest < minutes).chain([minutes]).collect()
}

fn of_person(
    names: &Names<'_>,
    service: &ServicePlan,
    part: Part<'_>,
    person: &PersonPlan,
) -> Wanted {
    let host = person.hosts.first().copied();
    let problem = host.is_none().then(|| {
        format!(
            "no Cal.com user is known to be {}: map the host first (chairside mappings set)",
            person.name
        )
    });
    let one = one(names, service, part, person.branch);
    Wanted { staff: Some(person.id.clone()), hosts: host.into_iter().collect(), problem, ..one }
}

/// A pool for each branch in which the segment is done; a performer who works in all of them is in each.
fn pools(
    names: &Names<'_>,
    service: &ServicePlan,
    segment: &ServiceSegment,
    doers: &[(&PersonPlan, Option<u32>)],
) -> Vec<Wanted> {
    let branches: BTreeSet<BranchId> =
        doers.iter().filter_map(|(person, _)| person.branch).collect();
    let mut branches: Vec<Option<BranchId>> = branches.into_iter().map(Some).collect();
    if branches.is_empty() && !doers.is_empty() {
        branches.push(None);
    }
    branches.into_iter().map(|branch| pool(names, service, segment, doers, branch)).collect()
}

fn pool(
    names: &Names<'_>,
    service: &ServicePlan,
    segment: &ServiceSegment,
    doers: &[(&PersonPlan, Option<u32>)],
    branch: Option<BranchId>,
) -> Wanted {
    let here = |person: &&PersonPlan| person.branch.is_none() || person.branch == branch;
    let people: Vec<&PersonPlan> = doers.iter().map(|(person, _)| *person).filter(here).collect();
    let hosts: BTreeSet<i64> =
        people.iter().filter_map(|person| person.hosts.first().copied()).collect();
    let problem = if names.salon.home == Home::Account {
        Some("a pool needs a team at Cal.com: set calcom.event_type_team_id".to_owned())
    } else if hosts.is_empty() {
        let who: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
        Some(format!("no Cal.com user is known to be any of {}: map a host first", who.join(", ")))
    } else {
        None
    };
    let part = Part {
        key: segment.key.to_string(),
        name: segment.name.clone(),
        minutes: segment.minutes,
        options: Vec::new(),
        person: None,
    };
    let one = one(names, service, part, branch);
    Wanted { hosts: hosts.into_iter().collect(), problem, ..one }
}

fn one(
    names: &Names<'_>,
    service: &ServicePlan,
    part: Part<'_>,
    branch: Option<BranchId>,
) -> Wanted {
    let salon = names.salon;
    // A salon with one branch has no staff member who works in "all".
    let named = match (branch, salon.branches.as_slice()) {
        (None, [only]) => Some(only.id),
        (branch, _) => branch,
    };
    let named = salon.branches.iter().zip(names.branches).find(|(one, _)| Some(one.id) == named);
    let branch_code = named.map_or_else(|| ALL_BRANCHES.to_uppercase(), |(_, code)| code.clone());
    let branch_key = named.map_or(ALL_BRANCHES, |(branch, _)| branch.key.as_str());
    let person_key = part.person.map_or(POOL, |person| person.key.as_str());
    let segment_key = part.key.to_lowercase().replace('+', "-pause");
    let keys = [&salon.company_key, branch_key, &service.key, &segment_key, person_key];
    let name: String = part.name.chars().take(NAME_CHARS).collect();
    Wanted {
        service: service.id,
        branch,
        staff: None,
        home: salon.home,
        slug: keys.map(slug_part).join("-"),
        title: format!("{}-{branch_code}-{}-{} ({name})", names.company, names.service, part.key),
        segment_key: part.key,
        minutes: part.minutes,
        options: part.options,
        hosts: Vec::new(),
        place: named.map_or_else(|| salon.company_name.clone(), |(branch, _)| branch.name.clone()),
        problem: None,
    }
}
