//! The rest of the door: deciding again what was decided, and a person's decision about one appointment.
//!
//! Nothing here is a second way to make an appointment: it changes who does one, with the decision kept beside it.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::audit::Action;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::HostId;
use crate::domain::ids::SegmentId;
use crate::domain::ids::StaffId;
use crate::domain::staff::TenantContext;
use crate::domain::visit;
use crate::frontdesk::record::Rules;
use crate::frontdesk::resolve;
use crate::store::Tx;
use crate::store::appointment;
use crate::store::audit;
use crate::store::booking;
use crate::store::decision;
use crate::store::decision::Decider;
use crate::store::mapping;
use crate::store::segment;
use crate::store::segment::Segment;
use crate::store::staff;
use serde_json::json;
use time::OffsetDateTime;

/// What deciding again changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redecided {
    /// Of this appointment.
    pub appointment: AppointmentId,
    /// Who it was.
    pub before: Option<StaffId>,
    /// Who it is.
    pub after: Option<StaffId>,
}

/// Decides one segment again, by today's mappings and rules. A person's own decision about it stays.
///
/// `None` if nothing changed.
pub fn redecide(
    tx: &Tx,
    rules: &Rules,
    id: SegmentId,
    decider: Decider,
    now: OffsetDateTime,
) -> Result<Option<Redecided>> {
    let old = segment::find(tx, id)?.ok_or(Error::NotFound("segment"))?;
    if resolve::is_by_person(&old) {
        return Ok(None);
    }
    let chain = booking::chain(tx, id)?;
    let Some(head) = visit::in_force(&chain) else { return Ok(None) };
    let row = appointment::find(tx, old.appointment)?.ok_or(Error::NotFound("appointment"))?;
    let decided = resolve::decide(tx, rules, head, row.branch)?;
    let mut new = old.clone();
    decided.write_to(&mut new);
    resolve::keep_word(&old, &mut new);
    if new == old {
        return Ok(None);
    }
    write(tx, rules, id, &new, decider, now)?;
    Ok(Some(Redecided { appointment: old.appointment, before: old.staff, after: new.staff }))
}

/// Decides every standing segment of a host again, up to a limit; what a person decided stays.
pub fn redecide_host(
    tx: &Tx,
    rules: &Rules,
    host: HostId,
    decider: Decider,
    now: OffsetDateTime,
) -> Result<Vec<Redecided>> {
    let mut changed = Vec::new();
    for id in segment::of_host(tx, rules.company, host)? {
        changed.extend(redecide(tx, rules, id, decider, now)?);
    }
    Ok(changed)
}

/// A person says who does an appointment. Writes the audit row; nothing automatic changes it again.
pub fn reassign(
    tx: &Tx,
    rules: &Rules,
    id: AppointmentId,
    staff: &StaffId,
    decider: Decider,
    now: OffsetDateTime,
) -> Result<()> {
    let row = appointment::find(tx, id)?
        .filter(|row| row.company == rules.company)
        .ok_or(Error::NotFound("appointment"))?;
    let person = staff::find(tx, staff)?.ok_or(Error::NotFound("staff member"))?;
    TenantContext { company: rules.company, branch: row.branch }.admits(&person).map_err(
        |why| Error::Conflict(format!("{} cannot get it: {}", person.name, why.as_str())),
    )?;
    for (segment_id, old) in segment::of_appointment(tx, id)? {
        let mut new = old.clone();
        resolve::by_person(&mut new, staff);
        write(tx, rules, segment_id, &new, decider, now)?;
    }
    let mapping = match row.host {
        Some(host) => mapping::active(tx, rules.company, host)?.map(|mapping| mapping.id),
        None => None,
    };
    let values = |staff: Option<&StaffId>| {
        json!({ "appointment_id": id.0, "calcom_host_id": row.host.map(|host| host.0),
            "staff_id": staff.map(|staff| &staff.0) })
    };
    let change = audit::Change {
        mapping,
        action: Action::ManualOverride,
        old: Some(values(row.staff.as_ref())),
        new: Some(values(Some(staff))),
        changed_by: decider.by,
        reason: decider.reason,
    };
    audit::append(tx, &change, now)
}

/// The segment, its decision, and the appointment's columns where it is the first segment.
fn write(
    tx: &Tx,
    rules: &Rules,
    id: SegmentId,
    new: &Segment,
    decider: Decider,
    now: OffsetDateTime,
) -> Result<()> {
    segment::update(tx, id, new)?;
    decision::keep(tx, rules.company, id, new, decider, now)?;
    if new.position > 1 {
        return Ok(());
    }
    let mut row = appointment::find(tx, new.appointment)?.ok_or(Error::NotFound("appointment"))?;
    row.staff.clone_from(&new.staff);
    row.host = new.host;
    row.state = new.state;
    appointment::update(tx, new.appointment, &row, now)
}
