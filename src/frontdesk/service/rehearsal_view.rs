//! A visit laid out without booking it, as it is shown.

use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::calendar::zone::Zone;
use crate::domain::service::catalogue::PausePolicy;
use crate::frontdesk::service::rehearse::{Rehearsal, RehearsedPart, RehearsedPause};
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RehearsalView {
    /// The service's key.
    pub service: String,
    /// Whose visit it is: the key; `None` where Cal.com chooses.
    pub staff: Option<String>,
    pub pause_policy: &'static str,
    pub parts: Vec<RehearsedPartView>,
    pub pauses: Vec<RehearsedPauseView>,
    /// The parts' keys in the order in which they would be booked.
    pub booking_order: Vec<String>,
    pub remarks: Vec<String>,
    pub faults: Vec<String>,
    pub bookable: bool,
    #[serde(skip)]
    pub policy: PausePolicy,
    #[serde(skip)]
    pub service_name: String,
    #[serde(skip)]
    pub buffer_minutes: u32,
    #[serde(skip)]
    pub staff_name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RehearsedPartView {
    pub key: String,
    pub label: String,
    pub kind: &'static str,
    pub start: LocalTime,
    pub end: LocalTime,
    /// The key; `None` where Cal.com chooses.
    pub staff: Option<String>,
    pub event_type_id: Option<i64>,
    pub settle_minutes: u32,
    pub return_minutes: u32,
    pub buffer_minutes: u32,
    #[serde(skip)]
    pub staff_name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RehearsedPauseView {
    pub after: String,
    pub start: LocalTime,
    pub end: LocalTime,
    pub held: bool,
    pub bookable_from: Option<LocalTime>,
    pub bookable_until: Option<LocalTime>,
}

pub(crate) fn of(zone: &Zone, rehearsal: &Rehearsal) -> RehearsalView {
    let order = rehearsal.order.iter().filter_map(|place| rehearsal.parts.get(*place));
    RehearsalView {
        service: rehearsal.service.row.key.clone(),
        staff: rehearsal.lead.as_ref().map(|lead| lead.key.clone()),
        pause_policy: rehearsal.policy.as_str(),
        policy: rehearsal.policy,
        parts: rehearsal.parts.iter().map(|one| part(zone, one)).collect(),
        pauses: rehearsal.pauses.iter().map(|one| pause(zone, one)).collect(),
        booking_order: order.map(|one| one.part.key.clone()).collect(),
        remarks: rehearsal.remarks.clone(),
        bookable: rehearsal.faults.is_empty(),
        faults: rehearsal.faults.clone(),
        service_name: rehearsal.service.row.name.clone(),
        buffer_minutes: rehearsal.service.row.buffer_minutes,
        staff_name: rehearsal.lead.as_ref().map(|lead| lead.person.name.clone()),
    }
}

fn part(zone: &Zone, one: &RehearsedPart) -> RehearsedPartView {
    let (start, end) = ends(zone, one.part.at);
    RehearsedPartView {
        key: one.part.key.clone(),
        label: one.label.clone(),
        kind: one.part.kind.as_str(),
        start,
        end,
        staff: one.staff.as_ref().map(|staff| staff.key.clone()),
        event_type_id: one.event_type_id,
        settle_minutes: one.part.settle_minutes,
        return_minutes: one.part.return_minutes,
        buffer_minutes: one.part.buffer_minutes,
        staff_name: one.staff.as_ref().map(|staff| staff.person.name.clone()),
    }
}

fn pause(zone: &Zone, one: &RehearsedPause) -> RehearsedPauseView {
    let (start, end) = ends(zone, one.at);
    let (bookable_from, bookable_until) = one.bookable.map(|at| ends(zone, at)).unzip();
    let after = one.after.to_string();
    RehearsedPauseView { after, start, end, held: one.held, bookable_from, bookable_until }
}

fn ends(zone: &Zone, at: Interval) -> (LocalTime, LocalTime) {
    (LocalTime::of(zone, at.start()), LocalTime::of(zone, at.end()))
}
