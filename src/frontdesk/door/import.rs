//! The door's entrance for appointments taken over from elsewhere together with the uid of their Cal.com booking.

use crate::domain::ids::AppointmentId;
use crate::domain::{Error, Result};
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::door::walk_in::{Unbooked, record_without_booking};
use crate::store::db::tx::Tx;
use crate::store::host::backfill::IMPORTED_KEY;
use crate::store::visit::{appointment, segment};
use serde_json::Value;
use time::OffsetDateTime;

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
