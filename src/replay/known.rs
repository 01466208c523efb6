//! What a recording tells of the time before it, and of what people decided meanwhile.

use crate::calcom::wire;
use crate::domain::calendar::interval::Interval;
use crate::domain::host::identity;
use crate::domain::host::identity::AnswerKind;
use crate::domain::host::matching_stored::CONFIDENCE_PERSON;
use crate::domain::ids::HostId;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view;
use crate::frontdesk::door::rules::{Change, Rules, Seen};
use crate::frontdesk::door::{look, redecide};
use crate::frontdesk::expected::Expected;
use crate::frontdesk::visit::absence;
use crate::recording::line::known::{
    AbsenceField, DecidedByPerson, KnownBooking, KnownMapping, RejectedPair,
};
use crate::replay::diary::staff;
use crate::store::host::decider::Decider;
use crate::store::host::mapping_write::NewMapping;
use crate::store::host::verdict::Verdict;
use crate::store::host::{identity as known_host, mapping, mapping_write, verdict};
use serde_json::json;

/// Why, in the rows of a replay.
const REASON: &str = "as recorded";

/// Records a booking that was known before, through the one door.
pub(crate) fn booking(desk: &Desk, line: &KnownBooking) -> Result<()> {
    let road = line.road().map_err(Error::Invalid)?;
    let facts = wire::facts(&line.body, AnswerKind::Get).map_err(Error::Invalid)?;
    look::record_seen(desk, Seen::of(facts, road)).map(|_| ())
}

/// Makes a host this staff member's, or unmapped. What is so already is left alone.
pub(crate) fn map(desk: &Desk, line: &KnownMapping) -> Result<()> {
    let host = identity::parse(&line.host).ok_or_else(|| Error::invalid("the host has no id"))?;
    let source = line.made_by().map_err(Error::Invalid)?;
    let staff = line.staff.as_deref().map(|key| staff(desk, key)).transpose()?;
    let (rules, now, company) = (Rules::of(&desk.salon), desk.now(), desk.salon.company);
    let (by, confidence) = (line.by.clone(), line.confidence);
    desk.store.write(move |tx| {
        known_host::meet(tx, company, &host, now)?;
        let decider = Decider { by: &by, reason: REASON };
        let old = mapping::active(tx, company, host.id)?;
        match (&old, &staff) {
            (None, None) => return Ok(()),
            (Some(old), Some(staff)) if old.staff == *staff && old.source == source => {
                return Ok(());
            }
            (Some(old), None) => mapping_write::switch_off(tx, old.id, decider, now)?,
            (_, Some(staff)) => {
                // No rule may put itself in the place of a person's word; the recording says that a person gave way.
                if let Some(old) =
                    old.filter(|old| source.is_automatic() && !old.source.is_automatic())
                {
                    mapping_write::switch_off(tx, old.id, decider, now)?;
                }
                let new = NewMapping {
                    company,
                    staff,
                    host: &host,
                    source,
                    confidence: confidence.min(CONFIDENCE_PERSON),
                    decider,
                };
                mapping_write::learn(tx, &new, now)?;
            }
        }
        redecide::redecide_host(&Change { tx, rules: &rules, decider, now }, host.id).map(|_| ())
    })
}

/// Keeps that a host is not this staff member.
pub(crate) fn reject(desk: &Desk, line: &RejectedPair) -> Result<()> {
    let staff = staff(desk, &line.staff)?;
    let (rules, now, company) = (Rules::of(&desk.salon), desk.now(), desk.salon.company);
    let (host, by) = (HostId(line.host), line.by.clone());
    desk.store.write(move |tx| {
        if verdict::rejected(tx, company, host)?.contains(&staff) {
            return Ok(());
        }
        let decider = Decider { by: &by, reason: REASON };
        let pair = (host, &staff);
        verdict::insert(tx, company, pair, Verdict::Rejected, &json!({}), decider, now)?;
        redecide::redecide_host(&Change { tx, rules: &rules, decider, now }, host).map(|_| ())
    })
}

/// Gives an appointment to the staff member that a person gave it to. One that is not there, or has that staff member
/// already, stays as it is.
pub(crate) fn decide(desk: &Desk, line: &DecidedByPerson) -> Result<()> {
    let staff = staff(desk, &line.staff)?;
    let Some(diary) = view::of_booking(desk, &line.booking_uid)? else { return Ok(()) };
    let (rules, now, by) = (Rules::of(&desk.salon), desk.now(), line.by.clone());
    let given = desk.store.write(move |tx| {
        let decider = Decider { by: &by, reason: REASON };
        let change = Change { tx, rules: &rules, decider, now };
        redecide::reassign(&change, diary.id, &staff, &Expected::Any)
    });
    match given {
        Err(Error::Conflict(_)) => Ok(()),
        given => given,
    }
}

/// Makes these the absences there are.
pub(crate) fn absences(desk: &Desk, wanted: &[AbsenceField]) -> Result<()> {
    let mut wanted_spans = Vec::new();
    for one in wanted {
        let span = Interval::new(one.starts_at, one.ends_at)?;
        wanted_spans.push((staff(desk, &one.staff)?, span));
    }
    let there = absence::list(desk)?;
    for (id, absence) in &there {
        if !wanted_spans.contains(&(absence.staff.clone(), absence.span)) {
            absence::remove(desk, *id)?;
        }
    }
    for (staff, span) in wanted_spans {
        absence::add(desk, &staff, span, "", REASON)?;
    }
    Ok(())
}
