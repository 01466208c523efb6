//! Where a booking belongs: to the segment of its family (what it replaced, what replaced it), else to its visit's,
//! else nowhere yet. For `record` alone, inside the door.

use crate::domain::ids::{AppointmentId, SegmentId};
use crate::domain::visit::booking::BookingFacts;
use crate::domain::{Error, Result};
use crate::frontdesk::door::rules::{Rules, Seen};
use crate::frontdesk::door::setting::Setting;
use crate::frontdesk::door::{own, setting, warn};
use crate::store::db::tx::Tx;
use crate::store::visit::booking::Family;
use crate::store::visit::{appointment, booking, customer, segment};
use serde_json::Value;
use time::OffsetDateTime;

pub(crate) enum Place {
    Segment(SegmentId),
    /// To this visit, as a part of it that was not known yet.
    Visit(AppointmentId),
    /// Nothing known has to do with it.
    Nowhere {
        /// Whether no appointment has the reference that it names.
        is_ref_free: bool,
    },
}

/// The segments of the booking and of its relatives, oldest first. One that it contradicts is none: what only an answer
/// has named as that segment's booking is forgotten then, and what was kept of the booking does not count.
pub(crate) fn family(tx: &Tx, rules: &Rules, seen: &Seen, now: OffsetDateTime) -> Result<Family> {
    let facts = &seen.facts;
    let (uid, from, to) = (&facts.uid, &facts.rescheduled_from, &facts.rescheduled_to);
    let Family { own, segments: mut family } =
        booking::family(tx, uid, from.as_deref(), to.as_deref())?;
    if seen.is_own {
        return Ok(Family { own, segments: family });
    }
    let mut contradicted = false;
    for segment in family.clone() {
        if own::contradicts(tx, rules, segment, facts)? {
            family.retain(|one| *one != segment);
            contradicted = true;
        }
    }
    if contradicted {
        warn::of_foreign(tx, rules, uid, now)?;
        if family.is_empty() {
            own::vacate(tx, uid, now)?;
        }
    }
    let own = own.filter(|_| !family.is_empty());
    Ok(Family { own, segments: family })
}

/// Where a booking belongs. `is_fresh` where it was made just now, so that nothing can have it by its uid alone.
///
/// A family that was taken for several visits, because its middle came last, is joined here.
pub(crate) fn find(
    tx: &Tx,
    family: &[SegmentId],
    facts: &BookingFacts,
    setting: &Setting,
    is_fresh: bool,
    now: OffsetDateTime,
) -> Result<Place> {
    let Some((oldest, others)) = family.split_first() else {
        if is_fresh {
            return of_visit(tx, setting);
        }
        // Taken over from elsewhere with the uid alone.
        return match segment::of_booking(tx, &facts.uid)? {
            Some(segment) => Ok(Place::Segment(segment)),
            None => of_visit(tx, setting),
        };
    };
    for other in others {
        join(tx, *other, *oldest, now)?;
    }
    Ok(Place::Segment(*oldest))
}

/// The visit that the booking's metadata names, and its segment.
fn of_visit(tx: &Tx, setting: &Setting) -> Result<Place> {
    let free = Place::Nowhere { is_ref_free: true };
    let Some(visit_ref) = &setting.visit_ref else { return Ok(free) };
    let Some((id, row)) = appointment::find_by_ref(tx, visit_ref)? else { return Ok(free) };
    let segments = segment::of_appointment(tx, id)?;
    let place = segments.iter().find(|(_, row)| row.key == setting.note.segment);
    Ok(match place {
        Some((segment, _)) => Place::Segment(*segment),
        // A simple visit has one part; a second one is none of its.
        None if row.plan.is_composite() => Place::Visit(id),
        None => Place::Nowhere { is_ref_free: false },
    })
}

/// Makes one visit of two that turned out to be the same: the older row stays and takes over what only the
/// younger knows.
fn join(tx: &Tx, younger: SegmentId, older: SegmentId, now: OffsetDateTime) -> Result<()> {
    let gone = || Error::internal("a segment lost its row");
    let from = segment::find(tx, younger)?.ok_or_else(gone)?.appointment;
    let to = segment::find(tx, older)?.ok_or_else(gone)?.appointment;
    booking::hand_over(tx, younger, older)?;
    segment::delete(tx, younger)?;
    if from == to || !segment::of_appointment(tx, from)?.is_empty() {
        return Ok(());
    }
    let lost = appointment::find(tx, from)?.ok_or_else(gone)?;
    let mut kept = appointment::find(tx, to)?.ok_or_else(gone)?;
    appointment::delete(tx, from)?;
    kept.customer = kept.customer.or(lost.customer);
    kept.service = kept.service.or(lost.service);
    kept.preferred_staff = kept.preferred_staff.or(lost.preferred_staff);
    kept.visit_ref = kept.visit_ref.or(lost.visit_ref);
    kept.no_show = kept.no_show.or(lost.no_show);
    kept.source = setting::nearer(kept.source, lost.source);
    if let (Value::Object(kept), Value::Object(lost)) = (&mut kept.metadata, lost.metadata) {
        for (key, value) in lost {
            kept.entry(key).or_insert(value);
        }
    }
    appointment::update(tx, to, &kept, now)?;
    match lost.customer.filter(|customer| kept.customer != Some(*customer)) {
        Some(customer) => customer::delete_if_unknown(tx, customer),
        None => Ok(()),
    }
}
