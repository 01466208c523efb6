//! What an appointment's columns show of its parts. For the door alone.

use crate::domain::ids::AppointmentId;
use crate::domain::visit::whole;
use crate::domain::visit::whole::{PartState, Whole};
use crate::domain::{Error, Result};
use crate::store::db::tx::Tx;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment;
use crate::store::visit::segment::Segment;

/// Writes the visit's whole into its row: when it is, whether it stands, and of the first segment who does it.
///
/// The parts are read as they are stored now.
pub(crate) fn show(tx: &Tx, id: AppointmentId, row: &mut Appointment) -> Result<()> {
    let parts: Vec<Segment> =
        segment::of_appointment(tx, id)?.into_iter().map(|(_, part)| part).collect();
    show_parts(row, &parts)
}

/// The same for parts at hand.
pub(crate) fn show_parts(row: &mut Appointment, parts: &[Segment]) -> Result<()> {
    let (whole, first) = look_at(row, parts)?;
    row.status = whole.status;
    row.starts_at = whole.starts_at;
    row.ends_at = whole.ends_at;
    show_person(row, first);
    row.booking_uid.clone_from(&first.booking_uid);
    Ok(())
}

/// Who does it, of the first segment. When it is and where it stands is not touched: an appointment without a
/// booking has that from its diary.
pub(crate) fn show_people(tx: &Tx, id: AppointmentId, row: &mut Appointment) -> Result<()> {
    let parts: Vec<Segment> =
        segment::of_appointment(tx, id)?.into_iter().map(|(_, part)| part).collect();
    let (_, first) = look_at(row, &parts)?;
    show_person(row, first);
    Ok(())
}

fn show_person(row: &mut Appointment, first: &Segment) {
    row.staff.clone_from(&first.staff);
    row.state = first.state;
    // Also where a person decided who does it: the host is still what Cal.com says.
    row.host = first.host;
}

fn look_at<'a>(row: &Appointment, parts: &'a [Segment]) -> Result<(Whole, &'a Segment)> {
    let states: Vec<PartState> = parts
        .iter()
        .map(|part| PartState {
            kind: part.kind,
            position: part.position,
            status: part.booking_status,
            starts_at: part.starts_at,
            ends_at: part.ends_at,
        })
        .collect();
    let gone = || Error::internal("an appointment has no segment");
    let whole = whole::whole(row.plan.segments, &states).ok_or_else(gone)?;
    let first = parts.get(whole.first).ok_or_else(gone)?;
    Ok((whole, first))
}
