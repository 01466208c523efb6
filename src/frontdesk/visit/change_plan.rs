//! How a visit is moved: what is booked, moved and cancelled at Cal.com, in which order.
//!
//! The new times are secured before the old ones are given up. Where they do not touch, the new visit is booked
//! whole and the old one then cancelled. Where they do, Cal.com would refuse the new booking because of our own old
//! one: then each booking is moved by Cal.com itself, the farthest first, so that none runs into the next.
//!
//! Where others do it at the same time nothing touches: it is booked whole and then cancelled, but for the parts that
//! stay as they are.

use crate::domain::calendar::interval::Interval;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::note::PartNote;
use crate::domain::visit::plan;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::saga_plan::Action;
use crate::domain::{Error, Result};
use crate::frontdesk::offer::choice::Choice;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment::Segment;
use time::{Duration, OffsetDateTime};

/// A move, ready to be written down.
pub(crate) struct Moved {
    /// In this order.
    pub actions: Vec<Action>,
    /// Whether anything is booked anew.
    pub books: bool,
    /// The old minutes, kept until the move is settled.
    pub given_up: Vec<PlannedBooking>,
}

/// `Conflict` if what was chosen is not the same visit at another time.
pub(crate) fn plan(
    row: &Appointment,
    old: &[Segment],
    choice: &Choice,
    reason: &str,
) -> Result<Moved> {
    let work = choice.parts.iter().filter(|part| part.note.kind == PartKind::Work).count();
    let policy = choice.parts.first().and_then(|part| part.note.policy);
    if u32::try_from(work).map_err(Error::internal)? != row.plan.segments
        || policy != row.plan.policy
    {
        return Err(Error::Conflict(
            "the service is composed otherwise than when the visit was booked".into(),
        ));
    }
    let given_up = given_up(row, old)?;
    if let Some(actions) = moved_in_place(old, &choice.parts, reason)? {
        let books = actions.iter().any(|action| matches!(action, Action::Book { .. }));
        return Ok(Moved { actions, books, given_up });
    }
    // What stays as it is would stand in the way of itself: only the other parts are booked, and what they replace goes.
    let stays = |part: &PlannedBooking| old.iter().any(|before| stays(before, part));
    let parts = plan::in_booking_order(&choice.parts, choice.service.booking_order);
    let mut actions: Vec<Action> =
        parts.iter().filter(|part| !stays(part)).map(Action::book).collect();
    let goes = |before: &&Segment| !choice.parts.iter().any(|part| self::stays(before, part));
    actions.extend(old.iter().rev().filter(goes).filter_map(|part| cancel(part, reason)));
    Ok(Moved { actions, books: true, given_up })
}

/// Whether a part is booked already as it is planned.
fn stays(before: &Segment, part: &PlannedBooking) -> bool {
    is_the_same(before, part) && before.starts_at == part.at.start()
}

/// The cancellation of a part that has a booking.
pub(crate) fn cancel(part: &Segment, reason: &str) -> Option<Action> {
    let uid = part.booking_uid.clone()?;
    Some(Action::Cancel { uid, reason: reason.to_owned(), owed: false })
}

/// Every segment moved by Cal.com itself: if each stays what it is, and it is one booking, which Cal.com moves at
/// once, or the new times touch the old ones.
///
/// The pieces of a pause that was released in part go with it, and it stays released between them. A pause that was
/// released whole is held anew, behind the move.
fn moved_in_place(
    old: &[Segment],
    new: &[PlannedBooking],
    reason: &str,
) -> Result<Option<Vec<Action>>> {
    let mut pairs = Vec::new();
    let mut held_anew = Vec::new();
    for part in new {
        match old.iter().find(|before| is_the_same(before, part)) {
            Some(before) => pairs.push((before, part)),
            None if part.note.kind == PartKind::Pause => held_anew.push(part),
            None => return Ok(None),
        }
    }
    let given_up = |before: &&Segment| !pairs.iter().any(|(other, _)| other.key == before.key);
    let mut given_up: Vec<&Segment> = old.iter().filter(given_up).collect();
    let one = old.len() == 1 && new.len() == 1;
    if given_up.iter().any(|before| before.kind == PartKind::Work) || !(one || touch(old, new)?) {
        return Ok(None);
    }
    let mut moves: Vec<(&Segment, OffsetDateTime)> =
        pairs.iter().map(|(before, part)| (*before, part.at.start())).collect();
    let mut shifts: Vec<Duration> = moves.iter().map(|(old, to)| *to - old.starts_at).collect();
    shifts.dedup();
    if let [shift] = shifts.as_slice() {
        let pieces = given_up.drain(..);
        moves.extend(pieces.map(|piece| (piece, piece.starts_at.saturating_add(*shift))));
    }
    let goes_along = |key: &String| moves.iter().any(|(old, _)| old.key.starts_with(key.as_str()));
    held_anew.retain(|part| !goes_along(&part.note.segment));
    // A shift to later begins with the last, one to earlier with the first: each moves into minutes that are free.
    moves.sort_by_key(|(before, _)| before.starts_at);
    if moves.first().is_some_and(|(before, to)| *to > before.starts_at) {
        moves.reverse();
    }
    let moved = moves.into_iter().filter_map(|(before, start)| {
        Some(Action::Reschedule {
            uid: before.booking_uid.clone()?,
            start,
            reason: reason.to_owned(),
            back: (!one).then_some(before.starts_at),
            event_type_id: before.event_type_id,
        })
    });
    let mut actions: Vec<Action> = moved.collect();
    // What the visit cannot do without comes before what cannot be taken back.
    let (optional, needed): (Vec<_>, Vec<_>) =
        held_anew.into_iter().partition(|part| part.is_optional());
    actions.extend(needed.into_iter().map(Action::book));
    actions.extend(given_up.into_iter().filter_map(|before| cancel(before, reason)));
    actions.extend(optional.into_iter().map(Action::book));
    Ok(Some(actions))
}

/// Cal.com moves a booking as it is: the same event type, and the same length.
fn is_the_same(before: &Segment, part: &PlannedBooking) -> bool {
    before.key == part.note.segment
        && before.event_type_id == Some(part.event_type_id)
        && before.booking_uid.is_some()
        && before.ends_at - before.starts_at == part.at.duration()
}

/// Whether any new part overlaps any old one.
fn touch(old: &[Segment], new: &[PlannedBooking]) -> Result<bool> {
    for before in old {
        let at = Interval::new(before.starts_at, before.ends_at)?;
        if new.iter().any(|part| part.at.overlaps(&at)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn given_up(row: &Appointment, old: &[Segment]) -> Result<Vec<PlannedBooking>> {
    // One booking is moved at once; nothing of it is ever free before the move is settled.
    if old.len() < 2 {
        return Ok(Vec::new());
    }
    let kept = old.iter().filter_map(|part| planned(row, part).transpose());
    let mut kept = kept.collect::<Result<Vec<_>>>()?;
    // Two pieces of one pause have its position both; what is kept has a place each.
    for (position, part) in (1_u32..).zip(&mut kept) {
        part.note.position = position;
    }
    Ok(kept)
}

/// A part of a visit as it is booked; `None` without an event type.
pub(crate) fn planned(row: &Appointment, part: &Segment) -> Result<Option<PlannedBooking>> {
    let Some(event_type_id) = part.event_type_id else { return Ok(None) };
    Ok(Some(PlannedBooking {
        note: PartNote {
            segment: part.key.clone(),
            position: part.position,
            segments: row.plan.segments,
            kind: part.kind,
            policy: row.plan.policy,
            name: part.name.clone(),
            settle_minutes: part.around.settle_minutes,
            return_minutes: part.around.return_minutes,
            buffer_minutes: part.around.buffer_minutes,
        },
        at: Interval::new(part.starts_at, part.ends_at)?,
        staff: part.staff.clone(),
        event_type_id,
    }))
}
