//! A visit laid out without booking it: what would be when, who would do it, what would be booked in which order, and
//! what is missing.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{BranchId, StaffId};
use crate::domain::language::Language;
use crate::domain::service::catalogue::{
    BookedAs, BookingOrder, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use crate::domain::service::performers;
use crate::domain::service::performers::Hand;
use crate::domain::visit::layout;
use crate::domain::visit::layout::{Part, PartKind};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::service::admin;
use crate::frontdesk::service::admin::{ServiceView, hands};
use crate::store::host::staff::Listed;
use crate::store::service::event_map::EventMapEntry;
use crate::store::service::{event_map, salon};
use crate::store::visit::{absence, opening};
use rusqlite::Connection;
use std::collections::BTreeSet;
use time::{Duration, OffsetDateTime};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    pub service: ServiceView,
    /// Whose visit it is; `None` where Cal.com chooses.
    pub lead: Option<Listed>,
    /// The one in force with this lead.
    pub policy: PausePolicy,
    /// What would be booked, in order of time.
    pub parts: Vec<RehearsedPart>,
    /// The pauses, in order of time.
    pub pauses: Vec<RehearsedPause>,
    /// Places in `parts`, in the order in which they would be booked.
    pub order: Vec<usize>,
    /// Why it cannot be booked, in sentences.
    pub faults: Vec<String>,
    /// What is odd at this time, in sentences.
    pub remarks: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RehearsedPart {
    pub part: Part,
    /// For people, in the salon's language: "1 von 4 Färben".
    pub label: String,
    /// Who; `None` where Cal.com chooses.
    pub staff: Option<Listed>,
    /// What would be booked; `None` if there is nothing to book.
    pub event_type_id: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RehearsedPause {
    pub after: SegmentKey,
    /// From work to work.
    pub at: Interval,
    /// A booking holds it, until it is released or for good.
    pub held: bool,
    /// Where others may be booked, without the minutes the stylist needs.
    pub bookable: Option<Interval>,
}

/// Lays a visit of a service out from a start, for a staff member or for the first who can; what is wrong is said
/// in `told_in`. Books nothing and
/// asks Cal.com nothing; whether the time is free is not said.
///
/// `NotFound` without such a service; `Invalid` if the visit cannot be laid out at all.
pub fn rehearse(
    desk: &Desk,
    key: &str,
    start: OffsetDateTime,
    wanted: Option<&StaffId>,
    told_in: Language,
) -> Result<Rehearsal> {
    let service = admin::service(desk, key)?;
    let language = desk.salon.language;
    let composition = &service.described.composition;
    let segments = &composition.segments;
    let mut faults = service.faults(told_in);
    let hands = hands(&service.described, &service.people);
    // One of ours, if there is one; else the one Cal.com chooses.
    let mut leads = performers::leads(segments, &hands, &BTreeSet::new());
    if leads.is_empty() {
        leads = performers::leads(segments, &hands, &service.pooled);
    }
    let lead = match wanted {
        None => leads.first().and_then(|lead| service.person(lead.id)),
        Some(id) => {
            let person = service.people.iter().find(|one| one.person.id == *id);
            let person = person.ok_or(Error::NotFound("staff member"))?;
            faults.extend(why_not(&leads, &hands, segments, person, told_in));
            Some(person)
        }
    };
    let wish = lead.and_then(|lead| lead.person.pause_bookable_policy);
    let policy = PausePolicy::in_force(None, wish, composition.policy);
    let people: Vec<Option<&Listed>> =
        segments.iter().map(|segment| doer(&service, &hands, segment, lead)).collect();
    let minutes: Vec<u32> = segments
        .iter()
        .zip(&people)
        .map(|(segment, person)| takes(&service, segment, *person))
        .collect();
    let margins = desk.salon.config.pauses.margins();
    let laid_out = layout::lay_out(composition, policy, margins, &minutes, start)?;
    let pauses = pauses(&laid_out, segments, policy);
    let parts = desk.store.read(|connection| {
        let part = |part: Part| {
            let place = segments.iter().position(|one| part.key.starts_with(&one.key.to_string()));
            let staff = place.and_then(|place| people.get(place).copied().flatten());
            let label = label(&part, place, segments.len(), language);
            let event_type_id = way(connection, &service, &part, staff)?;
            Ok(RehearsedPart { part, label, staff: staff.cloned(), event_type_id })
        };
        laid_out.into_iter().map(part).collect::<Result<Vec<_>>>()
    })?;
    let mut remarks = remarks(desk, &parts, told_in)?;
    for wrong in &service.lengths {
        let is_booked = parts.iter().any(|part| part.event_type_id == Some(wrong.event_type_id));
        match (is_booked, wrong.is_composite) {
            (true, true) => faults.push(wrong.matter(told_in)),
            (true, false) => remarks.push(wrong.matter(told_in)),
            (false, _) => {}
        }
    }
    for part in parts.iter().filter(|part| part.event_type_id.is_none()) {
        // Without its hold a flexible pause counts as released; everything else must be booked.
        if part.part.kind == PartKind::Pause && policy == PausePolicy::Flexible {
            let so = told_in.pick(
                "die Pause würde als freigegeben gelten",
                "so this pause would count as released",
            );
            remarks.push(format!("{}, {so}", missing(part, told_in)));
        } else {
            faults.push(missing(part, told_in));
        }
    }
    let mut order: Vec<usize> = (0..parts.len()).collect();
    if service.row.booking_order == BookingOrder::LastFirst {
        order.reverse();
    }
    let lead = lead.cloned();
    Ok(Rehearsal { lead, policy, parts, pauses, order, faults, remarks, service })
}

/// Who is not there, and which branch is shut.
fn remarks(desk: &Desk, parts: &[RehearsedPart], told_in: Language) -> Result<Vec<String>> {
    let zone = &desk.salon.zone;
    desk.store.read(|connection| {
        let branches = salon::branches(connection, desk.salon.company)?;
        let mut remarks = Vec::new();
        for RehearsedPart { part, label, staff, .. } in parts {
            if let Some(staff) = staff
                && !absence::occupied(connection, &staff.person.id, part.at)?.is_empty()
            {
                let absent = told_in.pick("ist dann nicht da", "is absent then");
                remarks.push(format!("{label}: {} {absent}", staff.person.name));
            }
            let own: Option<BranchId> = staff.as_ref().and_then(|staff| staff.person.branch);
            // Where the staff member works in several, which one it would be is not known here.
            let branch = match branches.as_slice() {
                [only] => Some(only),
                several => several.iter().find(|branch| Some(branch.id) == own),
            };
            let Some(branch) = branch else { continue };
            if !opening::of_branch(connection, branch.id)?.closed(zone, part.at).is_empty() {
                let closed = told_in.pick("hat dann geschlossen", "is closed then");
                remarks.push(format!("{label}: {} {closed}", branch.name));
            }
        }
        Ok(remarks)
    })
}

/// Why this person cannot lead the visit, if so.
fn why_not(
    leads: &[Hand],
    hands: &[Hand],
    segments: &[ServiceSegment],
    person: &Listed,
    told_in: Language,
) -> Option<String> {
    let name = &person.person.name;
    if !person.person.active {
        let left = told_in.pick("arbeitet nicht mehr hier", "is not active");
        return Some(format!("{name} {left}"));
    }
    if leads.iter().any(|lead| lead.id == person.key) {
        return None;
    }
    let does = |key| hands.iter().any(|hand| hand.id == person.key && hand.segment == key);
    let not: Vec<String> = segments
        .iter()
        .filter(|segment| segment.performer == Performer::Same && !does(segment.key))
        .map(|segment| format!("{} ({})", segment.key, segment.name))
        .collect();
    let does_not = told_in.pick("macht nicht", "does not do");
    (!not.is_empty()).then(|| format!("{name} {does_not} {}", not.join(", ")))
}

/// Who would do a segment: the visit's person, if able or bound to, else the first of that branch who can.
fn doer<'a>(
    service: &'a ServiceView,
    hands: &[Hand],
    segment: &ServiceSegment,
    lead: Option<&'a Listed>,
) -> Option<&'a Listed> {
    if segment.booked_as == BookedAs::Pool {
        return None;
    }
    let does = |key: &str| {
        hands.iter().any(|hand| hand.active && hand.segment == segment.key && hand.id == key)
    };
    if let Some(lead) = lead.filter(|lead| segment.performer == Performer::Same || does(&lead.key))
    {
        return Some(lead);
    }
    let branch = lead.and_then(|lead| lead.branch_key.as_deref());
    let mut others = hands.iter().filter(|hand| hand.active && hand.segment == segment.key);
    let other = others.find(|hand| performers::is_near(branch, hand))?;
    service.person(other.id)
}

fn takes(service: &ServiceView, segment: &ServiceSegment, person: Option<&Listed>) -> u32 {
    let own = person.and_then(|person| {
        let mut performers = service.described.performers.iter();
        performers.find(|one| one.segment == segment.key && one.staff == person.key)
    });
    own.and_then(|own| own.minutes).unwrap_or(segment.minutes)
}

fn pauses(parts: &[Part], segments: &[ServiceSegment], policy: PausePolicy) -> Vec<RehearsedPause> {
    let work: Vec<&Part> = parts.iter().filter(|part| part.kind == PartKind::Work).collect();
    let between = work.iter().zip(work.iter().skip(1)).zip(segments);
    between
        .filter_map(|((before, next), segment)| {
            let at = Interval::new(before.at.end(), next.at.start()).ok()?;
            let held = parts.iter().any(|part| part.key == segment.key.pause());
            let from = at.start().checked_add(Duration::minutes(before.settle_minutes.into()));
            let until = at.end().checked_sub(Duration::minutes(next.return_minutes.into()));
            let inside = from.zip(until).and_then(|(from, until)| Interval::new(from, until).ok());
            let bookable = inside.filter(|_| policy == PausePolicy::Free);
            Some(RehearsedPause { after: segment.key, at, held, bookable })
        })
        .collect()
}

/// "1 von 4 Färben", and "Pause nach 1 von 4".
fn label(part: &Part, place: Option<usize>, count: usize, language: Language) -> String {
    let number = place.map_or(0, |place| place.saturating_add(1));
    let of = language.pick("von", "of");
    match part.kind {
        PartKind::Work => format!("{number} {of} {count} {}", part.name),
        PartKind::Pause => {
            format!("{} {} {number} {of} {count}", part.name, language.pick("nach", "after"))
        }
    }
}

/// What would be booked: the person's own event type of that branch, else one at which Cal.com chooses.
fn way(
    connection: &Connection,
    service: &ServiceView,
    part: &Part,
    staff: Option<&Listed>,
) -> Result<Option<i64>> {
    let ways = event_map::of_segment(connection, service.row.id, &part.key)?;
    let branch = staff.and_then(|staff| staff.person.branch);
    let is_here =
        |way: &&EventMapEntry| way.branch.is_none() || branch.is_none() || way.branch == branch;
    let is_own = |way: &&EventMapEntry| way.staff.as_ref() == staff.map(|staff| &staff.person.id);
    let mut here = ways.iter().filter(is_here);
    let own = here.clone().find(is_own);
    // Whom a pool's event type would hold in a pause is not known.
    let pool = || here.find(|way| way.staff.is_none() && part.kind == PartKind::Work);
    Ok(own.or_else(pool).map(|way| way.event_type_id))
}

fn missing(part: &RehearsedPart, told_in: Language) -> String {
    let any = told_in.pick("einen Pool", "any pool");
    let whose = part.staff.as_ref().map_or(any, |staff| &staff.person.name);
    let key = &part.part.key;
    told_in.pick(
        format!("bei Cal.com fehlt der Termintyp für {key} ({whose})"),
        format!("there is no event type for {key} of {whose}"),
    )
}
