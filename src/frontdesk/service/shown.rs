//! Services as they are shown.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::domain::language::Language;
use crate::domain::service::catalogue::{Composition, ServiceSegment};
use crate::domain::service::templates::Template;
use crate::frontdesk::Desk;
use crate::frontdesk::service::admin;
use crate::frontdesk::service::admin::ServiceView;
use crate::store::service::catalogue::DescribedBy;
use serde::Serialize;

/// A service: what it is made of, and who does it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ShownService {
    pub key: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub minutes: u32,
    pub composite: bool,
    pub pause_policy: &'static str,
    pub buffer_minutes: u32,
    /// `last_first` or `first_first`.
    pub booking_order: &'static str,
    pub revision: i64,
    /// `file` or `desk`.
    pub described_by: &'static str,
    pub segments: Vec<ShownSegment>,
    /// What keeps it from being done, in sentences.
    pub faults: Vec<String>,
    /// Its event types of another length at Cal.com, in sentences.
    pub wrong_lengths: Vec<String>,
    #[serde(skip)]
    pub composition: Composition,
    /// The names of those who are named for it and are not active.
    #[serde(skip)]
    pub inactive: Vec<String>,
    /// Whose own rule about pauses holds, and which one.
    #[serde(skip)]
    pub own_policies: Vec<(String, &'static str)>,
    /// A file described it once, and names it no longer.
    #[serde(skip)]
    pub is_left_by_file: bool,
}

/// A segment of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ShownSegment {
    pub key: String,
    pub name: String,
    pub minutes: u32,
    pub pause_after: u32,
    pub performer: &'static str,
    pub booked_as: &'static str,
    pub staff: Vec<ShownPerformer>,
    /// There is an event type at which Cal.com chooses.
    #[serde(skip)]
    pub is_pooled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ShownPerformer {
    pub key: String,
    /// `None` for an unknown key.
    pub name: Option<String>,
    pub active: Option<bool>,
    /// The person's own length.
    pub minutes: Option<u32>,
    #[serde(skip)]
    pub staff_id: Option<StaffId>,
}

/// A visit to start from, in the shape of a description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ShownTemplate {
    pub key: &'static str,
    pub name: &'static str,
    pub aliases: [&'static str; 0],
    pub pause_policy: &'static str,
    pub buffer_minutes: u32,
    pub segments: Vec<TemplateSegment>,
    pub staff: [&'static str; 0],
    #[serde(skip)]
    pub minutes: u32,
}

/// A segment of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TemplateSegment {
    pub name: String,
    pub minutes: u32,
    pub pause_after: u32,
}

/// Everything the salon sells, by name, with what is wrong said in this language.
pub(crate) fn list(desk: &Desk, language: Language) -> Result<Vec<ShownService>> {
    Ok(admin::services(desk)?.into_iter().map(|one| of(desk, one, language)).collect())
}

pub(crate) fn of(desk: &Desk, service: ServiceView, language: Language) -> ShownService {
    let row = &service.row;
    let composition = &service.described.composition;
    let performs = |key: &str| service.described.performers.iter().any(|one| one.staff == key);
    let inactive = service.people.iter().filter(|one| service.inactive.contains(&one.key));
    let own = service.people.iter().filter(|one| row.composite && performs(&one.key));
    let own = own.filter_map(|one| {
        let policy = one.person.pause_bookable_policy?;
        Some((one.person.name.clone(), policy.as_str()))
    });
    let in_file = desk.salon.config.services.iter().any(|entry| entry.key == row.key);
    ShownService {
        key: row.key.clone(),
        name: row.name.clone(),
        aliases: row.aliases.clone(),
        minutes: row.duration_minutes,
        composite: row.composite,
        pause_policy: row.policy.as_str(),
        buffer_minutes: row.buffer_minutes,
        booking_order: row.booking_order.as_str(),
        revision: row.revision,
        described_by: row.described_by.as_str(),
        segments: composition.segments.iter().map(|one| segment(&service, one)).collect(),
        faults: service.faults(language),
        wrong_lengths: service.lengths.iter().map(|one| one.told(language)).collect(),
        composition: composition.clone(),
        inactive: inactive.map(|one| one.person.name.clone()).collect(),
        own_policies: own.collect(),
        is_left_by_file: row.described_by == DescribedBy::File && !in_file,
    }
}

fn segment(service: &ServiceView, segment: &ServiceSegment) -> ShownSegment {
    let performers = service.described.performers.iter();
    let staff = performers.filter(|one| one.segment == segment.key).map(|one| {
        let person = service.person(&one.staff).map(|one| &one.person);
        ShownPerformer {
            staff_id: person.map(|person| person.id.clone()),
            key: one.staff.clone(),
            name: person.map(|person| person.name.clone()),
            active: person.map(|person| person.active),
            minutes: one.minutes,
        }
    });
    ShownSegment {
        key: segment.key.to_string(),
        name: segment.name.clone(),
        minutes: segment.minutes,
        pause_after: segment.pause_after_minutes,
        performer: segment.performer.as_str(),
        booked_as: segment.booked_as.as_str(),
        staff: staff.collect(),
        is_pooled: service.pooled.contains(&segment.key),
    }
}

pub(crate) fn template(template: &Template) -> ShownTemplate {
    let composition = &template.composition;
    let segments = composition.segments.iter().map(|segment| TemplateSegment {
        name: segment.name.clone(),
        minutes: segment.minutes,
        pause_after: segment.pause_after_minutes,
    });
    ShownTemplate {
        key: template.key,
        name: template.name,
        aliases: [],
        pause_policy: composition.policy.as_str(),
        buffer_minutes: composition.buffer_minutes,
        segments: segments.collect(),
        staff: [],
        minutes: composition.minutes(),
    }
}
