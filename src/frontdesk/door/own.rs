//! Whether a booking that Cal.com shows is one of ours, where none was just asked for: a webhook, the poll, a list.
//! For `record` alone, inside the door.
//!
//! What our own journal planned and Cal.com later shows joins that saga's customer, however late. What names a visit of
//! ours and is none of it stands by itself.

use crate::domain::Result;
use crate::domain::error::Error;
use crate::domain::ids::SegmentId;
use crate::domain::saga::{Entry, Event};
use crate::domain::visit::booked::Snapshot;
use crate::domain::visit::booking::{Attendee, BookingFacts, BookingStatus, meta};
use crate::domain::visit::recognition;
use crate::domain::visit::recognition::{Asked, Judged};
use crate::domain::visit::saga_plan::{Action, VisitPlan};
use crate::frontdesk::door::rules::{Rules, Seen};
use crate::frontdesk::door::{show, warn};
use crate::store::db::tx::Tx;
use crate::store::visit::saga_log::{Saga, State};
use crate::store::visit::{appointment, booking, saga_log, segment};
use rusqlite::Connection;
use time::OffsetDateTime;

/// Where a booking goes, as far as our own journal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placing {
    /// Where its relatives or its visit are, or nowhere.
    Usual,
    /// By itself: it is late, it is a second one, or it names a visit of ours and is none of it.
    Alone,
    /// In the place of this one, which only an answer has named, and which Cal.com shows as this.
    InsteadOf(String),
}

/// A booking as our own journal completes it.
pub(crate) struct Known {
    pub facts: BookingFacts,
    pub placing: Placing,
}

impl Known {
    pub fn of(
        tx: &Tx,
        rules: &Rules,
        seen: &Seen,
        is_placed: bool,
        now: OffsetDateTime,
    ) -> Result<Known> {
        if seen.is_own {
            warn::of_own(tx, rules, &seen.facts, now)?;
        }
        if seen.is_own || is_placed {
            return Ok(Known { facts: seen.facts.clone(), placing: Placing::Usual });
        }
        let known = look_up(tx, rules, &seen.facts, now)?;
        if known.placing == Placing::Usual && known.facts.metadata.contains_key(meta::SAGA) {
            warn::of_own(tx, rules, &known.facts, now)?;
        }
        Ok(known)
    }
}

/// Looks a booking up that is new here.
fn look_up(tx: &Tx, rules: &Rules, facts: &BookingFacts, now: OffsetDateTime) -> Result<Known> {
    let Some((saga, log, plan)) = saga_of(tx, rules, facts)? else {
        return Ok(Known { facts: facts.clone(), placing: Placing::Usual });
    };
    let Some((step, asked, action)) = planned_as(&plan, facts) else {
        warn::of_foreign(tx, rules, &facts.uid, now)?;
        let mut facts = facts.clone();
        for key in [meta::REF, meta::SAGA, meta::SEGMENT] {
            facts.metadata.remove(key);
        }
        return Ok(Known { facts, placing: Placing::Alone });
    };
    let own = completed(&plan, &asked, action, facts);
    let placing = match uid_of_step(&log, step) {
        // It was taken for a lie once, and something else stands in its place by now.
        Some(uid) if uid == facts.uid => match is_place_taken(tx, &own)? {
            true => Placing::Alone,
            false => Placing::Usual,
        },
        Some(uid) if facts.is_read && is_only_claimed(tx, &uid)? => Placing::InsteadOf(uid),
        // What an answer had named turned out to be a stranger's, and the place is empty since.
        Some(uid) if !is_of_visit(tx, &uid, plan.visit_ref())? && !is_place_taken(tx, &own)? => {
            Placing::Usual
        }
        None if saga.state == State::Open => Placing::Usual,
        Some(_) | None => Placing::Alone,
    };
    if placing == Placing::Alone {
        warn::of_late(tx, rules, &own, now)?;
    }
    Ok(Known { facts: own, placing })
}

/// Whether a booking counts as standing on the word of an answer alone.
fn is_only_claimed(tx: &Tx, uid: &str) -> Result<bool> {
    let known = booking::find(tx, uid)?;
    Ok(known.is_some_and(|(_, known)| !known.is_read && known.status.stands()))
}

/// Whether a booking is known here as one of this visit's.
fn is_of_visit(tx: &Tx, uid: &str, visit_ref: &str) -> Result<bool> {
    Ok(known(tx, uid)?.is_some_and(|(_, visit)| visit.as_deref() == Some(visit_ref)))
}

/// A booking as it is known here, and the reference of its visit, where that has one.
pub(crate) fn known(
    connection: &Connection,
    uid: &str,
) -> Result<Option<(Snapshot, Option<String>)>> {
    let Some((id, known)) = booking::find(connection, uid)? else { return Ok(None) };
    let Some(part) = segment::find(connection, id)? else { return Ok(Some((known, None))) };
    let row = appointment::find(connection, part.appointment)?;
    Ok(Some((known, row.and_then(|row| row.visit_ref))))
}

/// Which booking the journal has for a step.
fn uid_of_step(log: &[Entry], step: usize) -> Option<String> {
    let done = |entry: &&Entry| entry.step == step && entry.event == Event::Succeeded;
    log.iter().rev().find(done)?.data.get("uid")?.as_str().map(str::to_owned)
}

/// Whether another booking that was read stands where this one was to be.
fn is_place_taken(tx: &Tx, own: &BookingFacts) -> Result<bool> {
    let Some(visit_ref) = own.visit_ref() else { return Ok(false) };
    let Some((id, _)) = appointment::find_by_ref(tx, visit_ref)? else { return Ok(false) };
    let key = own.metadata.get(meta::SEGMENT);
    for (_, part) in segment::of_appointment(tx, id)? {
        let stands = part.booking_status.is_some_and(BookingStatus::stands);
        if let (true, true, Some(uid)) = (Some(&part.key) == key, stands, &part.booking_uid)
            && *uid != own.uid
            && booking::is_read(tx, uid)? == Some(true)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

type Found = (Saga, Vec<Entry>, VisitPlan);

/// The saga that a booking names; where Cal.com kept nothing of what we wrote, that of the visit's own address.
fn saga_of(tx: &Tx, rules: &Rules, facts: &BookingFacts) -> Result<Option<Found>> {
    let named = facts.metadata.get(meta::SAGA).filter(|saga| !saga.is_empty()).cloned();
    let addressed = || facts.addresses.iter().find_map(|address| rules.visit_of(address));
    let Some(name) = named.or_else(addressed) else { return Ok(None) };
    let Some((saga, log)) = saga_log::load(tx, &name)? else { return Ok(None) };
    let plan: VisitPlan = serde_json::from_value(saga.params.clone()).map_err(Error::internal)?;
    Ok(Some((saga, log, plan)))
}

/// What the plan has for this booking; a person may have moved it since.
fn planned_as<'a>(
    plan: &'a VisitPlan,
    facts: &BookingFacts,
) -> Option<(usize, Asked<'a>, &'a Action)> {
    let of = |(step, action): (usize, &'a Action)| match action {
        Action::Book { segment, event_type_id, start, end, .. } => Some((
            step,
            Asked {
                saga: &plan.saga,
                visit_ref: plan.visit_ref(),
                address: plan.own_address().unwrap_or_default(),
                segment,
                event_type_id: *event_type_id,
                start: *start,
                end: *end,
            },
            action,
        )),
        Action::Reschedule { .. } | Action::Cancel { .. } => None,
    };
    plan.actions.iter().enumerate().filter_map(of).find(|(_, asked, _)| {
        matches!(
            recognition::judge(asked, facts),
            Judged::AsAsked | Judged::OtherLength | Judged::Elsewhere | Judged::Off
        )
    })
}

/// As the plan has it: whom it is for and what it is of its visit is ours to say.
fn completed(
    plan: &VisitPlan,
    asked: &Asked,
    action: &Action,
    facts: &BookingFacts,
) -> BookingFacts {
    let mut own = facts.clone();
    own.attendee = Some(Attendee {
        name: plan.attendee.name.clone(),
        email: Some(plan.attendee.email.clone()),
        phone: plan.phone.clone(),
    });
    own.metadata.extend(plan.metadata.clone());
    if let Action::Book { note, .. } = action {
        own.metadata.extend(note.clone());
    }
    own.metadata.insert(meta::SAGA.to_owned(), asked.saga.to_owned());
    own.metadata.insert(meta::SEGMENT.to_owned(), asked.segment.to_owned());
    own
}

/// What only an answer has named as this segment's booking is a stranger's: nothing of it stands here until the right
/// one is seen.
pub(crate) fn vacate(tx: &Tx, uid: &str, now: OffsetDateTime) -> Result<()> {
    let Some((id, _)) = booking::find(tx, uid)? else { return Ok(()) };
    booking::forget(tx, uid)?;
    let Some(mut part) =
        segment::find(tx, id)?.filter(|part| part.booking_uid.as_deref() == Some(uid))
    else {
        return Ok(());
    };
    part.booking_uid = None;
    part.booking_status = Some(BookingStatus::Cancelled);
    segment::update(tx, id, &part)?;
    let Some(mut row) = appointment::find(tx, part.appointment)? else { return Ok(()) };
    show::show(tx, part.appointment, &mut row)?;
    appointment::update(tx, part.appointment, &row, now)
}

/// Whether a booking contradicts the segment that its uid or its chain leads to: it names another visit than the
/// segment's. One that says nothing of ours is believed, unless only an answer has ever named its uid.
pub(crate) fn contradicts(
    tx: &Tx,
    rules: &Rules,
    segment: SegmentId,
    facts: &BookingFacts,
) -> Result<bool> {
    let Some(part) = segment::find(tx, segment)? else { return Ok(false) };
    let row = appointment::find(tx, part.appointment)?;
    let Some(visit_ref) = row.and_then(|row| row.visit_ref) else { return Ok(false) };
    let addressed = facts.addresses.iter().find_map(|address| rules.visit_of(address));
    let said = facts.visit_ref().filter(|said| !said.is_empty()).map(str::to_owned);
    Ok(match said.or(addressed) {
        // A name that means nothing here contradicts nothing: a recording has those of its own day.
        Some(said) => said != visit_ref && is_ours(tx, &said)?,
        None => facts.is_read && booking::is_read(tx, &facts.uid)? == Some(false),
    })
}

/// Whether a visit or a saga goes by this name here.
fn is_ours(tx: &Tx, visit_ref: &str) -> Result<bool> {
    Ok(appointment::find_by_ref(tx, visit_ref)?.is_some()
        || saga_log::load(tx, visit_ref)?.is_some())
}
