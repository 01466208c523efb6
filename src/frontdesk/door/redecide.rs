//! The rest of the door: deciding again what was decided, and a person's decision about one appointment.
//!
//! Nothing here is a second way to make an appointment: it changes who does one, with the decision kept beside it.

use crate::domain::audit::chain::Action;
use crate::domain::ids::{AppointmentId, BranchId, HostId, SegmentId, StaffId};
use crate::domain::people::staff::{StaffMember, TenantContext, Unusable};
use crate::domain::visit::booked;
use crate::domain::{Error, Result};
use crate::frontdesk::door::rules::{Change, Rules};
use crate::frontdesk::door::{resolve, setting, show};
use crate::frontdesk::expected::Expected;
use crate::store::db::tx::Tx;
use crate::store::host::{audit, decision, mapping, staff};
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, booking, segment};
use rusqlite::Connection;
use serde_json::json;

/// What deciding again changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redecided {
    pub appointment: AppointmentId,
    pub before: Option<StaffId>,
    pub after: Option<StaffId>,
}

/// Decides one segment again, by today's mappings and rules. A person's own decision about it stays, and so does
/// every decision while the assignment of staff is switched off.
///
/// `None` if nothing changed.
pub fn redecide(change: &Change, id: SegmentId) -> Result<Option<Redecided>> {
    let Change { tx, rules, .. } = *change;
    let old = segment::find(tx, id)?.ok_or_else(|| Error::internal("a segment lost its row"))?;
    if !rules.matching_enabled || resolve::is_by_person(&old) {
        return Ok(None);
    }
    let chain = booking::chain(tx, id)?;
    let Some(head) = booked::in_force(&chain) else { return Ok(None) };
    // Not the appointment's branch: that may be the one of the staff member it was wrongly given to.
    let branch = setting::branch_of(tx, rules, head.event_type_id)?;
    let decided = resolve::decide(tx, rules, head, branch)?;
    let mut new = old.clone();
    decided.write_to(&mut new);
    resolve::keep_word(tx, &old, &mut new)?;
    if new == old {
        return Ok(None);
    }
    write(change, id, &new, branch.or(decided.branch))?;
    Ok(Some(Redecided { appointment: old.appointment, before: old.staff, after: new.staff }))
}

/// Decides every segment of a host again, oldest first; what a person decided stays.
pub fn redecide_host(change: &Change, host: HostId) -> Result<Vec<Redecided>> {
    let Change { tx, rules, .. } = *change;
    let mut changed = Vec::new();
    for id in segment::of_host(tx, rules.company, host)? {
        changed.extend(redecide(change, id)?);
    }
    Ok(changed)
}

/// A person says who does an appointment. Writes the audit row; nothing automatic changes it again.
pub fn reassign(
    change: &Change,
    id: AppointmentId,
    staff: &StaffId,
    expected: &Expected<StaffId>,
) -> Result<()> {
    let Change { tx, rules, .. } = *change;
    let row = appointment::find(tx, id)?
        .filter(|row| row.company == rules.company)
        .ok_or(Error::NotFound("appointment"))?;
    expected.check(row.staff.as_ref(), || now_has(tx, id, row.staff.as_ref()))?;
    let person = staff::find(tx, staff)?.ok_or(Error::NotFound("staff member"))?;
    let segments = segment::of_appointment(tx, id)?;
    let branch = branch_of_visit(tx, rules, &row, &segments)?;
    TenantContext { company: rules.company, branch }
        .admits(&person)
        .map_err(|why| refused(&person, why))?;
    let is_own = |old: &Segment| old.staff.as_ref() == Some(staff) && resolve::is_by_person(old);
    if segments.iter().all(|(_, old)| is_own(old)) {
        let already = now_has(tx, id, Some(staff))?;
        return Err(Error::Conflict(format!("{already} already, by hand")));
    }
    audit_reassigned(change, id, &row, staff)?;
    for (segment_id, old) in &segments {
        let mut new = old.clone();
        resolve::by_person(&mut new, &person);
        write(change, *segment_id, &new, branch.or(person.branch))?;
    }
    Ok(())
}

/// The branch that restricts who may do a visit: its event types', or where there is none the diary's own.
/// Whose branch a visit is, as far as it is known: who does it must belong there.
pub(crate) fn branch_of_visit(
    connection: &Connection,
    rules: &Rules,
    row: &Appointment,
    segments: &[(SegmentId, Segment)],
) -> Result<Option<BranchId>> {
    if row.booking_uid.is_none() {
        return Ok(row.branch);
    }
    let first = segments.first().and_then(|(_, segment)| segment.event_type_id);
    setting::branch_of(connection, rules, first)
}

fn now_has(tx: &Tx, id: AppointmentId, staff: Option<&StaffId>) -> Result<String> {
    let who = match staff {
        Some(staff) => staff::find(tx, staff)?.map_or_else(|| staff.0.clone(), |who| who.name),
        None => "nobody".to_owned(),
    };
    Ok(format!("appointment {id} is for {who}"))
}

/// The audit row of a reassignment; about the mapping that named another staff member, where there is one.
fn audit_reassigned(
    change: &Change,
    id: AppointmentId,
    row: &Appointment,
    staff: &StaffId,
) -> Result<()> {
    let Change { tx, decider, now, .. } = *change;
    let mapping = match row.host {
        Some(host) => mapping::active(tx, row.company, host)?.map(|mapping| mapping.id),
        None => None,
    };
    let values = |staff: Option<&StaffId>| {
        json!({ "company_id": row.company.0, "appointment_id": id.0,
            "calcom_host_id": row.host.map(|host| host.0), "staff_id": staff.map(|staff| &staff.0) })
    };
    let row = audit::Change {
        mapping,
        action: Action::ManualOverride,
        old: Some(values(row.staff.as_ref())),
        new: Some(values(Some(staff))),
        decider,
    };
    audit::append(tx, &row, now)
}

/// The segment, its decision, and what the appointment's columns show of it.
fn write(change: &Change, id: SegmentId, new: &Segment, branch: Option<BranchId>) -> Result<()> {
    let Change { tx, rules, decider, now } = *change;
    segment::update(tx, id, new)?;
    decision::keep(tx, rules.company, id, new, decider, now)?;
    let old = appointment::find(tx, new.appointment)?
        .ok_or_else(|| Error::internal("an appointment lost its row"))?;
    let mut row = old.clone();
    show::show_people(tx, new.appointment, &mut row)?;
    row.branch = if row.plan.is_composite() { row.branch.or(branch) } else { branch };
    if row == old {
        return Ok(());
    }
    appointment::update(tx, new.appointment, &row, now)
}

/// Why a person cannot be chosen, and what to do. Of another company's people not even the names are told.
pub(crate) fn refused(member: &StaffMember, why: Unusable) -> Error {
    let name = match why {
        Unusable::OtherCompany => "the staff member",
        Unusable::Inactive | Unusable::OtherBranch | Unusable::Missing => &member.name,
    };
    let instead = match why {
        Unusable::Inactive => {
            "; make the staff member active first (active = true in appliance.toml, or staff import), or choose another"
        }
        Unusable::OtherBranch => "; choose a staff member of the appointment's branch",
        Unusable::OtherCompany | Unusable::Missing => "",
    };
    Error::Conflict(format!("{name} {}{instead}", why.told()))
}
