//! **The one door.** Stores what was seen of a booking, finds its host, resolves the staff member, and writes
//! appointment, segment, decision, mapping and audit in one transaction.
//!
//! Facts, not events: the same state recorded twice changes nothing, an older state never overwrites a newer one,
//! and in whatever order the states of a booking arrive, the rows end the same.

use crate::domain::calendar::foreign_clock;
use crate::domain::calendar::interval::Interval;
use crate::domain::host::kinds::AssignmentState;
use crate::domain::ids::{AppointmentId, SegmentId};
use crate::domain::visit::booked;
use crate::domain::visit::booked::{Snapshot, VisitStatus};
use crate::domain::visit::booking::{BookingFacts, BookingStatus};
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::note::PartNote;
use crate::domain::{Error, Result};
use crate::frontdesk::door::customer::learn_email;
use crate::frontdesk::door::own::{Known, Placing};
use crate::frontdesk::door::place::Place;
use crate::frontdesk::door::rules::Change;
use crate::frontdesk::door::setting::Setting;
use crate::frontdesk::door::warn::PartChange;
use crate::frontdesk::door::{no_show, place, resolve, setting, show, warn};
use crate::frontdesk::telling::tell;
use crate::store::db::tx::Tx;
use crate::store::host::decider::SYSTEM;
use crate::store::host::decision;
use crate::store::messages::inbox;
use crate::store::messages::inbox::LOOK_EVENT;
use crate::store::visit::appointment::{Appointment, VisitShape};
use crate::store::visit::booking::Family;
use crate::store::visit::segment::{Around, Segment};
use crate::store::visit::{appointment, booking, customer, segment};
use serde_json::json;
use time::OffsetDateTime;

pub use crate::domain::visit::note::SIMPLE_SEGMENT;
pub use crate::frontdesk::door::rules::{Recorded, Rules, Seen};

/// Records what was seen of a booking. See the module's promise.
pub fn record(tx: &Tx, rules: &Rules, seen: &Seen, now: OffsetDateTime) -> Result<Recorded> {
    let change = &Change { tx, rules, decider: SYSTEM, now };
    if seen.facts.end <= seen.facts.start {
        return Err(Error::invalid("the booking ends before it starts"));
    }
    let Family { own: old, segments: family } = place::family(tx, rules, seen, now)?;
    let known = Known::of(tx, rules, seen, !family.is_empty(), now)?;
    let facts = &known.facts;
    let setting = setting::read(tx, rules, facts, seen.road)?;
    // A host is learnt from every state seen, also from one that is not in force any more:
    // else what is known would depend on the order of arrival.
    resolve::learn_from(tx, rules, &facts.host, setting.branch, now)?;
    let newest = match old.clone() {
        Some(old) => old.merge(snapshot(facts, now)),
        None => snapshot(facts, now),
    };
    let place = match &known.placing {
        // Put into its visit's segment it would hide behind the booking in force, and nobody would cancel it; as an
        // appointment of its own everybody sees it.
        Placing::Alone => {
            let is_ref_free = setting::is_ref_free(tx, &setting)?;
            Place::Nowhere { is_ref_free }
        }
        Placing::InsteadOf(uid) => {
            ask_to_look(tx, uid, now)?;
            booking::forget(tx, uid)?;
            place::find(tx, &family, facts, &setting, false, now)?
        }
        Placing::Usual => place::find(tx, &family, facts, &setting, seen.is_own, now)?,
    };
    let recorded = match place {
        Place::Segment(segment) => {
            if old.as_ref() != Some(&newest) {
                booking::put(tx, segment, &newest)?;
            }
            bring_up_to_date(change, segment, &setting, facts)?
        }
        Place::Visit(visit) => add_part(change, visit, &newest, &setting, facts)?,
        Place::Nowhere { is_ref_free } => {
            let recorded = make(change, &newest, &setting, is_ref_free, facts)?;
            // It is all there is of its visit: no move, no mark, and what the customer is told its saga says at its end.
            let is_plain = newest.rescheduled_to.is_none() && facts.is_absent != Some(true);
            if seen.is_own && is_plain {
                return Ok(recorded);
            }
            recorded
        }
    };
    if recorded.changed {
        follow_the_move(tx, recorded.segment, now)?;
        let attendee = facts.attendee.as_ref().and_then(|attendee| attendee.email.as_deref());
        learn_email(tx, rules, recorded.appointment, attendee, now)?;
        if let Some(telling) = &rules.telling {
            tell::tell_unless_unsettled(tx, telling, recorded.appointment, now)?;
        }
    }
    no_show::follow(change, recorded, facts, snapshot(facts, now).changed_at >= newest.changed_at)
}

fn snapshot(facts: &BookingFacts, now: OffsetDateTime) -> Snapshot {
    // A date in 2099 would make every later change look older.
    let changed_at = foreign_clock::believable(facts.updated_at, now);
    Snapshot {
        uid: facts.uid.clone(),
        status: facts.status,
        event_type_id: facts.event_type_id,
        starts_at: facts.start,
        ends_at: facts.end,
        changed_at,
        rescheduled_from: facts.rescheduled_from.clone(),
        rescheduled_to: facts.rescheduled_to.clone(),
        host: facts.host.host().cloned(),
        host_source: facts.host.host().and(facts.host.source()).map(str::to_owned),
        host_changed_at: facts.host.host().and(changed_at),
        is_read: facts.is_read,
    }
}

/// A booking of an unknown visit: appointment and segment are made together.
fn make(
    change: &Change,
    head: &Snapshot,
    setting: &Setting,
    is_ref_free: bool,
    facts: &BookingFacts,
) -> Result<Recorded> {
    let Change { tx, rules, now, .. } = *change;
    let decided = resolve::decide(tx, rules, head, setting.branch)?;
    let customer = setting::customer_of(tx, rules, setting, facts, now)?;
    let visit_ref = setting.visit_ref.clone().filter(|_| is_ref_free);
    let is_stray = visit_ref != setting.visit_ref;
    if is_stray {
        log::error!(
            "booking {} does not belong to the visit it names: it becomes an appointment of its own",
            head.uid
        );
    }
    let note = &setting.note;
    let mut row = Appointment {
        company: rules.company,
        branch: setting.branch.or(decided.branch),
        customer,
        service: setting.service,
        staff: None,
        preferred_staff: setting.preferred.clone(),
        booking_uid: None,
        host: None,
        status: VisitStatus::of(head.status),
        source: setting.source,
        starts_at: head.starts_at,
        ends_at: head.ends_at,
        state: AssignmentState::NotEvaluated,
        visit_ref,
        metadata: json!({}),
        // A stray one is alone, whatever it was planned to be a part of.
        plan: match is_stray {
            true => VisitShape::SIMPLE,
            false => VisitShape { segments: note.segments, policy: note.policy },
        },
        no_show: None,
    };
    setting::name_attendee(&mut row.metadata, facts);
    let mut first = new_part(AppointmentId(0), note, head);
    decided.write_to(&mut first);
    show::show_parts(&mut row, std::slice::from_ref(&first))?;
    first.appointment = appointment::insert(tx, &row, now)?;
    let segment = keep_part(change, &first, head)?;
    Ok(Recorded { appointment: first.appointment, segment, changed: true })
}

/// A further part of a visit that is known.
fn add_part(
    change: &Change,
    visit: AppointmentId,
    head: &Snapshot,
    setting: &Setting,
    facts: &BookingFacts,
) -> Result<Recorded> {
    let Change { tx, rules, now, .. } = *change;
    let decided = resolve::decide(tx, rules, head, setting.branch)?;
    let mut part = new_part(visit, &setting.note, head);
    decided.write_to(&mut part);
    let segment = keep_part(change, &part, head)?;
    let mut row = appointment::find(tx, visit)?.ok_or_else(lost)?;
    row.branch = setting.branch.or(decided.branch).or(row.branch);
    complete(change, &mut row, setting, facts)?;
    show::show(tx, visit, &mut row)?;
    appointment::update(tx, visit, &row, now)?;
    Ok(Recorded { appointment: visit, segment, changed: true })
}

/// A row that the same transaction has just read or written is not there.
fn lost() -> Error {
    Error::internal("a part of a visit lost its row")
}

fn new_part(visit: AppointmentId, note: &PartNote, head: &Snapshot) -> Segment {
    let mut part = Segment {
        appointment: visit,
        key: note.segment.clone(),
        position: note.position,
        booking_uid: None,
        booking_status: None,
        staff: None,
        host: None,
        event_type_id: None,
        starts_at: head.starts_at,
        ends_at: head.ends_at,
        state: AssignmentState::NotEvaluated,
        decision: json!({}),
        rule: None,
        host_source: None,
        kind: note.kind,
        name: note.name.clone(),
        around: Around {
            settle_minutes: note.settle_minutes,
            return_minutes: note.return_minutes,
            buffer_minutes: note.buffer_minutes,
        },
    };
    take_head(&mut part, head, std::slice::from_ref(head));
    part
}

fn keep_part(change: &Change, part: &Segment, head: &Snapshot) -> Result<SegmentId> {
    let Change { tx, rules, now, .. } = *change;
    let segment = segment::insert(tx, part)?;
    minutes_changed(rules, part);
    decision::keep_first(tx, rules.company, segment, part, change.decider, now)?;
    booking::put(tx, segment, head)?;
    // What it replaced may be in the diary under an unseen uid between the two.
    if let Some(before) = &head.rescheduled_from {
        ask_to_look(tx, before, now)?;
    }
    Ok(segment)
}

/// What was known of the free times around a part is over.
fn minutes_changed(rules: &Rules, part: &Segment) {
    if let Ok(at) = Interval::new(part.starts_at, part.ends_at) {
        rules.free_times.changed(part.event_type_id, part.staff.as_ref(), at);
    }
}

/// A further state of a booking whose segment is known.
fn bring_up_to_date(
    change: &Change,
    id: SegmentId,
    setting: &Setting,
    facts: &BookingFacts,
) -> Result<Recorded> {
    let Change { tx, rules, now, .. } = *change;
    let old = segment::find(tx, id)?.ok_or_else(lost)?;
    let visit = old.appointment;
    let old_row = appointment::find(tx, visit)?.ok_or_else(lost)?;
    let chain = booking::chain(tx, id)?;
    let head = booked::in_force(&chain).ok_or_else(lost)?;
    let mut new = old.clone();
    let mut row = old_row.clone();
    // The branch is the one of the booking in force, whichever booking of the visit is being recorded.
    let branch = setting::branch_of(tx, rules, head.event_type_id)?;
    // The same booking with the same host was decided already; only a person re-decides what was matched.
    let host_id = head.host.as_ref().map(|host| host.id);
    let decided_before = old.state == AssignmentState::Matched
        && (old.host == host_id || resolve::is_by_person(&old));
    new.host = host_id;
    let decided = if decided_before {
        new.host_source.clone_from(&head.host_source);
        None
    } else {
        Some(resolve::decide(tx, rules, head, branch)?)
    };
    if let Some(decided) = &decided {
        decided.write_to(&mut new);
        resolve::keep_word(tx, &old, &mut new)?;
    }
    row.branch = match &decided {
        // The parts of one visit are done in one branch.
        _ if row.plan.is_composite() => row.branch.or(branch),
        Some(decided) => branch.or(decided.branch),
        None => branch.or(row.branch),
    };
    take_head(&mut new, head, &chain);
    // Of two wishes the one of the booking in force counts: a customer who moves may want another staff member.
    let wished = setting.preferred.clone().filter(|_| head.uid == facts.uid);
    row.preferred_staff = wished.or(row.preferred_staff);
    let unknown = setting::unknown_customer(tx, row.customer)?;
    complete(change, &mut row, setting, facts)?;
    if new != old {
        segment::update(tx, id, &new)?;
        minutes_changed(rules, &old);
        minutes_changed(rules, &new);
    }
    show::show(tx, visit, &mut row)?;
    let changed = new != old || row != old_row;
    if changed {
        if decided.is_some() {
            decision::keep(tx, rules.company, id, &new, change.decider, now)?;
        }
        appointment::update(tx, visit, &row, now)?;
        let part_change = PartChange { visit, old: &old, new: &new, old_row: &old_row, row: &row };
        warn::of_change(tx, rules, &part_change, now)?;
    }
    // The appointment may have gone over to a customer whose number is known.
    if let Some(unknown) = unknown {
        customer::delete_if_unknown(tx, unknown)?;
    }
    Ok(Recorded { appointment: visit, segment: id, changed })
}

/// What a further booking of a visit knows and its row does not.
fn complete(
    change: &Change,
    row: &mut Appointment,
    setting: &Setting,
    facts: &BookingFacts,
) -> Result<()> {
    let Change { tx, rules, now, .. } = *change;
    row.service = row.service.or(setting.service);
    if row.preferred_staff.is_none() {
        row.preferred_staff.clone_from(&setting.preferred);
    }
    if row.visit_ref.is_none() {
        let is_free = setting::is_ref_free(tx, setting)?;
        row.visit_ref = setting.visit_ref.clone().filter(|_| is_free);
    }
    row.source = setting::nearer(row.source, setting.source);
    let unknown = setting::unknown_customer(tx, row.customer)?;
    if row.customer.is_none() || (unknown.is_some() && setting.phone.is_some()) {
        row.customer = setting::customer_of(tx, rules, setting, facts, now)?;
    }
    if row.customer.is_none() || setting::unless_erased(tx, row.customer)?.is_some() {
        setting::name_attendee(&mut row.metadata, facts);
    }
    Ok(())
}

fn take_head(segment: &mut Segment, head: &Snapshot, chain: &[Snapshot]) {
    // Moved on to a booking not seen yet: the visit is not off, only its new time is unknown.
    let moved_on = booked::successor_missing(head, chain).is_some();
    let status = if moved_on { BookingStatus::Accepted } else { head.status };
    segment.booking_uid = Some(head.uid.clone());
    segment.booking_status = Some(status);
    segment.event_type_id = head.event_type_id;
    segment.starts_at = head.starts_at;
    segment.ends_at = head.ends_at;
}

/// A move that we saw only half of: look at the other half later. In this same transaction, so it is not lost.
fn follow_the_move(tx: &Tx, segment: SegmentId, now: OffsetDateTime) -> Result<()> {
    let chain = booking::chain(tx, segment)?;
    let Some(head) = booked::in_force(&chain) else { return Ok(()) };
    match booked::successor_missing(head, &chain) {
        Some(uid) => ask_to_look(tx, uid, now),
        None => Ok(()),
    }
}

/// Gives a visit that was not made by us a reference: a booking we make for it finds its way back by it.
pub fn name_visit(tx: &Tx, id: AppointmentId, visit_ref: &str, now: OffsetDateTime) -> Result<()> {
    appointment::set_ref(tx, id, visit_ref, now)
}

/// A person takes what stands of a visit for the whole of it.
pub fn adopt(tx: &Tx, id: AppointmentId, now: OffsetDateTime) -> Result<()> {
    let standing = |part: &Segment| {
        part.kind == PartKind::Work && part.booking_status.is_some_and(BookingStatus::stands)
    };
    let parts = segment::of_appointment(tx, id)?;
    let standing = parts.iter().filter(|(_, part)| standing(part)).count();
    let planned = u32::try_from(standing).map_err(Error::internal)?.max(1);
    appointment::set_segments_planned(tx, id, planned)?;
    let mut row = appointment::find(tx, id)?.ok_or_else(lost)?;
    show::show(tx, id, &mut row)?;
    appointment::update(tx, id, &row, now)
}

/// Leaves the hint that a booking's state should be fetched and recorded.
pub fn ask_to_look(tx: &Tx, uid: &str, now: OffsetDateTime) -> Result<()> {
    let message = inbox::Message {
        channel: inbox::Channel::CalcomWebhook,
        event: LOOK_EVENT.into(),
        subject: Some(uid.to_owned()),
        caller: None,
        body: Vec::new(),
        state: inbox::State::Open,
        reason: None,
    };
    inbox::insert(tx, &message, now).map(|_| ())
}
