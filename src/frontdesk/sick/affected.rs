//! The visits that fall into an absence, and of each part who else could take it, as far as it is known here.

use crate::domain::Result;
use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::offer::taken;
use crate::frontdesk::offer::taken::Asker;
use crate::store::host::{mapping, staff};
use crate::store::service::segments::PerformerRow;
use crate::store::service::{event_map, segments};
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, segment};
use rusqlite::Connection;

/// Visits looked at within one absence; a person has no more in a week.
pub(crate) const VISITS_MAX: u32 = 200;

/// Who is not there, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sick {
    /// Who.
    pub staff: StaffId,
    /// When, UTC.
    pub span: Interval,
}

/// A visit that falls into it.
#[derive(Clone, Debug)]
pub(crate) struct Affected {
    pub view: AppointmentView,
    /// The parts of it that the absent one was to do then, in order.
    pub parts: Vec<AffectedPart>,
}

/// A part, and everybody else who does such a part.
#[derive(Clone, Debug)]
pub(crate) struct AffectedPart {
    pub segment: Segment,
    pub who: Vec<Who>,
}

/// Somebody who does such a part, and why not this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    pub staff: StaffId,
    pub name: String,
    /// `None`: nothing is against it, as far as it is known here. Cal.com has the last word.
    pub why_not: Option<WhyNot>,
}

/// Why somebody cannot take a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhyNot {
    /// There is no event type to book it with.
    NoEventType,
    /// It is not known which Cal.com user this is.
    NoMapping,
    /// Away too.
    Absent,
    /// The branch is shut then.
    Closed,
    /// Busy then.
    Taken,
}

impl WhyNot {
    /// For programs.
    pub fn as_str(self) -> &'static str {
        match self {
            WhyNot::NoEventType => "no_event_type",
            WhyNot::NoMapping => "no_mapping",
            WhyNot::Absent => "absent",
            WhyNot::Closed => "closed",
            WhyNot::Taken => "taken",
        }
    }
}

/// The standing visits that fall into an absence and are not over, soonest first.
pub(crate) fn visits(desk: &Desk, sick: &Sick) -> Result<Vec<Affected>> {
    let now = desk.now();
    desk.store.read(|connection| {
        let within = segment::standing_within(connection, &sick.staff, sick.span, VISITS_MAX)?;
        let house = House::read(desk, connection)?;
        let mut all = Vec::new();
        for (id, _) in within {
            let affected = house.affected(connection, sick, id)?;
            all.extend(affected.filter(|one| one.view.row.ends_at > now));
        }
        Ok(all)
    })
}

/// Whom Cal.com's users are known to be.
pub(crate) fn mapped(desk: &Desk, connection: &Connection) -> Result<Vec<StaffId>> {
    let all = mapping::list(connection, desk.salon.company, None)?;
    Ok(all.into_iter().filter(|row| row.active).map(|row| row.staff).collect())
}

/// What is the same for every visit.
struct House<'a> {
    desk: &'a Desk,
    roster: Vec<StaffMember>,
    mapped: Vec<StaffId>,
}

impl House<'_> {
    fn read<'a>(desk: &'a Desk, connection: &Connection) -> Result<House<'a>> {
        let roster = staff::roster(connection, desk.salon.company)?;
        Ok(House { desk, roster, mapped: mapped(desk, connection)? })
    }

    fn affected(
        &self,
        connection: &Connection,
        sick: &Sick,
        id: AppointmentId,
    ) -> Result<Option<Affected>> {
        let Some(row) = appointment::find(connection, id)? else { return Ok(None) };
        let view = view::read(connection, id, row)?;
        let mut parts = Vec::new();
        for (_, part) in segment::of_appointment(connection, id)? {
            if is_of(&part, sick)? {
                let who = self.who(connection, sick, &view, &part)?;
                parts.push(AffectedPart { segment: part, who });
            }
        }
        Ok((!parts.is_empty()).then_some(Affected { view, parts }))
    }

    /// Everybody else who does such a part.
    fn who(
        &self,
        connection: &Connection,
        sick: &Sick,
        view: &AppointmentView,
        part: &Segment,
    ) -> Result<Vec<Who>> {
        let Some(service) = view.row.service else { return Ok(Vec::new()) };
        let performers = segments::performers(connection, service)?;
        let entries = event_map::of_segment(connection, service, &part.key)?;
        let asker = asker(self.desk, "", view.id, sick);
        let mut all = Vec::new();
        for person in self.roster.iter().filter(|one| one.active && one.id != sick.staff) {
            let has_event_type = entries.iter().any(|one| one.staff.as_ref() == Some(&person.id));
            if !has_event_type && !does(&performers, part, &person.id) {
                continue;
            }
            let at = Interval::new(part.starts_at, part.ends_at)?;
            let why_not = if !has_event_type {
                Some(WhyNot::NoEventType)
            } else if !self.mapped.contains(&person.id) {
                Some(WhyNot::NoMapping)
            } else {
                let against = asker.against(connection, &person.id, &part.around.claim(at))?;
                against.map(|reason| match reason {
                    Reason::Absent => WhyNot::Absent,
                    Reason::Closed => WhyNot::Closed,
                    _ => WhyNot::Taken,
                })
            };
            all.push(Who { staff: person.id.clone(), name: person.name.clone(), why_not });
        }
        Ok(all)
    }
}

/// What it is asked as: the visit does not stand in its own way, and the absent one is away, written down or not.
pub(crate) fn asker(desk: &Desk, call_id: &str, visit: AppointmentId, sick: &Sick) -> Asker {
    let also_away = Some((sick.staff.clone(), sick.span));
    Asker { also_away, ..taken::asker(desk, call_id, Some(visit)) }
}

fn does(performers: &[PerformerRow], part: &Segment, staff: &StaffId) -> bool {
    performers.iter().any(|one| one.segment.to_string() == part.key && one.staff == *staff)
}

/// Whether a part is work that the absent one was to do then.
fn is_of(part: &Segment, sick: &Sick) -> Result<bool> {
    let stands = part.booking_status.is_none_or(BookingStatus::stands);
    let is_theirs = part.staff.as_ref() == Some(&sick.staff) && part.kind == PartKind::Work;
    let at = Interval::new(part.starts_at, part.ends_at)?;
    Ok(stands && is_theirs && at.overlaps(&sick.span))
}
