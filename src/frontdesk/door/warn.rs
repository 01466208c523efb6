//! What the salon's desk is told of what the door has seen: a visit that was torn, declined, or came late. For `record`
//! alone, inside the door.

use crate::domain::Result;
use crate::domain::ids::{AppointmentId, CompanyId};
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::booking::{BookingFacts, BookingStatus};
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::voice::callers::Voice;
use crate::store::db::tx::Tx;
use crate::store::messages::callback::NewCallback;
use crate::store::messages::warning::Kind;
use crate::store::messages::{callback, warning};
use crate::store::service::catalogue;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment::Segment;
use crate::store::visit::{customer, saga_log, segment};
use serde_json::Value;
use time::OffsetDateTime;

/// A booking of ours, made just now: what was broken for it is mended. One that only waits for confirmation is told.
pub(crate) fn of_own(
    tx: &Tx,
    rules: &Rules,
    facts: &BookingFacts,
    now: OffsetDateTime,
) -> Result<()> {
    let Some(id) = facts.event_type_id else { return Ok(()) };
    if facts.status.stands() {
        warning::clear_mended(tx, rules.company, id, warning::CALCOM, now)?;
    }
    if facts.status != BookingStatus::Pending {
        return Ok(());
    }
    let message = rules.voice().needs_confirmation(id);
    let (company, kind) = (rules.company, Kind::NeedsConfirmation);
    warning::raise(tx, company, kind, &id.to_string(), &message, now).map(|_| ())
}

/// A booking of ours that nobody waits for any more.
pub(crate) fn of_late(
    tx: &Tx,
    rules: &Rules,
    facts: &BookingFacts,
    now: OffsetDateTime,
) -> Result<()> {
    if !facts.status.stands() {
        return Ok(());
    }
    let message = rules.voice().stray(&facts.uid, facts.start);
    warning::raise_once(tx, rules.company, Kind::Stray, &facts.uid, &message, now)
}

/// A booking that names a visit of ours and is none of it.
pub(crate) fn of_foreign(tx: &Tx, rules: &Rules, uid: &str, now: OffsetDateTime) -> Result<()> {
    let message = rules.voice().foreign(uid);
    warning::raise_once(tx, rules.company, Kind::Foreign, uid, &message, now)
}

/// A part before and after, and its visit before and after.
pub(crate) struct PartChange<'a> {
    pub visit: AppointmentId,
    pub old: &'a Segment,
    pub new: &'a Segment,
    pub old_row: &'a Appointment,
    pub row: &'a Appointment,
}

/// A state that changed: a visit that lost a part or has it again, a request that was declined, a late booking that is
/// off.
pub(crate) fn of_change(
    tx: &Tx,
    rules: &Rules,
    change: &PartChange,
    now: OffsetDateTime,
) -> Result<()> {
    let stands = |part: &Segment| part.booking_status.is_some_and(BookingStatus::stands);
    let lost = stands(change.old) && !stands(change.new);
    if lost && let Some(uid) = &change.new.booking_uid {
        warning::clear(tx, rules.company, Kind::Stray, uid, now)?;
    }
    if change.row.plan.is_composite() {
        torn_or_whole(tx, rules, change, lost, now)?;
    }
    if change.old_row.status == VisitStatus::Requested && change.row.status == VisitStatus::Rejected
    {
        declined(tx, rules, change, now)?;
    }
    Ok(())
}

fn torn_or_whole(
    tx: &Tx,
    rules: &Rules,
    change: &PartChange,
    lost: bool,
    now: OffsetDateTime,
) -> Result<()> {
    let row = change.row;
    let Some(visit_ref) = &row.visit_ref else { return Ok(()) };
    if row.status != VisitStatus::Pending {
        return warning::clear(tx, rules.company, Kind::Torn, visit_ref, now).map(|_| ());
    }
    // While a saga is on its way that is what it is there for.
    if !lost || saga_log::unsettled_of_visit(tx, visit_ref, "")?.is_some() {
        return Ok(());
    }
    torn(tx, rules.company, &rules.voice(), (change.visit, row), now)
}

/// Tells of a composite visit that lacks a part.
pub(crate) fn torn(
    tx: &Tx,
    company: CompanyId,
    voice: &Voice,
    (visit, row): (AppointmentId, &Appointment),
    now: OffsetDateTime,
) -> Result<()> {
    let Some(visit_ref) = &row.visit_ref else { return Ok(()) };
    let parts = segment::of_appointment(tx, visit)?;
    let standing = parts.iter().filter(|(_, part)| {
        part.kind == PartKind::Work && part.booking_status.is_some_and(BookingStatus::stands)
    });
    let message = voice.visit_torn(standing.count(), row.plan.segments);
    warning::raise_once(tx, company, Kind::Torn, visit_ref, &message, now)
}

fn declined(tx: &Tx, rules: &Rules, change: &PartChange, now: OffsetDateTime) -> Result<()> {
    let row = change.row;
    let message = rules.voice().declined(row.starts_at);
    let subject = row.visit_ref.clone().or_else(|| row.booking_uid.clone()).unwrap_or_default();
    warning::raise_once(tx, rules.company, Kind::Declined, &subject, &message, now)?;
    let customer = row.customer.map(|id| customer::find(tx, id)).transpose()?.flatten();
    let service = row.service.map(|id| catalogue::find(tx, id)).transpose()?.flatten();
    let attendee = row.metadata.get("attendee_name").and_then(Value::as_str);
    let name = attendee.map(str::to_owned).or_else(|| customer.as_ref().map(|c| c.name.clone()));
    let service = service.map(|service| service.name).unwrap_or_default();
    let note = NewCallback {
        subject,
        reason: Reason::CalledOff,
        customer_name: name.unwrap_or_default(),
        phone: customer.and_then(|customer| customer.phone),
        wish: rules.voice().wish_to_book(&service, row.starts_at, None),
        appointment: Some(change.visit),
    };
    callback::leave(tx, rules.company, &note, now)
}
