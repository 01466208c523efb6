//! **The one door.** Stores what was seen of a booking, finds its host, resolves the staff member, and writes
//! appointment, segment, decision, mapping and audit in one transaction.
//!
//! Facts, not events: the same state recorded twice changes nothing, an older state never overwrites a newer one,
//! and in whatever order the states of a booking arrive, the rows end the same.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::BookingFacts;
use crate::domain::booking::BookingStatus;
use crate::domain::booking::Source;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::BranchId;
use crate::domain::ids::CompanyId;
use crate::domain::ids::SegmentId;
use crate::domain::ids::ServiceId;
use crate::domain::ids::StaffId;
use crate::domain::matching::AssignmentState;
use crate::domain::matching::Rule;
use crate::domain::person::Phone;
use crate::domain::visit;
use crate::domain::visit::Snapshot;
use crate::domain::visit::VisitStatus;
use crate::frontdesk::record_place;
use crate::frontdesk::record_setting;
use crate::frontdesk::record_setting::Setting;
use crate::frontdesk::resolve;
use crate::store::Tx;
use crate::store::appointment;
use crate::store::appointment::Appointment;
use crate::store::booking;
use crate::store::customer;
use crate::store::inbox;
use crate::store::segment;
use crate::store::segment::Segment;
use serde_json::json;
use time::OffsetDateTime;

/// The key of the only segment of a simple visit.
pub const SIMPLE_SEGMENT: &str = "A";
/// The event of our own hint that a booking should be looked at.
pub const LOOK_EVENT: &str = "LOOK_AT_BOOKING";

/// How this salon decides.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The tenant.
    pub company: CompanyId,
    /// Off: hosts are stored, nobody is assigned.
    pub matching_enabled: bool,
    /// What an automatic assignment needs.
    pub threshold: u8,
    /// For phone numbers without one.
    pub country_code: String,
}

/// A snapshot of a booking, and the road it came by.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The snapshot.
    pub facts: BookingFacts,
    /// Used where the booking's own metadata does not tell how the visit came to us.
    pub road: Source,
}

/// An appointment without any booking: somebody stood in the door, or it was taken over from elsewhere.
#[derive(Clone, Debug)]
pub struct Diary {
    /// Makes it the same appointment when recorded again.
    pub visit_ref: String,
    /// `WalkIn` or `Import`, or whichever road a predecessor noted.
    pub source: Source,
    /// Where it stands.
    pub status: VisitStatus,
    /// The shop.
    pub branch: Option<BranchId>,
    /// What.
    pub service: Option<ServiceId>,
    /// Whom a person put there. Nobody is ever guessed.
    pub staff: Option<StaffId>,
    /// The customer's name and, where known, E.164 number.
    pub customer: Option<(String, Option<Phone>)>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
}

/// What recording did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The appointment.
    pub appointment: AppointmentId,
    /// Its segment.
    pub segment: SegmentId,
    /// Whether any row of the appointment changed.
    pub changed: bool,
}

/// Records what was seen of a booking. See the module's promise.
pub fn record(tx: &Tx, rules: &Rules, seen: &Seen, now: OffsetDateTime) -> Result<Recorded> {
    let facts = &seen.facts;
    if facts.end <= facts.start {
        return Err(Error::invalid("the booking ends before it starts"));
    }
    let setting = record_setting::read(tx, rules, seen)?;
    // A host is learnt from every state seen, also from one that is not in force any more:
    // else what is known would depend on the order of arrival.
    resolve::learn_from(tx, rules, &facts.host, setting.branch, now)?;
    let old = booking::find(tx, &facts.uid)?.map(|(_, old)| old);
    let newest = match old.clone() {
        Some(old) => old.merge(snapshot(facts)),
        None => snapshot(facts),
    };
    let recorded = match record_place::find(tx, &newest, facts, &setting, now)? {
        Some(segment) => {
            if old.as_ref() != Some(&newest) {
                booking::put(tx, segment, &newest)?;
            }
            bring_up_to_date(tx, rules, segment, &setting, facts, now)?
        }
        None => make(tx, rules, &newest, &setting, facts, now)?,
    };
    if recorded.changed {
        follow_the_move(tx, recorded.segment, now)?;
    }
    Ok(recorded)
}

/// Records an appointment without a booking. There is no host, so nobody is decided on: *not evaluated*, unless a
/// person named the staff member; that is *matched*, by hand. Once per reference.
pub fn record_without_booking(
    tx: &Tx,
    rules: &Rules,
    diary: &Diary,
    now: OffsetDateTime,
) -> Result<AppointmentId> {
    if diary.ends_at <= diary.starts_at {
        return Err(Error::invalid("the appointment ends before it starts"));
    }
    if let Some((id, _)) = appointment::find_by_ref(tx, &diary.visit_ref)? {
        return Ok(id);
    }
    let customer = match &diary.customer {
        Some((name, phone)) => {
            let phone = phone.as_ref().map(Phone::as_str);
            Some(customer::find_or_insert(tx, rules.company, phone, name, now)?)
        }
        None => None,
    };
    let (state, rule) = match diary.staff {
        Some(_) => (AssignmentState::Matched, Some(Rule::Manual)),
        None => (AssignmentState::NotEvaluated, None),
    };
    let row = Appointment {
        company: rules.company,
        branch: diary.branch,
        customer,
        service: diary.service,
        staff: diary.staff.clone(),
        preferred_staff: None,
        booking_uid: None,
        host: None,
        status: diary.status,
        source: diary.source,
        starts_at: diary.starts_at,
        ends_at: diary.ends_at,
        state,
        visit_ref: Some(diary.visit_ref.clone()),
        metadata: json!({}),
    };
    let id = appointment::insert(tx, &row, now)?;
    let first = Segment {
        appointment: id,
        key: SIMPLE_SEGMENT.into(),
        position: 1,
        booking_uid: None,
        booking_status: None,
        staff: diary.staff.clone(),
        host: None,
        event_type_id: None,
        starts_at: diary.starts_at,
        ends_at: diary.ends_at,
        state,
        decision: json!({}),
        rule: rule.map(|rule| rule.as_str().to_owned()),
        host_source: None,
    };
    segment::insert(tx, &first)?;
    Ok(id)
}

fn snapshot(facts: &BookingFacts) -> Snapshot {
    Snapshot {
        uid: facts.uid.clone(),
        status: facts.status,
        event_type_id: facts.event_type_id,
        starts_at: facts.start,
        ends_at: facts.end,
        changed_at: facts.updated_at,
        rescheduled_from: facts.rescheduled_from.clone(),
        rescheduled_to: facts.rescheduled_to.clone(),
        host: facts.host.host().cloned(),
        host_source: facts.host.host().and(facts.host.source()).map(str::to_owned),
        host_changed_at: facts.host.host().and(facts.updated_at),
    }
}

/// A booking of a visit nobody knew: appointment and segment are made together.
fn make(
    tx: &Tx,
    rules: &Rules,
    head: &Snapshot,
    setting: &Setting,
    facts: &BookingFacts,
    now: OffsetDateTime,
) -> Result<Recorded> {
    let decided = resolve::decide(tx, rules, head, setting.branch)?;
    let customer = record_setting::customer_of(tx, rules, setting, facts, now)?;
    let visit_ref = record_setting::free_ref(tx, setting)?;
    if visit_ref != setting.visit_ref {
        log::error!(
            "booking {} is none of its visit's: it gets an appointment of its own",
            head.uid
        );
    }
    let mut row = Appointment {
        company: rules.company,
        branch: setting.branch,
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
    };
    record_setting::name_attendee(&mut row.metadata, facts);
    let mut first = Segment {
        appointment: AppointmentId(0),
        key: setting.segment_key.clone(),
        position: 1,
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
    };
    decided.write_to(&mut first);
    take_head(&mut first, head, std::slice::from_ref(head));
    show_segment(&mut row, &first, &decided);
    let id = appointment::insert(tx, &row, now)?;
    first.appointment = id;
    let segment = segment::insert(tx, &first)?;
    booking::put(tx, segment, head)?;
    // What it replaced may be in the diary under a uid between the two that nobody has seen.
    if let Some(before) = &head.rescheduled_from {
        ask_to_look(tx, before, now)?;
    }
    Ok(Recorded { appointment: id, segment, changed: true })
}

/// A further state of a booking whose segment is known.
fn bring_up_to_date(
    tx: &Tx,
    rules: &Rules,
    id: SegmentId,
    setting: &Setting,
    facts: &BookingFacts,
    now: OffsetDateTime,
) -> Result<Recorded> {
    let gone = || Error::internal("a segment lost its row");
    let old = segment::find(tx, id)?.ok_or_else(gone)?;
    let visit = old.appointment;
    let old_row = appointment::find(tx, visit)?.ok_or_else(gone)?;
    let chain = booking::chain(tx, id)?;
    let head = visit::in_force(&chain).ok_or_else(gone)?;
    let mut new = old.clone();
    let mut row = old_row.clone();
    // The shop is the one of the booking in force, whichever booking of the visit is being recorded.
    let branch = record_setting::branch_of(tx, rules, head.event_type_id)?;
    // The same booking with the same host was decided already; only a person re-decides what was matched.
    let host_id = head.host.as_ref().map(|host| host.id);
    let decided_before = old.state == AssignmentState::Matched && old.host == host_id;
    let decided = if decided_before {
        new.host_source.clone_from(&head.host_source);
        None
    } else {
        Some(resolve::decide(tx, rules, head, branch)?)
    };
    if let Some(decided) = &decided {
        decided.write_to(&mut new);
        row.branch = branch;
    }
    row.branch = branch.or(row.branch);
    take_head(&mut new, head, &chain);
    row.service = row.service.or(setting.service);
    // Of two wishes the one of the booking in force counts: she may want somebody else when she moves.
    let (first, second) = match head.uid == facts.uid {
        true => (setting.preferred.clone(), row.preferred_staff),
        false => (row.preferred_staff, setting.preferred.clone()),
    };
    row.preferred_staff = first.or(second);
    if row.visit_ref.is_none() {
        row.visit_ref = record_setting::free_ref(tx, setting)?;
    }
    row.source = record_setting::nearer(row.source, setting.source);
    let unknown = record_setting::unknown_customer(tx, row.customer)?;
    if row.customer.is_none() || (unknown.is_some() && setting.phone.is_some()) {
        row.customer = record_setting::customer_of(tx, rules, setting, facts, now)?;
    }
    record_setting::name_attendee(&mut row.metadata, facts);
    match &decided {
        Some(decided) => show_segment(&mut row, &new, decided),
        None => show_times(&mut row, &new),
    }
    let changed = new != old || row != old_row;
    if changed {
        segment::update(tx, id, &new)?;
        appointment::update(tx, visit, &row, now)?;
    }
    // Her appointment may have gone over to somebody whose number is known.
    if let Some(unknown) = unknown {
        customer::delete_if_unknown(tx, unknown)?;
    }
    Ok(Recorded { appointment: visit, segment: id, changed })
}

fn take_head(segment: &mut Segment, head: &Snapshot, chain: &[Snapshot]) {
    // Moved on to a booking nobody has seen yet: the visit is not off, only its new time is unknown.
    let moved_on = visit::successor_missing(head, chain).is_some();
    let status = if moved_on { BookingStatus::Accepted } else { head.status };
    segment.booking_uid = Some(head.uid.clone());
    segment.booking_status = Some(status);
    segment.event_type_id = head.event_type_id;
    segment.starts_at = head.starts_at;
    segment.ends_at = head.ends_at;
}

/// The appointment's columns show its first segment.
fn show_segment(row: &mut Appointment, first: &Segment, decided: &resolve::Decided) {
    row.branch = row.branch.or(decided.branch);
    row.staff.clone_from(&first.staff);
    row.host = first.host;
    row.state = first.state;
    show_times(row, first);
}

fn show_times(row: &mut Appointment, first: &Segment) {
    row.booking_uid.clone_from(&first.booking_uid);
    row.status = VisitStatus::of(first.booking_status.unwrap_or(BookingStatus::Pending));
    row.starts_at = first.starts_at;
    row.ends_at = first.ends_at;
}

/// A move that we saw only half of: look at the other half later. In this same transaction, so it is not lost.
fn follow_the_move(tx: &Tx, segment: SegmentId, now: OffsetDateTime) -> Result<()> {
    let chain = booking::chain(tx, segment)?;
    let Some(head) = visit::in_force(&chain) else { return Ok(()) };
    match visit::successor_missing(head, &chain) {
        Some(uid) => ask_to_look(tx, uid, now),
        None => Ok(()),
    }
}

/// Gives a visit that was not made by us a reference: a booking we make for it finds its way back by it.
pub fn name_visit(tx: &Tx, id: AppointmentId, visit_ref: &str, now: OffsetDateTime) -> Result<()> {
    appointment::set_ref(tx, id, visit_ref, now)
}

/// Leaves the hint that a booking's state should be fetched and recorded.
pub fn ask_to_look(tx: &Tx, uid: &str, now: OffsetDateTime) -> Result<()> {
    let message = inbox::Message {
        channel: inbox::Channel::CalcomWebhook,
        event: LOOK_EVENT.into(),
        subject: Some(uid.to_owned()),
        body: Vec::new(),
        state: inbox::State::Open,
        reason: None,
    };
    inbox::insert(tx, &message, now).map(|_| ())
}
