//! The door's entrance for appointments taken over from elsewhere together with the uid of their Cal.com booking.

use crate::domain::host::kinds::AssignmentState;
use crate::domain::ids::{AppointmentId, HostId};
use crate::domain::{Error, Result};
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::door::walk_in::{Unbooked, record_without_booking};
use crate::store::db::tx::Tx;
use crate::store::host::backfill::IMPORTED_KEY;
use crate::store::visit::{appointment, segment};
use serde_json::Value;
use time::OffsetDateTime;

/// An appointment as another system had it, whatever we would make of it.
#[derive(Clone, Debug)]
pub struct AsRecorded {
    /// Staff member included, if it had one.
    pub diary: Unbooked,
    /// Its booking at Cal.com.
    pub booking_uid: Option<String>,
    /// Whom it had noted as host.
    pub host: Option<HostId>,
}

/// Records what another system had, without a decision of ours: to see how well that system did. The newest word about
/// an appointment counts.
pub fn record_as_recorded(
    tx: &Tx,
    rules: &Rules,
    recorded: &AsRecorded,
    now: OffsetDateTime,
) -> Result<AppointmentId> {
    let AsRecorded { diary, booking_uid, host } = recorded;
    let id = record_without_booking(tx, rules, diary, now)?;
    let lost = || Error::internal("an appointment lost its row");
    let mut row = appointment::find(tx, id)?.ok_or_else(lost)?;
    row.staff.clone_from(&diary.staff);
    row.booking_uid.clone_from(booking_uid);
    row.host = *host;
    row.state = match (&diary.staff, host) {
        (Some(_), _) => AssignmentState::Matched,
        (None, Some(_)) => AssignmentState::NoCandidate,
        (None, None) => AssignmentState::NotEvaluated,
    };
    appointment::update(tx, id, &row, now)?;
    for (segment, mut first) in segment::of_appointment(tx, id)? {
        first.staff.clone_from(&row.staff);
        first.booking_uid.clone_from(&row.booking_uid);
        (first.host, first.state) = (row.host, row.state);
        segment::update(tx, segment, &first)?;
    }
    Ok(id)
}

/// Records an appointment of which only the diary, the booking's uid, and perhaps an answer of Cal.com are known.
/// Its staff member and host are the backfill's to find. A booking that is known already stays as it is.
pub fn record_imported(
    tx: &Tx,
    rules: &Rules,
    diary: &Unbooked,
    booking_uid: &str,
    answer: Option<&Value>,
    now: OffsetDateTime,
) -> Result<AppointmentId> {
    if booking_uid.is_empty() {
        return Err(Error::invalid("the booking's uid is empty"));
    }
    if let Some(known) = segment::of_booking(tx, booking_uid)? {
        let segment =
            segment::find(tx, known)?.ok_or_else(|| Error::internal("a segment lost its row"))?;
        return Ok(segment.appointment);
    }
    let id = record_without_booking(tx, rules, diary, now)?;
    let mut row =
        appointment::find(tx, id)?.ok_or_else(|| Error::internal("an appointment lost its row"))?;
    if row.booking_uid.is_some() {
        return Err(Error::Conflict(format!("{} has another booking", diary.visit_ref)));
    }
    row.booking_uid = Some(booking_uid.to_owned());
    if let (Some(answer), Some(facts)) = (answer, row.metadata.as_object_mut()) {
        facts.insert(IMPORTED_KEY.to_owned(), answer.clone());
    }
    appointment::update(tx, id, &row, now)?;
    for (segment, mut first) in segment::of_appointment(tx, id)? {
        first.booking_uid = Some(booking_uid.to_owned());
        segment::update(tx, segment, &first)?;
    }
    Ok(id)
}
