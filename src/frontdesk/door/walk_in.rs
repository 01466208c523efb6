//! The door for an appointment without a booking: a walk-in, or one taken over from elsewhere.

use crate::domain::host::kinds::{AssignmentState, Rule};
use crate::domain::ids::{AppointmentId, BranchId, ServiceId, StaffId};
use crate::domain::people::person::Phone;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::booking::Source;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::note::SIMPLE_SEGMENT;
use crate::domain::{Error, Result};
use crate::frontdesk::door::rules::Rules;
use crate::store::db::tx::Tx;
use crate::store::visit::appointment::{Appointment, VisitShape};
use crate::store::visit::segment::{Around, Segment};
use crate::store::visit::{appointment, customer, segment};
use serde_json::json;
use time::OffsetDateTime;

/// An appointment without any booking: a customer stood in the door, or it was taken over from elsewhere.
#[derive(Clone, Debug)]
pub struct Unbooked {
    /// Makes it the same appointment when recorded again.
    pub visit_ref: String,
    /// `WalkIn` or `Import`, or whichever road a predecessor noted.
    pub source: Source,
    /// Where it stands.
    pub status: VisitStatus,
    /// Where, if known.
    pub branch: Option<BranchId>,
    /// What is done, if known.
    pub service: Option<ServiceId>,
    /// Whom a person put there. No one is ever guessed.
    pub staff: Option<StaffId>,
    /// The customer's name and, where known, E.164 number.
    pub customer: Option<(String, Option<Phone>)>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
}

/// Records an appointment without a booking. There is no host, so there is no decision: *not evaluated*, unless a
/// person named the staff member; that is *matched*, by hand. Once per reference.
pub fn record_without_booking(
    tx: &Tx,
    rules: &Rules,
    diary: &Unbooked,
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
        plan: VisitShape::SIMPLE,
        no_show: None,
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
        kind: PartKind::Work,
        name: String::new(),
        around: Around::default(),
    };
    segment::insert(tx, &first)?;
    Ok(id)
}
