//! `[[services]]`: what the salon sells, in one segment or several with pauses between them.
//!
//! The same shape describes a service to `services add --file`.

use crate::domain::language::Language;
use crate::domain::service::catalogue::{
    BookedAs, BookingOrder, Composition, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use crate::domain::service::check::{Fault, FaultKind, SEGMENTS_MAX};
use crate::domain::service::description::{Description, Performs};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Faults of a configuration are told in English, like everything about the installation.
const LANGUAGE: Language = Language::En;

/// A Cal.com event type of a service: of one person, or of a pool.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EventTypeEntry {
    /// Cal.com's number.
    pub id: i64,
    /// Whose it is; without one Cal.com chooses one of the pool.
    #[serde(default)]
    pub staff: Option<String>,
    /// In which branch.
    #[serde(default)]
    pub branch: Option<String>,
    /// For which segment: `A`; `A+` for the pause behind A where it is held.
    #[serde(default = "first")]
    pub segment: String,
}

/// Something the salon sells.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceEntry {
    /// Short, stable name.
    pub key: String,
    /// As spoken.
    pub name: String,
    /// What callers say as well.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Length at the chair of a service of one segment. Where there are segments it follows from them.
    #[serde(default)]
    pub duration_minutes: Option<i64>,
    /// What takes how long, in order; without them the service is one segment of `duration_minutes`.
    #[serde(default)]
    pub segments: Vec<SegmentEntry>,
    /// What the pauses are for: `free`, `blocked`, `flexible` or `never`.
    #[serde(default)]
    pub pause_policy: Option<String>,
    /// Kept free behind the whole visit.
    #[serde(default)]
    pub buffer_minutes: i64,
    /// `last_first` or `first_first`: in which order a visit is booked at Cal.com.
    #[serde(default)]
    pub booking_order: Option<String>,
    /// Who does it, where a segment does not say otherwise. Without a list those who have event types.
    #[serde(default)]
    pub staff: Vec<String>,
    /// What is booked at Cal.com for it.
    #[serde(default)]
    pub event_types: Vec<EventTypeEntry>,
}

/// One stretch of active work, and the pause behind it. Its letter follows from its place.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentEntry {
    /// As spoken.
    pub name: String,
    /// Active work.
    pub minutes: i64,
    /// The pause before the next segment, minutes.
    #[serde(default)]
    pub pause_after: i64,
    /// `same` (the staff member of the visit) or `any` (handed over to one who is free).
    #[serde(default)]
    pub performer: Option<String>,
    /// `staff` (an event type per person) or `pool` (one, and Cal.com chooses).
    #[serde(default)]
    pub booked_as: Option<String>,
    /// Who does it, where not everybody of the service does.
    #[serde(default)]
    pub staff: Vec<String>,
    /// Who takes longer or is quicker, minutes.
    #[serde(default)]
    pub staff_minutes: BTreeMap<String, i64>,
}

impl ServiceEntry {
    /// The service as described, or every fault of it in sentences. Who the people are is not looked at.
    pub fn describe(&self) -> Result<Description, Vec<String>> {
        let mut faults = Vec::new();
        if self.segments.len() > SEGMENTS_MAX {
            // More of them would only repeat it.
            let kind = FaultKind::TooManySegments(self.segments.len());
            let fault = Fault { segment: None, name: String::new(), kind };
            return Err(vec![fault.sentence(LANGUAGE)]);
        }
        let policy = word(self.pause_policy.as_ref(), "pause_policy", POLICIES, &mut faults);
        let order = word(self.booking_order.as_ref(), "booking_order", ORDERS, &mut faults);
        let segments = self.segments(&mut faults);
        let composition = Composition {
            segments,
            policy: policy.unwrap_or(PausePolicy::Never),
            buffer_minutes: minutes("buffer_minutes", self.buffer_minutes, 0, &mut faults),
        };
        let performers = self.performers(&composition, &mut faults);
        self.check_length(&composition, &mut faults);
        self.check_event_types(&composition, &mut faults);
        let described = Description {
            key: self.key.clone(),
            name: self.name.clone(),
            aliases: self.aliases.clone(),
            composition,
            booking_order: order.unwrap_or_default(),
            performers,
        };
        faults.extend(described.faults(LANGUAGE));
        if faults.is_empty() { Ok(described) } else { Err(faults) }
    }

    fn segments(&self, faults: &mut Vec<String>) -> Vec<ServiceSegment> {
        if self.segments.is_empty() {
            let length = match self.duration_minutes {
                Some(length) => minutes("duration_minutes", length, 1, faults),
                None => {
                    faults.push("give duration_minutes, or segments with their minutes".into());
                    return Vec::new();
                }
            };
            let mut simple = Composition::simple(&self.name, length).segments;
            let mut of_staff = self.event_types.iter().map(|entry| entry.staff.is_some());
            if self.staff.is_empty() && of_staff.len() > 0 && !of_staff.any(|is_hers| is_hers) {
                simple.iter_mut().for_each(|segment| segment.booked_as = BookedAs::Pool);
            }
            return simple;
        }
        let mut segments = Vec::new();
        for (index, entry) in self.segments.iter().enumerate() {
            let Some(key) = SegmentKey::nth(index) else { break };
            let what = |field: &str| format!("segment {key}: {field}");
            let performer = word(entry.performer.as_ref(), &what("performer"), PERFORMERS, faults);
            let booked_as = word(entry.booked_as.as_ref(), &what("booked_as"), BOOKED_AS, faults);
            segments.push(ServiceSegment {
                key,
                name: entry.name.clone(),
                minutes: minutes(&what("minutes"), entry.minutes, 1, faults),
                pause_after_minutes: minutes(&what("pause_after"), entry.pause_after, 0, faults),
                performer: performer.unwrap_or(Performer::Same),
                booked_as: booked_as.unwrap_or(BookedAs::Staff),
            });
        }
        segments
    }

    /// Who does what: the segment's own list, else the service's, else those who have event types of the segment.
    fn performers(&self, composition: &Composition, faults: &mut Vec<String>) -> Vec<Performs> {
        let mut performers: Vec<Performs> = Vec::new();
        let none = SegmentEntry::default();
        for (index, segment) in composition.segments.iter().enumerate() {
            let key = segment.key;
            let entry = self.segments.get(index).unwrap_or(&none);
            let listed = [&entry.staff, &self.staff].into_iter().find(|list| !list.is_empty());
            let of_event_types = || {
                let own = self.event_types.iter().filter(|one| one.segment == key.to_string());
                own.filter_map(|one| one.staff.clone()).collect()
            };
            let people: Vec<String> = listed.cloned().unwrap_or_else(of_event_types);
            for staff in &people {
                if performers.iter().any(|one| one.segment == key && one.staff == *staff) {
                    // Two event types of one person, in two branches, are no fault; two names in a list are.
                    if listed.is_some() {
                        faults.push(format!("segment {key}: {staff} is named twice"));
                    }
                    continue;
                }
                let own = entry.staff_minutes.get(staff);
                let what = format!("segment {key}: staff_minutes of {staff}");
                let minutes = own.map(|own| minutes(&what, *own, 1, faults));
                performers.push(Performs { segment: key, staff: staff.clone(), minutes });
            }
            let strangers = entry.staff_minutes.keys().filter(|staff| !people.contains(staff));
            for staff in strangers {
                faults.push(format!(
                    "segment {key}: staff_minutes names {staff}, who does not do it"
                ));
            }
        }
        performers
    }

    fn check_length(&self, composition: &Composition, faults: &mut Vec<String>) {
        let Some(said) = self.duration_minutes.filter(|_| !self.segments.is_empty()) else {
            return;
        };
        let sum = composition.minutes();
        if said != i64::from(sum) {
            faults.push(format!(
                "duration_minutes = {said}, but its segments and pauses take {sum}; leave it out"
            ));
        }
    }

    /// Each names a segment that there is, and no two of them the same one for the same person and branch.
    fn check_event_types(&self, composition: &Composition, faults: &mut Vec<String>) {
        let mut slots = BTreeMap::new();
        for entry in &self.event_types {
            let id = entry.id;
            let (letter, is_pause) = match entry.segment.strip_suffix('+') {
                Some(letter) => (letter, true),
                None => (entry.segment.as_str(), false),
            };
            let segment = composition.segments.iter().find(|one| one.key.to_string() == letter);
            match segment {
                None => faults.push(format!(
                    "event type {id} is for a segment {}, which there is not",
                    entry.segment.escape_debug()
                )),
                Some(segment) if is_pause && segment.pause_after_minutes == 0 => {
                    faults.push(format!(
                        "event type {id} is for a pause behind {letter}, which there is not"
                    ));
                }
                Some(_) => {}
            }
            if let Some(other) = slots.insert((&entry.segment, &entry.staff, &entry.branch), id) {
                faults.push(format!(
                    "event types {other} and {id} are for the same segment, person and branch"
                ));
            }
        }
    }
}

const POLICIES: (fn(&str) -> Option<PausePolicy>, &str) =
    (PausePolicy::parse, "\"free\", \"blocked\", \"flexible\" or \"never\"");
const ORDERS: (fn(&str) -> Option<BookingOrder>, &str) =
    (BookingOrder::parse, "\"last_first\" or \"first_first\"");
const PERFORMERS: (fn(&str) -> Option<Performer>, &str) = (Performer::parse, "\"same\" or \"any\"");
const BOOKED_AS: (fn(&str) -> Option<BookedAs>, &str) = (BookedAs::parse, "\"staff\" or \"pool\"");

/// One of a few words; nothing said is `None` and no fault.
fn word<T>(
    said: Option<&String>,
    what: &str,
    (parse, words): (fn(&str) -> Option<T>, &str),
    faults: &mut Vec<String>,
) -> Option<T> {
    let said = said?;
    let found = parse(said);
    if found.is_none() {
        faults.push(format!("{what} must be {words}"));
    }
    found
}

/// A number as written; below zero it is a fault, and `instead` stands for it, so that it is told once. How much is
/// too much is the composition's business.
fn minutes(what: &str, said: i64, instead: u32, faults: &mut Vec<String>) -> u32 {
    if said < 0 {
        faults.push(format!("{what} must not be negative"));
        return instead;
    }
    u32::try_from(said).unwrap_or(u32::MAX)
}

fn first() -> String {
    "A".into()
}
